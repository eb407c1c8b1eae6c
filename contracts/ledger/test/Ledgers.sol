// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Encoding} from "../src/Encoding.sol";
import {GridLedger} from "../src/GridLedger.sol";
import {IAppointments} from "../src/IAppointments.sol";
import {IBatches} from "../src/IBatches.sol";
import {IGridLedger} from "../src/IGridLedger.sol";
import {Cheats} from "./Cheats.sol";

/// @notice Batches, and what they are put into.
abstract contract Samples is Cheats {
    address internal constant COMMITTER = address(0xC0117);
    address internal constant GUARDIAN = address(0x6A4D);
    address internal constant ADMIN = address(0xAD714);
    bytes32 internal constant GENESIS = keccak256("genesis");
    uint64 internal constant START = 1_800_000_000;
    uint32 internal constant WINDOW = 1 days;
    uint32 internal constant DISPUTE = 2 days;
    uint64 internal constant RATE = 1_000;
    uint128 internal constant BOND = 1 ether / 100;

    GridLedger internal ledger;

    function terms() internal pure returns (IGridLedger.Terms memory) {
        return IGridLedger.Terms({
            genesis: GENESIS,
            admin: ADMIN,
            adminDelay: 3 days,
            finalityWindow: WINDOW,
            disputeWindow: DISPUTE,
            fuelPerCreditMicro: RATE,
            challengeBond: BOND
        });
    }

    /// @dev Nobody attests.
    function staff() internal pure virtual returns (IAppointments.Staff memory) {
        return IAppointments.Staff({
            committer: COMMITTER,
            guardian: GUARDIAN,
            attestors: new address[](0),
            commitQuorum: 0,
            rulingQuorum: 0
        });
    }

    function contentOf(uint64 id) internal pure returns (IBatches.BatchContent memory) {
        return IBatches.BatchContent({
            unitsRoot: keccak256(abi.encode("units", id)),
            creditsRoot: keccak256(abi.encode("credits", id)),
            dataHash: keccak256(abi.encode("data", id)),
            rulesHash: keccak256("rules"),
            unitCount: 10,
            cumulativeCredit: uint128(id) * 1_000_000
        });
    }

    /// @dev The header the next commit of `content` must make.
    function headerOf(IBatches.BatchContent memory content) internal view returns (IBatches.Header memory) {
        return IBatches.Header({
            prev: ledger.tip(),
            unitsRoot: content.unitsRoot,
            creditsRoot: content.creditsRoot,
            dataHash: content.dataHash,
            rulesHash: content.rulesHash,
            committedAt: uint64(block.timestamp),
            unitCount: content.unitCount,
            cumulativeCredit: content.cumulativeCredit
        });
    }

    function unsigned() internal pure returns (IAppointments.Signature[] memory) {
        return new IAppointments.Signature[](0);
    }

    /// @dev What attestors sign of the next batch.
    function attested(IBatches.BatchContent memory) internal view virtual returns (IAppointments.Signature[] memory) {
        return unsigned();
    }

    /// @dev Root of two leaves.
    function pairOf(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }

    /// @dev Commits the next batch, knowing of every void.
    function commit(IBatches.BatchContent memory content) internal returns (IBatches.Header memory header) {
        header = headerOf(content);
        uint64 id = ledger.batchCount() + 1;
        uint64 voided = ledger.lastVoided();
        IAppointments.Signature[] memory signatures = attested(content);
        vm.prank(COMMITTER);
        ledger.commit(id, content, voided, signatures);
    }

    function commit(uint64 id) internal returns (IBatches.Header memory) {
        return commit(contentOf(id));
    }

    /// @dev A batch of one unit and one account: the leaf is the root.
    function commitSingle(IBatches.UnitLeaf memory leaf, address account, uint128 amount)
        internal
        returns (IBatches.Header memory)
    {
        IBatches.BatchContent memory content = contentOf(ledger.batchCount() + 1);
        content.unitsRoot = Encoding.node(leaf);
        content.creditsRoot = Encoding.node(account, amount);
        return commit(content);
    }

    function proofOf(uint64 id, IBatches.Header memory header, IBatches.UnitLeaf memory leaf)
        internal
        pure
        returns (IBatches.UnitProof memory)
    {
        return IBatches.UnitProof({id: id, header: header, leaf: leaf, proof: new bytes32[](0)});
    }
}

/// @notice A ledger for each test.
abstract contract Ledgers is Samples {
    function setUp() public virtual {
        vm.warp(START);
        vm.roll(77);
        ledger = new GridLedger(terms(), staff());
    }
}
