// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {GridLedger} from "../src/GridLedger.sol";
import {IBatches} from "../src/IBatches.sol";
import {IGridLedger} from "../src/IGridLedger.sol";
import {Ledgers} from "./Ledgers.sol";

/// @notice When a batch is final, and what a freeze changes.
contract FinalityTest is Ledgers {
    IBatches.Header private header;

    function setUp() public override {
        super.setUp();
        header = commit(1);
    }

    function check(uint64 id, IBatches.Header memory some, IBatches.State state, uint64 finalAt) private view {
        assertEq(uint8(ledger.stateOf(id, some)), uint8(state), "stateOf");
        assertEq(ledger.finalAt(id, some), finalAt, "finalAt");
    }

    function freeze(uint64 id, IBatches.Header memory some) private {
        vm.prank(GUARDIAN);
        ledger.freeze(id, some);
    }

    function unfreeze(uint64 id, IBatches.Header memory some) private {
        vm.prank(GUARDIAN);
        ledger.unfreeze(id, some);
    }

    function test_NeedsWindows() public {
        IGridLedger.Terms memory bad = terms();
        bad.finalityWindow = 0;
        vm.expectRevert(abi.encodeWithSelector(IBatches.ZeroWindow.selector));
        new GridLedger(bad, staff());
        bad = terms();
        bad.disputeWindow = 0;
        vm.expectRevert(abi.encodeWithSelector(IBatches.ZeroWindow.selector));
        new GridLedger(bad, staff());
        assertEq(ledger.finalityWindow(), WINDOW, "finalityWindow");
        assertEq(ledger.disputeWindow(), DISPUTE, "disputeWindow");
    }

    function testFuzz_IsFinalByTheClockAlone(uint40 elapsed) public {
        vm.warp(START + uint64(elapsed));
        IBatches.State state = elapsed < WINDOW ? IBatches.State.Pending : IBatches.State.Final;
        check(1, header, state, START + WINDOW);
    }

    function testFuzz_AFreezeEndsAtTheHorizon(uint32 elapsed) public {
        freeze(1, header);
        vm.warp(START + uint64(elapsed));
        IBatches.State state = elapsed < WINDOW + DISPUTE ? IBatches.State.Frozen : IBatches.State.Final;
        check(1, header, state, START + WINDOW + DISPUTE);
    }

    function test_AFreezeHoldsLaterBatchesButNoEarlierOne() public {
        vm.warp(START + 10);
        IBatches.Header memory second = commit(2);
        vm.warp(START + 20);
        IBatches.Header memory third = commit(3);
        freeze(2, second);
        check(1, header, IBatches.State.Pending, START + WINDOW);
        check(2, second, IBatches.State.Frozen, START + 10 + WINDOW + DISPUTE);
        check(3, third, IBatches.State.Held, START + 20 + WINDOW + DISPUTE);
        vm.warp(START + WINDOW + 100);
        check(1, header, IBatches.State.Final, START + WINDOW);
        check(3, third, IBatches.State.Held, START + 20 + WINDOW + DISPUTE);
        unfreeze(2, second);
        check(2, second, IBatches.State.Final, START + 10 + WINDOW);
        check(3, third, IBatches.State.Final, START + 20 + WINDOW);
    }

    function test_RemembersTheLowestBatchUntilNothingIsHeld() public {
        IBatches.Header memory second = commit(2);
        IBatches.Header memory third = commit(3);
        freeze(3, third);
        freeze(2, second);
        freeze(1, header);
        unfreeze(1, header);
        check(1, header, IBatches.State.Held, START + WINDOW + DISPUTE);
        unfreeze(2, second);
        unfreeze(3, third);
        check(1, header, IBatches.State.Pending, START + WINDOW);
        freeze(3, third);
        check(2, second, IBatches.State.Pending, START + WINDOW);
        check(3, third, IBatches.State.Frozen, START + WINDOW + DISPUTE);
    }

    function test_FreezesOnce() public {
        freeze(1, header);
        vm.expectRevert(abi.encodeWithSelector(IBatches.AlreadyFrozen.selector, 1));
        freeze(1, header);
        unfreeze(1, header);
        vm.expectRevert(abi.encodeWithSelector(IBatches.NotFrozen.selector, 1));
        unfreeze(1, header);
    }

    function test_FreezesNoFinalBatch() public {
        vm.warp(START + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(IBatches.AlreadyFinal.selector, 1, START + WINDOW));
        freeze(1, header);
    }

    function testFuzz_OnlyTheGuardianFreezes(address sender) public {
        vm.assume(sender != GUARDIAN);
        bytes memory reason = abi.encodeWithSelector(IBatches.NotGuardian.selector, GUARDIAN, sender);
        vm.expectRevert(reason);
        vm.prank(sender);
        ledger.freeze(1, header);
        freeze(1, header);
        vm.warp(START + WINDOW + DISPUTE - 1);
        vm.expectRevert(reason);
        vm.prank(sender);
        ledger.unfreeze(1, header);
        // At the horizon the batch is final: anybody may clear the mark, so that later ones need not wait.
        vm.warp(START + WINDOW + DISPUTE);
        vm.prank(sender);
        ledger.unfreeze(1, header);
        check(1, header, IBatches.State.Final, START + WINDOW);
    }

    function test_WantsTheRightHeader() public {
        IBatches.Header memory wrong = header;
        wrong.committedAt -= 10;
        bytes memory reason = abi.encodeWithSelector(
            IBatches.WrongHeader.selector, 1, ledger.digestOf(1), keccak256(abi.encode(wrong))
        );
        vm.expectRevert(reason);
        freeze(1, wrong);
        vm.expectRevert(reason);
        unfreeze(1, wrong);
        vm.expectRevert(reason);
        ledger.stateOf(1, wrong);
        vm.expectRevert(reason);
        ledger.finalAt(1, wrong);
    }
}
