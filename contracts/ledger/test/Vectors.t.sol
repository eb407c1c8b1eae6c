// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {Encoding} from "../src/Encoding.sol";
import {GridLedger} from "../src/GridLedger.sol";
import {IGridLedger} from "../src/IGridLedger.sol";
import {Cheats} from "./Cheats.sol";
import {Signing} from "./Signing.sol";

/// @notice The vectors that TypeScript obeys too: see packages/proof/src/vectors.test.ts.
contract VectorsTest is Cheats {
    string private json;

    function load(string memory name) private {
        json = vm.readFile(string.concat("../../vectors/ledger/", name, ".json"));
    }

    function has(string memory path) private view returns (bool) {
        return vm.keyExistsJson(json, path);
    }

    function word(string memory path) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, path);
    }

    function number(string memory path) private view returns (uint256) {
        return vm.parseJsonUint(json, path);
    }

    function account(string memory path) private view returns (address) {
        return vm.parseJsonAddress(json, path);
    }

    function item(string memory list, uint256 position) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(position), "]");
    }

    function test_Leaves() public {
        load("leaves");
        uint256 units;
        for (; has(item(".units", units)); units++) {
            string memory path = item(".units", units);
            bytes32 node = Encoding.node(unitLeaf(string.concat(path, ".leaf")));
            assertEq(node, word(string.concat(path, ".node")), path);
        }
        uint256 credits;
        for (; has(item(".credits", credits)); credits++) {
            string memory path = item(".credits", credits);
            bytes32 node = Encoding.node(
                account(string.concat(path, ".leaf.account")), uint128(number(string.concat(path, ".leaf.amount")))
            );
            assertEq(node, word(string.concat(path, ".node")), path);
        }
        assertEq(units, 6, "unit leaves read");
        assertEq(credits, 6, "credit leaves read");
    }

    function test_History() public {
        load("history");
        GridLedger ledger = new GridLedger(address(this), word(".genesis"));
        uint256 leaves;
        uint64 id = 1;
        for (; has(item(".batches", id - 1)); id++) {
            string memory batch = item(".batches", id - 1);
            IGridLedger.Header memory header = headerAt(string.concat(batch, ".header"));
            assertEq(header.prev, ledger.tip(), batch);
            vm.warp(header.committedAt);
            bytes32 digest = ledger.commit(
                id,
                IGridLedger.BatchContent({
                    unitsRoot: header.unitsRoot,
                    creditsRoot: header.creditsRoot,
                    dataHash: header.dataHash,
                    rulesHash: header.rulesHash,
                    unitCount: header.unitCount,
                    cumulativeCredit: header.cumulativeCredit
                })
            );
            assertEq(digest, word(string.concat(batch, ".digest")), batch);
            leaves += checkUnits(ledger, id, header, string.concat(batch, ".units"));
            leaves += checkCredits(ledger, id, header, string.concat(batch, ".credits"));
        }
        assertEq(id, 8, "batches read");
        assertEq(leaves, 72, "leaves proven");
    }

    function checkUnits(GridLedger ledger, uint64 id, IGridLedger.Header memory header, string memory list)
        private
        view
        returns (uint256 position)
    {
        for (; has(item(list, position)); position++) {
            string memory path = item(list, position);
            bytes32[] memory proof = vm.parseJsonBytes32Array(json, string.concat(path, ".proof"));
            IGridLedger.UnitLeaf memory leaf = unitLeaf(string.concat(path, ".leaf"));
            assertEq(ledger.verifyUnit(id, header, leaf, proof), true, path);
            leaf.credit++;
            assertEq(ledger.verifyUnit(id, header, leaf, proof), false, path);
        }
    }

    function checkCredits(GridLedger ledger, uint64 id, IGridLedger.Header memory header, string memory list)
        private
        view
        returns (uint256 position)
    {
        for (; has(item(list, position)); position++) {
            string memory path = item(list, position);
            bytes32[] memory proof = vm.parseJsonBytes32Array(json, string.concat(path, ".proof"));
            address earner = account(string.concat(path, ".leaf.account"));
            uint128 amount = uint128(number(string.concat(path, ".leaf.amount")));
            assertEq(ledger.creditsOf(id, header, earner, amount, proof), amount, path);
        }
    }

    function test_Signing() public {
        load("signing");
        uint256 signed;
        for (uint256 i; has(item(".domains", i)); i++) {
            string memory path = item(".domains", i);
            assertEq(domainAt(path), word(string.concat(path, ".separator")), path);
        }
        for (uint256 i; has(item(".receipts", i)); i++) {
            string memory path = item(".receipts", i);
            string memory message = string.concat(path, ".message");
            checkSigned(path, Signing.digest(domainAt(path), receiptAt(message)));
            signed++;
        }
        for (uint256 i; has(item(".delegations", i)); i++) {
            string memory path = item(".delegations", i);
            string memory message = string.concat(path, ".message");
            checkSigned(path, Signing.digest(domainAt(path), delegationAt(message)));
            signed++;
        }
        assertEq(signed, 20, "messages read");
    }

    function checkSigned(string memory path, bytes32 digest) private view {
        assertEq(digest, word(string.concat(path, ".digest")), path);
        bytes memory signature = vm.parseJsonBytes(json, string.concat(path, ".signature"));
        assertEq(ECDSA.recover(digest, signature), account(string.concat(path, ".signer")), path);
    }

    /// @dev What a ledger at that address on that chain answers.
    function domainAt(string memory path) private returns (bytes32) {
        GridLedger ledger = GridLedger(account(string.concat(path, ".ledger")));
        vm.chainId(number(string.concat(path, ".chainId")));
        if (address(ledger).code.length == 0) {
            vm.etch(address(ledger), address(new GridLedger(address(this), 0)).code);
        }
        return ledger.domainSeparator();
    }

    function unitLeaf(string memory path) private view returns (IGridLedger.UnitLeaf memory) {
        return IGridLedger.UnitLeaf({
            jobId: word(string.concat(path, ".jobId")),
            unitIndex: uint64(number(string.concat(path, ".unitIndex"))),
            index: uint64(number(string.concat(path, ".index"))),
            programHash: word(string.concat(path, ".programHash")),
            inputHash: word(string.concat(path, ".inputHash")),
            outputHash: word(string.concat(path, ".outputHash")),
            fuel: uint64(number(string.concat(path, ".fuel"))),
            account: account(string.concat(path, ".account")),
            credit: uint128(number(string.concat(path, ".credit")))
        });
    }

    function headerAt(string memory path) private view returns (IGridLedger.Header memory) {
        return IGridLedger.Header({
            prev: word(string.concat(path, ".prev")),
            unitsRoot: word(string.concat(path, ".unitsRoot")),
            creditsRoot: word(string.concat(path, ".creditsRoot")),
            dataHash: word(string.concat(path, ".dataHash")),
            rulesHash: word(string.concat(path, ".rulesHash")),
            committedAt: uint64(number(string.concat(path, ".committedAt"))),
            unitCount: uint64(number(string.concat(path, ".unitCount"))),
            cumulativeCredit: uint128(number(string.concat(path, ".cumulativeCredit")))
        });
    }

    function receiptAt(string memory path) private view returns (Signing.Receipt memory) {
        return Signing.Receipt({
            jobId: word(string.concat(path, ".jobId")),
            unitIndex: uint64(number(string.concat(path, ".unitIndex"))),
            programHash: word(string.concat(path, ".programHash")),
            inputHash: word(string.concat(path, ".inputHash")),
            outputHash: word(string.concat(path, ".outputHash")),
            exitClass: uint8(number(string.concat(path, ".exitClass"))),
            fuel: uint64(number(string.concat(path, ".fuel"))),
            rewriterVersion: uint32(number(string.concat(path, ".rewriterVersion"))),
            leaseId: word(string.concat(path, ".leaseId")),
            account: account(string.concat(path, ".account"))
        });
    }

    function delegationAt(string memory path) private view returns (Signing.Delegation memory) {
        return Signing.Delegation({
            account: account(string.concat(path, ".account")),
            session: account(string.concat(path, ".session")),
            scope: word(string.concat(path, ".scope")),
            notBefore: uint64(number(string.concat(path, ".notBefore"))),
            expiresAt: uint64(number(string.concat(path, ".expiresAt"))),
            epoch: uint64(number(string.concat(path, ".epoch")))
        });
    }
}
