// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Encoding} from "../src/Encoding.sol";
import {GridLedger} from "../src/GridLedger.sol";
import {IGridLedger} from "../src/IGridLedger.sol";
import {Vm} from "./Cheats.sol";
import {Ledgers} from "./Ledgers.sol";

contract CommitTest is Ledgers {
    function test_BeginsEmptyAtItsGenesis() public view {
        assertEq(ledger.batchCount(), 0, "batchCount");
        assertEq(ledger.cumulativeCredit(), 0, "cumulativeCredit");
        assertEq(ledger.tip(), GENESIS, "tip");
        assertEq(ledger.digestOf(0), GENESIS, "digestOf(0)");
        assertEq(ledger.genesis(), GENESIS, "genesis");
        assertEq(ledger.committer(), COMMITTER, "committer");
        assertEq(ledger.deployedAtBlock(), 77, "deployedAtBlock");
        assertEq(ledger.version(), "1.0.0", "version");
    }

    function test_NeedsACommitter() public {
        vm.expectRevert(abi.encodeWithSelector(IGridLedger.ZeroCommitter.selector));
        new GridLedger(address(0), GENESIS);
    }

    function test_LinksEachHeaderToTheOneBefore() public {
        bytes32 prev = GENESIS;
        for (uint64 id = 1; id <= 5; id++) {
            vm.warp(block.timestamp + 60);
            IGridLedger.Header memory header = commit(id);
            assertEq(header.prev, prev, "prev");
            prev = keccak256(abi.encode(header));
            assertEq(ledger.digestOf(id), prev, "digestOf");
            assertEq(ledger.tip(), prev, "tip");
            assertEq(ledger.batchCount(), id, "batchCount");
            assertEq(ledger.cumulativeCredit(), header.cumulativeCredit, "cumulativeCredit");
        }
    }

    function test_ShowsTheWholeHeaderInItsEvent() public {
        vm.recordLogs();
        IGridLedger.Header memory header = commit(1);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1, "events");
        assertEq(logs[0].emitter, address(ledger), "emitter");
        assertEq(logs[0].topics.length, 2, "topics");
        assertEq(logs[0].topics[0], IGridLedger.BatchCommitted.selector, "topic 0");
        assertEq(uint256(logs[0].topics[1]), 1, "id");
        assertEq(keccak256(logs[0].data), keccak256(abi.encode(header)), "data");
        assertEq(keccak256(logs[0].data), ledger.digestOf(1), "digest");
    }

    function testFuzz_TakesAnyContentInsideTheRange(IGridLedger.BatchContent memory content, uint40 elapsed) public {
        vm.warp(block.timestamp + elapsed);
        IGridLedger.Header memory header = headerOf(content);
        vm.prank(COMMITTER);
        bytes32 digest = ledger.commit(1, content);
        assertEq(digest, keccak256(abi.encode(header)), "returned");
        assertEq(ledger.digestOf(1), digest, "stored");
        assertEq(ledger.cumulativeCredit(), content.cumulativeCredit, "cumulativeCredit");
    }

    function testFuzz_RefusesAnyOtherSender(address sender) public {
        vm.assume(sender != COMMITTER);
        vm.expectRevert(abi.encodeWithSelector(IGridLedger.NotCommitter.selector, COMMITTER, sender));
        vm.prank(sender);
        ledger.commit(1, contentOf(1));
    }

    function testFuzz_RefusesAnyOtherId(uint64 id, uint8 before) public {
        uint64 count = before % 4;
        for (uint64 i = 1; i <= count; i++) commit(i);
        vm.assume(id != count + 1);
        vm.expectRevert(abi.encodeWithSelector(IGridLedger.WrongBatchId.selector, count + 1, id));
        vm.prank(COMMITTER);
        ledger.commit(id, contentOf(id % 4));
    }

    function test_TakesABatchThatOnlySeals() public {
        IGridLedger.BatchContent memory content = contentOf(1);
        content.unitCount = 0;
        content.unitsRoot = 0;
        content.creditsRoot = 0;
        content.cumulativeCredit = 0;
        vm.prank(COMMITTER);
        ledger.commit(1, content);
        assertEq(ledger.batchCount(), 1, "batchCount");
    }

    function testFuzz_NeverLetsCreditFall(uint128 first, uint128 second) public {
        IGridLedger.BatchContent memory content = contentOf(1);
        content.cumulativeCredit = first;
        vm.prank(COMMITTER);
        ledger.commit(1, content);
        content.cumulativeCredit = second;
        if (second < first) vm.expectRevert(abi.encodeWithSelector(IGridLedger.CreditFell.selector, first, second));
        vm.prank(COMMITTER);
        ledger.commit(2, content);
        assertEq(ledger.cumulativeCredit(), second < first ? first : second, "cumulativeCredit");
    }

    function testFuzz_KnowsNoDigestOfALaterBatch(uint64 id) public {
        commit(1);
        vm.assume(id > 1);
        vm.expectRevert(abi.encodeWithSelector(IGridLedger.UnknownBatch.selector, id, 1));
        ledger.digestOf(id);
    }

    function test_ASuccessorStartsFromTheOldTip() public {
        commit(1);
        GridLedger successor = new GridLedger(COMMITTER, ledger.tip());
        assertEq(successor.tip(), Encoding.digest(headerAt1()), "tip");
        IGridLedger.BatchContent memory content = contentOf(2);
        ledger = successor;
        IGridLedger.Header memory header = headerOf(content);
        vm.prank(COMMITTER);
        successor.commit(1, content);
        assertEq(header.prev, Encoding.digest(headerAt1()), "prev");
        assertEq(successor.digestOf(1), Encoding.digest(header), "digest");
    }

    function headerAt1() private view returns (IGridLedger.Header memory header) {
        IGridLedger.BatchContent memory content = contentOf(1);
        header = headerOf(content);
        header.prev = GENESIS;
    }
}
