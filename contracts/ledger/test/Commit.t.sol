// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Encoding} from "../src/Encoding.sol";
import {GridLedger} from "../src/GridLedger.sol";
import {IBatches} from "../src/IBatches.sol";
import {IGridLedger} from "../src/IGridLedger.sol";
import {Vm} from "./Cheats.sol";
import {Ledgers} from "./Ledgers.sol";

contract CommitTest is Ledgers {
    function test_BeginsEmptyAtItsGenesis() public view {
        assertEq(ledger.batchCount(), 0, "batchCount");
        assertEq(ledger.lastVoided(), 0, "lastVoided");
        assertEq(ledger.tip(), GENESIS, "tip");
        assertEq(ledger.digestOf(0), GENESIS, "digestOf(0)");
        assertEq(ledger.genesis(), GENESIS, "genesis");
        assertEq(ledger.committer(), COMMITTER, "committer");
        assertEq(ledger.deployedAtBlock(), 77, "deployedAtBlock");
        assertEq(ledger.version(), "2.0.0", "version");
    }

    function test_LinksEachHeaderToTheOneBefore() public {
        bytes32 prev = GENESIS;
        for (uint64 id = 1; id <= 5; id++) {
            vm.warp(block.timestamp + 60);
            IBatches.Header memory header = commit(id);
            assertEq(header.prev, prev, "prev");
            prev = keccak256(abi.encode(header));
            assertEq(ledger.digestOf(id), prev, "digestOf");
            assertEq(ledger.tip(), prev, "tip");
            assertEq(ledger.batchCount(), id, "batchCount");
        }
    }

    function test_ShowsTheWholeHeaderInItsEvent() public {
        vm.recordLogs();
        IBatches.Header memory header = commit(1);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1, "events");
        assertEq(logs[0].emitter, address(ledger), "emitter");
        assertEq(logs[0].topics.length, 2, "topics");
        assertEq(logs[0].topics[0], IBatches.BatchCommitted.selector, "topic 0");
        assertEq(uint256(logs[0].topics[1]), 1, "id");
        assertEq(keccak256(logs[0].data), keccak256(abi.encode(header)), "data");
        assertEq(keccak256(logs[0].data), ledger.digestOf(1), "digest");
    }

    function testFuzz_TakesAnyContentInsideTheRange(IBatches.BatchContent memory content, uint40 elapsed) public {
        content.cumulativeCredit = uint96(content.cumulativeCredit);
        vm.warp(block.timestamp + elapsed);
        IBatches.Header memory header = headerOf(content);
        vm.prank(COMMITTER);
        bytes32 digest = ledger.commit(1, content, 0, unsigned());
        assertEq(digest, keccak256(abi.encode(header)), "returned");
        assertEq(ledger.digestOf(1), digest, "stored");
    }

    function testFuzz_RefusesAnyOtherSender(address sender) public {
        vm.assume(sender != COMMITTER);
        vm.expectRevert(abi.encodeWithSelector(IBatches.NotCommitter.selector, COMMITTER, sender));
        vm.prank(sender);
        ledger.commit(1, contentOf(1), 0, unsigned());
    }

    function testFuzz_RefusesAnyOtherId(uint64 id, uint8 before) public {
        uint64 count = before % 4;
        for (uint64 i = 1; i <= count; i++) commit(i);
        vm.assume(id != count + 1);
        vm.expectRevert(abi.encodeWithSelector(IBatches.WrongBatchId.selector, count + 1, id));
        vm.prank(COMMITTER);
        ledger.commit(id, contentOf(id % 4), 0, unsigned());
    }

    function test_TakesABatchThatOnlySeals() public {
        IBatches.BatchContent memory content = contentOf(1);
        content.unitCount = 0;
        content.unitsRoot = 0;
        content.creditsRoot = 0;
        content.cumulativeCredit = 0;
        vm.prank(COMMITTER);
        ledger.commit(1, content, 0, unsigned());
        assertEq(ledger.batchCount(), 1, "batchCount");
    }

    function testFuzz_RefusesMoreCreditThanItCounts(uint128 credit) public {
        IBatches.BatchContent memory content = contentOf(1);
        content.cumulativeCredit = credit;
        if (credit > type(uint96).max) {
            vm.expectRevert(abi.encodeWithSelector(IBatches.CreditTooLarge.selector, type(uint96).max, credit));
        }
        vm.prank(COMMITTER);
        ledger.commit(1, content, 0, unsigned());
    }

    function testFuzz_KnowsNoDigestOfALaterBatch(uint64 id) public {
        commit(1);
        vm.assume(id > 1);
        vm.expectRevert(abi.encodeWithSelector(IBatches.UnknownBatch.selector, id, 1));
        ledger.digestOf(id);
    }

    function test_ASuccessorStartsFromTheOldTip() public {
        commit(1);
        IGridLedger.Terms memory next = terms();
        next.genesis = ledger.tip();
        ledger = new GridLedger(next, staff());
        assertEq(ledger.tip(), next.genesis, "tip");
        IBatches.Header memory header = commit(2);
        assertEq(header.prev, next.genesis, "prev");
        assertEq(ledger.digestOf(1), Encoding.digest(header), "digest");
    }
}
