// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Encoding} from "../src/Encoding.sol";
import {GridLedger} from "../src/GridLedger.sol";
import {IBatches} from "../src/IBatches.sol";
import {IFaults} from "../src/IFaults.sol";
import {IGridLedger} from "../src/IGridLedger.sol";
import {Ledgers} from "./Ledgers.sol";

/// @notice What proves itself voids a batch; what does not, does not.
contract FaultsTest is Ledgers {
    function good(uint64 index) private pure returns (IBatches.UnitLeaf memory) {
        return IBatches.UnitLeaf({
            jobId: keccak256("job"),
            unitIndex: 100 + index,
            index: index,
            programHash: keccak256("program"),
            inputHash: keccak256(abi.encode("input", index)),
            outputHash: keccak256(abi.encode("output", index)),
            fuel: 1_999_999,
            account: address(0xACC0),
            credit: 1_999
        });
    }

    /// @dev A batch of two leaves, and both their proofs.
    function commitPair(IBatches.UnitLeaf memory one, IBatches.UnitLeaf memory other)
        private
        returns (IBatches.UnitProof memory, IBatches.UnitProof memory)
    {
        uint64 id = ledger.batchCount() + 1;
        (bytes32 a, bytes32 b) = (Encoding.node(one), Encoding.node(other));
        IBatches.BatchContent memory content = contentOf(id);
        content.unitsRoot = pairOf(a, b);
        IBatches.Header memory header = commit(content);
        (bytes32[] memory ofOne, bytes32[] memory ofOther) = (new bytes32[](1), new bytes32[](1));
        (ofOne[0], ofOther[0]) = (b, a);
        return (IBatches.UnitProof(id, header, one, ofOne), IBatches.UnitProof(id, header, other, ofOther));
    }

    function commitOne(IBatches.UnitLeaf memory leaf) private returns (IBatches.UnitProof memory) {
        IBatches.Header memory header = commitSingle(leaf, address(1), 1);
        return proofOf(ledger.batchCount(), header, leaf);
    }

    function checkVoided(uint64 id, IBatches.Header memory header) private view {
        assertEq(uint8(ledger.stateOf(id, header)), uint8(IBatches.State.Voided), "stateOf");
        assertEq(ledger.lastVoided(), id, "lastVoided");
    }

    function noFault(IBatches.Fault fault, uint64 id) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IFaults.NoFault.selector, fault, id);
    }

    function test_NeedsARate() public {
        IGridLedger.Terms memory bad = terms();
        bad.fuelPerCreditMicro = 0;
        vm.expectRevert(abi.encodeWithSelector(IFaults.ZeroRate.selector));
        new GridLedger(bad, staff());
        assertEq(ledger.fuelPerCreditMicro(), RATE, "fuelPerCreditMicro");
    }

    function testFuzz_CreditIsAFunctionOfFuel(uint64 fuel, uint128 credit, bool right) public {
        IBatches.UnitLeaf memory leaf = good(0);
        leaf.fuel = fuel;
        leaf.credit = right ? fuel / RATE : credit;
        IBatches.UnitProof memory unit = commitOne(leaf);
        if (leaf.credit == fuel / RATE) {
            vm.expectRevert(noFault(IBatches.Fault.WrongCredit, 1));
            ledger.proveWrongCredit(unit);
        } else {
            ledger.proveWrongCredit(unit);
            checkVoided(1, unit.header);
        }
    }

    function testFuzz_IndicesStayBelowTheCount(uint64 index) public {
        IBatches.UnitLeaf memory leaf = good(0);
        leaf.index = index;
        IBatches.UnitProof memory unit = commitOne(leaf);
        if (index < 10) {
            vm.expectRevert(noFault(IBatches.Fault.IndexOutOfRange, 1));
            ledger.proveIndexOutOfRange(unit);
        } else {
            ledger.proveIndexOutOfRange(unit);
            checkVoided(1, unit.header);
        }
    }

    function test_NoIndexIsUsedTwice() public {
        IBatches.UnitLeaf memory same = good(1);
        same.index = 0;
        (IBatches.UnitProof memory one, IBatches.UnitProof memory other) = commitPair(good(0), same);
        ledger.proveIndexReused(one, other);
        checkVoided(1, one.header);
    }

    function test_IndexReusedWantsTwoLeavesOfOneBatch() public {
        (IBatches.UnitProof memory one, IBatches.UnitProof memory other) = commitPair(good(0), good(1));
        bytes memory reason = noFault(IBatches.Fault.IndexReused, 1);
        vm.expectRevert(reason);
        ledger.proveIndexReused(one, other);
        vm.expectRevert(reason);
        ledger.proveIndexReused(one, one);
        IBatches.UnitLeaf memory elsewhere = good(7);
        elsewhere.index = 0;
        IBatches.UnitProof memory second = commitOne(elsewhere);
        vm.expectRevert(reason);
        ledger.proveIndexReused(one, second);
    }

    function test_NoUnitIsCreditedTwiceToAnAccountInABatch() public {
        IBatches.UnitLeaf memory again = good(1);
        again.unitIndex = good(0).unitIndex;
        (IBatches.UnitProof memory one, IBatches.UnitProof memory other) = commitPair(good(0), again);
        ledger.proveDuplicateUnit(other, one);
        checkVoided(1, one.header);
    }

    function test_NorInTwoBatches() public {
        IBatches.UnitProof memory earlier = commitOne(good(0));
        IBatches.UnitProof memory later = commitOne(good(0));
        ledger.proveDuplicateUnit(earlier, later);
        checkVoided(2, later.header);
        assertEq(uint8(ledger.stateOf(1, earlier.header)), uint8(IBatches.State.Pending), "the earlier one stays");
    }

    function test_AFinalBatchStillBearsWitness() public {
        IBatches.UnitProof memory earlier = commitOne(good(0));
        vm.warp(START + WINDOW);
        IBatches.UnitProof memory later = commitOne(good(0));
        ledger.proveDuplicateUnit(earlier, later);
        checkVoided(2, later.header);
    }

    function test_TheEarlierBatchIsNotVoidedForTheLater() public {
        IBatches.UnitProof memory earlier = commitOne(good(0));
        IBatches.UnitProof memory later = commitOne(good(0));
        vm.expectRevert(noFault(IBatches.Fault.DuplicateUnit, 1));
        ledger.proveDuplicateUnit(later, earlier);
    }

    function test_OneLeafIsNoDuplicateOfItself() public {
        IBatches.UnitProof memory only = commitOne(good(0));
        vm.expectRevert(noFault(IBatches.Fault.DuplicateUnit, 1));
        ledger.proveDuplicateUnit(only, only);
    }

    function testFuzz_ADuplicateIsTheSameUnitOfTheSameAccount(uint8 field) public {
        IBatches.UnitLeaf memory apart = good(0);
        field = field % 3;
        if (field == 0) apart.jobId = ~apart.jobId;
        if (field == 1) apart.unitIndex++;
        if (field == 2) apart.account = address(0xACC1);
        IBatches.UnitProof memory earlier = commitOne(good(0));
        IBatches.UnitProof memory later = commitOne(apart);
        vm.expectRevert(noFault(IBatches.Fault.DuplicateUnit, 2));
        ledger.proveDuplicateUnit(earlier, later);
    }

    function test_WhatWasVoidedMayBeCommittedAgain() public {
        IBatches.UnitLeaf memory bad = good(1);
        bad.credit++;
        (IBatches.UnitProof memory fine, IBatches.UnitProof memory wrong) = commitPair(good(0), bad);
        ledger.proveWrongCredit(wrong);
        IBatches.UnitProof memory again = commitOne(good(0));
        vm.expectRevert(abi.encodeWithSelector(IBatches.AlreadyVoided.selector, 1));
        ledger.proveDuplicateUnit(fine, again);
        assertEq(ledger.verifyUnit(fine), false, "voided");
        assertEq(ledger.verifyUnit(again), true, "committed again");
    }

    /// @dev Every proof is refused alike when it is not about an open batch, or not about that batch at all.
    function test_OnlyOpenBatchesAreVoided() public {
        IBatches.UnitLeaf memory bad = good(0);
        bad.credit++;
        bad.index = 10;
        IBatches.UnitProof memory unit = commitOne(bad);
        IBatches.UnitProof memory wrong = unit;

        wrong.id = 2;
        checkRefused(wrong, abi.encodeWithSelector(IBatches.UnknownBatch.selector, 2, 1));
        wrong.id = 1;
        wrong.header.unitCount++;
        checkRefused(
            wrong,
            abi.encodeWithSelector(
                IBatches.WrongHeader.selector, 1, ledger.digestOf(1), Encoding.digest(wrong.header)
            )
        );
        wrong.header.unitCount--;
        wrong.leaf.fuel++;
        checkRefused(
            wrong,
            abi.encodeWithSelector(IBatches.NotInTree.selector, wrong.header.unitsRoot, Encoding.node(wrong.leaf))
        );
        wrong.leaf.fuel--;
        vm.warp(START + WINDOW);
        checkRefused(wrong, abi.encodeWithSelector(IBatches.AlreadyFinal.selector, 1, START + WINDOW));
        vm.warp(START + WINDOW - 1);
        ledger.proveWrongCredit(unit);
        checkRefused(unit, abi.encodeWithSelector(IBatches.AlreadyVoided.selector, 1));
    }

    function checkRefused(IBatches.UnitProof memory unit, bytes memory reason) private {
        vm.expectRevert(reason);
        ledger.proveWrongCredit(unit);
        vm.expectRevert(reason);
        ledger.proveIndexOutOfRange(unit);
        vm.expectRevert(reason);
        ledger.proveIndexReused(unit, unit);
        vm.expectRevert(reason);
        ledger.proveDuplicateUnit(unit, unit);
    }

    function test_TheOtherProofIsCheckedAsWell() public {
        IBatches.UnitProof memory earlier = commitOne(good(0));
        IBatches.UnitProof memory later = commitOne(good(0));
        bytes32 root = earlier.header.unitsRoot;
        earlier.leaf.fuel++;
        bytes memory reason = abi.encodeWithSelector(IBatches.NotInTree.selector, root, Encoding.node(earlier.leaf));
        vm.expectRevert(reason);
        ledger.proveDuplicateUnit(earlier, later);
        vm.expectRevert(reason);
        ledger.proveIndexReused(later, earlier);
        earlier.id = 9;
        reason = abi.encodeWithSelector(IBatches.UnknownBatch.selector, 9, 2);
        vm.expectRevert(reason);
        ledger.proveDuplicateUnit(earlier, later);
        vm.expectRevert(reason);
        ledger.proveIndexReused(later, earlier);
    }

    function test_AVoidTellsWhoAndWhy() public {
        IBatches.UnitLeaf memory bad = good(0);
        bad.credit++;
        IBatches.UnitProof memory unit = commitOne(bad);
        vm.expectEmit();
        emit IBatches.BatchVoided(1, IBatches.Fault.WrongCredit, address(0x1234));
        vm.prank(address(0x1234));
        ledger.proveWrongCredit(unit);
    }

    function test_AVoidLetsGoOfAFreeze() public {
        IBatches.UnitLeaf memory bad = good(0);
        bad.credit++;
        IBatches.UnitProof memory unit = commitOne(bad);
        vm.prank(GUARDIAN);
        ledger.freeze(1, unit.header);
        IBatches.UnitProof memory next = commitOne(good(5));
        ledger.proveWrongCredit(unit);
        assertEq(ledger.finalAt(2, next.header), START + WINDOW, "finalAt");
        vm.expectRevert(abi.encodeWithSelector(IBatches.AlreadyVoided.selector, 1));
        vm.prank(GUARDIAN);
        ledger.freeze(1, unit.header);
        vm.expectRevert(abi.encodeWithSelector(IBatches.NotFrozen.selector, 1));
        vm.prank(GUARDIAN);
        ledger.unfreeze(1, unit.header);
    }

    function test_ACommitMustKnowOfTheVoid() public {
        IBatches.UnitLeaf memory bad = good(0);
        bad.credit++;
        IBatches.UnitProof memory unit = commitOne(bad);
        ledger.proveWrongCredit(unit);
        vm.expectRevert(abi.encodeWithSelector(IBatches.UnheardVoid.selector, 1, 0));
        vm.prank(COMMITTER);
        ledger.commit(2, contentOf(2), 0, unsigned());
        IBatches.BatchContent memory less = contentOf(2);
        less.cumulativeCredit = 0;
        commit(less);
        assertEq(ledger.batchCount(), 2, "the chain goes on, with less credit");
    }

    function test_TablesThatCountAVoidedBatchAreUnsound() public {
        // 1 fine, 2 bad, 3 fine | void 2 | 4 fine, 5 bad | void 5 | 6 fine, void 4 as well | 7
        IBatches.UnitLeaf memory bad = good(0);
        bad.credit++;
        commitOne(good(1));
        IBatches.UnitProof memory second = commitOne(bad);
        commitOne(good(3));
        ledger.proveWrongCredit(second);
        IBatches.UnitProof memory fourth = commitOne(bad);
        IBatches.UnitProof memory fifth = commitOne(bad);
        ledger.proveWrongCredit(fifth);
        bool[7] memory sound = [true, false, false, true, false, true, true];
        commitOne(good(6));
        for (uint64 id = 1; id <= 6; id++) assertEq(ledger.isTableSound(id), sound[id - 1], "two voids");
        ledger.proveWrongCredit(fourth);
        (sound[3], sound[5]) = (false, false);
        commitOne(good(7));
        for (uint64 id = 1; id <= 7; id++) assertEq(ledger.isTableSound(id), sound[id - 1], "three voids");
        vm.expectRevert(abi.encodeWithSelector(IBatches.UnknownBatch.selector, 8, 7));
        ledger.isTableSound(8);
    }
}
