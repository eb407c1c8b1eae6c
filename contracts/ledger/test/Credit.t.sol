// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Encoding} from "../src/Encoding.sol";
import {IBatches} from "../src/IBatches.sol";
import {ICredit} from "../src/ICredit.sol";
import {ISessions} from "../src/ISessions.sol";
import {Ledgers} from "./Ledgers.sol";

/// @notice Balances come from final, sound tables, and go nowhere.
contract CreditTest is Ledgers {
    address private constant ALICE = address(0xA11CE);
    address private constant BOB = address(0xB0B);

    /// @dev A batch whose table has both accounts, and Alice's and Bob's proofs.
    function commitTable(uint128 alice, uint128 bob, uint128 total)
        private
        returns (IBatches.Header memory header, bytes32[] memory ofAlice, bytes32[] memory ofBob)
    {
        (ofAlice, ofBob) = (new bytes32[](1), new bytes32[](1));
        (ofBob[0], ofAlice[0]) = (Encoding.node(ALICE, alice), Encoding.node(BOB, bob));
        IBatches.BatchContent memory content = contentOf(ledger.batchCount() + 1);
        content.creditsRoot = pairOf(ofBob[0], ofAlice[0]);
        content.cumulativeCredit = total;
        header = commit(content);
    }

    function checkBalances(uint128 alice, uint128 bob) private view {
        assertEq(ledger.balanceOf(ALICE), alice, "Alice");
        assertEq(ledger.balanceOf(BOB), bob, "Bob");
        assertEq(ledger.totalSupply(), uint256(alice) + bob, "totalSupply");
    }

    function test_ReadsLikeAnErc20() public view {
        assertEq(ledger.name(), "Pumasi credit", "name");
        assertEq(ledger.symbol(), "PUMASI", "symbol");
        assertEq(ledger.decimals(), 6, "decimals");
        checkBalances(0, 0);
    }

    function testFuzz_NeverChangesHands(address from, address to, uint256 amount) public {
        assertEq(ledger.allowance(from, to), 0, "allowance");
        bytes memory reason = abi.encodeWithSelector(ICredit.NotTransferable.selector, from, to, amount);
        vm.expectRevert(reason);
        vm.prank(from);
        ledger.transfer(to, amount);
        vm.expectRevert(reason);
        vm.prank(from);
        ledger.approve(to, amount);
        vm.expectRevert(reason);
        ledger.transferFrom(from, to, amount);
    }

    function testFuzz_FollowsFinalTablesUpAndDown(uint88[4] memory amounts) public {
        uint128 total = type(uint96).max;
        (IBatches.Header memory one, bytes32[] memory alice1, bytes32[] memory bob1) =
            commitTable(amounts[0], amounts[1], total);
        (IBatches.Header memory two, bytes32[] memory alice2, bytes32[] memory bob2) =
            commitTable(amounts[2], amounts[3], total);
        vm.warp(START + WINDOW);
        ledger.sync(1, one, ALICE, amounts[0], alice1);
        checkBalances(amounts[0], 0);
        ledger.sync(1, one, BOB, amounts[1], bob1);
        checkBalances(amounts[0], amounts[1]);
        ledger.sync(2, two, ALICE, amounts[2], alice2);
        checkBalances(amounts[2], amounts[1]);
        ledger.sync(2, two, BOB, amounts[3], bob2);
        checkBalances(amounts[2], amounts[3]);
        assertEq(ledger.syncedTo(ALICE), 2, "syncedTo");
    }

    function testFuzz_WaitsUntilTheBatchIsFinal(uint32 elapsed) public {
        elapsed = elapsed % WINDOW;
        (IBatches.Header memory header, bytes32[] memory proof,) = commitTable(5, 5, 10);
        vm.warp(START + elapsed);
        vm.expectRevert(abi.encodeWithSelector(ICredit.NotFinal.selector, 1, START + WINDOW));
        ledger.sync(1, header, ALICE, 5, proof);
    }

    function test_NeverSyncsBackwards() public {
        (IBatches.Header memory one, bytes32[] memory proof1,) = commitTable(9, 0, 9);
        (IBatches.Header memory two, bytes32[] memory proof2,) = commitTable(5, 4, 9);
        vm.warp(START + WINDOW);
        ledger.sync(2, two, ALICE, 5, proof2);
        vm.expectRevert(abi.encodeWithSelector(ICredit.AlreadySynced.selector, ALICE, 2, 2));
        ledger.sync(2, two, ALICE, 5, proof2);
        vm.expectRevert(abi.encodeWithSelector(ICredit.AlreadySynced.selector, ALICE, 2, 1));
        ledger.sync(1, one, ALICE, 9, proof1);
    }

    function test_ATableThatAddsUpToMoreThanItSaysFillsNobody() public {
        (IBatches.Header memory header, bytes32[] memory alice, bytes32[] memory bob) = commitTable(6, 6, 10);
        vm.warp(START + WINDOW);
        ledger.sync(1, header, ALICE, 6, alice);
        vm.expectRevert(abi.encodeWithSelector(ICredit.CreditExceedsTotal.selector, 10, 12));
        ledger.sync(1, header, BOB, 6, bob);
        checkBalances(6, 0);
    }

    function test_WantsTheAmountOfTheTable() public {
        (IBatches.Header memory header, bytes32[] memory proof,) = commitTable(5, 5, 10);
        vm.warp(START + WINDOW);
        bytes memory reason =
            abi.encodeWithSelector(IBatches.NotInTree.selector, header.creditsRoot, Encoding.node(ALICE, 6));
        vm.expectRevert(reason);
        ledger.sync(1, header, ALICE, 6, proof);
        vm.expectRevert(reason);
        ledger.creditsOf(1, header, ALICE, 6, proof);
        assertEq(ledger.creditsOf(1, header, ALICE, 5, proof), 5, "creditsOf");
    }

    function test_WantsTheRightHeader() public {
        (IBatches.Header memory header, bytes32[] memory proof,) = commitTable(5, 5, 10);
        header.committedAt -= WINDOW;
        bytes memory reason =
            abi.encodeWithSelector(IBatches.WrongHeader.selector, 1, ledger.digestOf(1), Encoding.digest(header));
        vm.expectRevert(reason);
        ledger.sync(1, header, ALICE, 5, proof);
        vm.expectRevert(abi.encodeWithSelector(IBatches.UnknownBatch.selector, 2, 1));
        ledger.sync(2, header, ALICE, 5, proof);
    }

    /// @dev 1 fine | 2 bad | 3 counts 2 | void 2 | 4 leaves it out, with less credit.
    function test_HealsAfterAVoid() public {
        (IBatches.Header memory one, bytes32[] memory alice1,) = commitTable(10, 0, 10);
        IBatches.UnitLeaf memory bad;
        bad.credit = 50;
        IBatches.BatchContent memory content = contentOf(2);
        content.unitsRoot = Encoding.node(bad);
        IBatches.Header memory two = commit(content);
        (IBatches.Header memory three, bytes32[] memory alice3,) = commitTable(65, 0, 65);
        ledger.proveWrongCredit(proofOf(2, two, bad));
        (IBatches.Header memory four, bytes32[] memory alice4,) = commitTable(15, 0, 15);
        vm.warp(START + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(ICredit.UnsoundTable.selector, 3));
        ledger.sync(3, three, ALICE, 65, alice3);
        vm.expectRevert(abi.encodeWithSelector(ICredit.UnsoundTable.selector, 3));
        ledger.creditsOf(3, three, ALICE, 65, alice3);
        ledger.sync(1, one, ALICE, 10, alice1);
        checkBalances(10, 0);
        ledger.sync(4, four, ALICE, 15, alice4);
        checkBalances(15, 0);
    }

    function test_AnEpochRevokesEverySession() public {
        assertEq(ledger.epochOf(ALICE), 0, "epochOf");
        vm.expectEmit();
        emit ISessions.SessionsRevoked(ALICE, 1);
        vm.prank(ALICE);
        assertEq(ledger.revokeSessions(), 1, "returned");
        vm.prank(ALICE);
        ledger.revokeSessions();
        assertEq(ledger.epochOf(ALICE), 2, "epochOf");
        assertEq(ledger.epochOf(BOB), 0, "epochOf");
    }

    /// @dev They share a slot.
    function testFuzz_BalanceAndEpochLeaveEachOtherAlone(uint96 amount, uint8 before, uint8 afterwards) public {
        (before, afterwards) = (before % 3, afterwards % 3);
        for (uint256 i; i < before; i++) {
            vm.prank(ALICE);
            ledger.revokeSessions();
        }
        (IBatches.Header memory header, bytes32[] memory proof,) = commitTable(amount, 0, amount);
        vm.warp(START + WINDOW);
        ledger.sync(1, header, ALICE, amount, proof);
        assertEq(ledger.epochOf(ALICE), before, "epoch");
        for (uint256 i; i < afterwards; i++) {
            vm.prank(ALICE);
            ledger.revokeSessions();
        }
        checkBalances(amount, 0);
        assertEq(ledger.epochOf(ALICE), uint256(before) + afterwards, "epoch");
        assertEq(ledger.syncedTo(ALICE), 1, "syncedTo");
    }
}
