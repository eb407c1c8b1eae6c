// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {Encoding} from "../src/Encoding.sol";
import {GridLedger} from "../src/GridLedger.sol";
import {IBatches} from "../src/IBatches.sol";
import {IChallenges} from "../src/IChallenges.sol";
import {IGridLedger} from "../src/IGridLedger.sol";
import {Ledgers} from "./Ledgers.sol";
import {Signing} from "./Signing.sol";

/// @notice The vectors that TypeScript obeys too: see packages/proof/src/vectors.test.ts.
contract VectorsTest is Ledgers {
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
        IGridLedger.Terms memory begun = terms();
        begun.genesis = word(".genesis");
        ledger = new GridLedger(begun, staff());
        uint256 leaves;
        uint64 id = 1;
        for (; has(item(".batches", id - 1)); id++) {
            string memory batch = item(".batches", id - 1);
            IBatches.Header memory header = headerAt(string.concat(batch, ".header"));
            assertEq(header.prev, ledger.tip(), batch);
            vm.warp(header.committedAt);
            commit(
                IBatches.BatchContent({
                    unitsRoot: header.unitsRoot,
                    creditsRoot: header.creditsRoot,
                    dataHash: header.dataHash,
                    rulesHash: header.rulesHash,
                    unitCount: header.unitCount,
                    cumulativeCredit: header.cumulativeCredit
                })
            );
            assertEq(ledger.digestOf(id), word(string.concat(batch, ".digest")), batch);
            leaves += checkUnits(id, header, string.concat(batch, ".units"));
            leaves += checkCredits(id, header, string.concat(batch, ".credits"));
        }
        assertEq(id, 8, "batches read");
        assertEq(leaves, 72, "leaves proven");
    }

    function checkUnits(uint64 id, IBatches.Header memory header, string memory list)
        private
        view
        returns (uint256 position)
    {
        for (; has(item(list, position)); position++) {
            string memory path = item(list, position);
            bytes32[] memory proof = vm.parseJsonBytes32Array(json, string.concat(path, ".proof"));
            IBatches.UnitLeaf memory leaf = unitLeaf(string.concat(path, ".leaf"));
            IBatches.UnitProof memory unit = IBatches.UnitProof(id, header, leaf, proof);
            assertEq(ledger.verifyUnit(unit), true, path);
            unit.leaf.credit++;
            assertEq(ledger.verifyUnit(unit), false, path);
        }
    }

    function checkCredits(uint64 id, IBatches.Header memory header, string memory list)
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
        for (uint256 i; has(item(".attestations", i)); i++) {
            string memory path = item(".attestations", i);
            checkAttested(path, attestationAt(string.concat(path, ".message")));
            signed++;
        }
        for (uint256 i; has(item(".executions", i)); i++) {
            string memory path = item(".executions", i);
            string memory message = string.concat(path, ".message");
            IChallenges.Execution memory found = IChallenges.Execution(
                word(string.concat(message, ".outputHash")), uint64(number(string.concat(message, ".fuel")))
            );
            checkAttested(path, Encoding.execution(word(string.concat(message, ".unit")), found));
            signed++;
        }
        assertEq(signed, 40, "messages read");
    }

    /// @dev Digest, the 65 bytes and the 64 bytes of a signature.
    function checkAttested(string memory path, bytes32 structHash) private {
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", domainAt(path), structHash));
        checkSigned(path, digest);
        bytes32 r = word(string.concat(path, ".compact.r"));
        bytes32 vs = word(string.concat(path, ".compact.vs"));
        assertEq(ECDSA.recover(digest, r, vs), account(string.concat(path, ".signer")), path);
    }

    function attestationAt(string memory path) private view returns (bytes32) {
        IBatches.BatchContent memory content = IBatches.BatchContent({
            unitsRoot: word(string.concat(path, ".unitsRoot")),
            creditsRoot: word(string.concat(path, ".creditsRoot")),
            dataHash: word(string.concat(path, ".dataHash")),
            rulesHash: word(string.concat(path, ".rulesHash")),
            unitCount: uint64(number(string.concat(path, ".unitCount"))),
            cumulativeCredit: uint128(number(string.concat(path, ".cumulativeCredit")))
        });
        uint64 id = uint64(number(string.concat(path, ".batchId")));
        uint64 voided = uint64(number(string.concat(path, ".voided")));
        return Encoding.attestation(id, word(string.concat(path, ".prev")), content, voided);
    }

    function checkSigned(string memory path, bytes32 digest) private view {
        assertEq(digest, word(string.concat(path, ".digest")), path);
        bytes memory signature = vm.parseJsonBytes(json, string.concat(path, ".signature"));
        assertEq(ECDSA.recover(digest, signature), account(string.concat(path, ".signer")), path);
    }

    /// @dev What a ledger at that address on that chain answers.
    function domainAt(string memory path) private returns (bytes32) {
        GridLedger other = GridLedger(account(string.concat(path, ".ledger")));
        vm.chainId(number(string.concat(path, ".chainId")));
        if (address(other).code.length == 0) {
            vm.etch(address(other), address(ledger).code);
        }
        return other.domainSeparator();
    }

    function unitLeaf(string memory path) private view returns (IBatches.UnitLeaf memory) {
        return IBatches.UnitLeaf({
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

    function headerAt(string memory path) private view returns (IBatches.Header memory) {
        return IBatches.Header({
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
