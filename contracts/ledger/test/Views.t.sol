// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Encoding} from "../src/Encoding.sol";
import {IBatches} from "../src/IBatches.sol";
import {Ledgers} from "./Ledgers.sol";

contract ViewsTest is Ledgers {
    bytes32[] private none;

    function testFuzz_ProvesASingleUnit(IBatches.UnitLeaf memory leaf) public {
        leaf.index = leaf.index % 10;
        IBatches.Header memory header = commitSingle(leaf, address(1), 1);
        assertEq(ledger.verifyUnit(proofOf(1, header, leaf)), true, "verifyUnit");
    }

    function testFuzz_DoesNotTakeAnIndexBeyondTheUnitCount(IBatches.UnitLeaf memory leaf) public {
        vm.assume(leaf.index >= 10);
        IBatches.Header memory header = commitSingle(leaf, address(1), 1);
        assertEq(ledger.verifyUnit(proofOf(1, header, leaf)), false, "verifyUnit");
    }

    function testFuzz_DoesNotTakeAnAlteredUnit(IBatches.UnitLeaf memory leaf, uint8 field) public {
        leaf.index = leaf.index % 9;
        IBatches.Header memory header = commitSingle(leaf, address(1), 1);
        field = field % 9;
        if (field == 0) leaf.jobId = ~leaf.jobId;
        if (field == 1) leaf.unitIndex = ~leaf.unitIndex;
        if (field == 2) leaf.index++;
        if (field == 3) leaf.programHash = ~leaf.programHash;
        if (field == 4) leaf.inputHash = ~leaf.inputHash;
        if (field == 5) leaf.outputHash = ~leaf.outputHash;
        if (field == 6) leaf.fuel = ~leaf.fuel;
        if (field == 7) leaf.account = address(~uint160(leaf.account));
        if (field == 8) leaf.credit = ~leaf.credit;
        assertEq(ledger.verifyUnit(proofOf(1, header, leaf)), false, "verifyUnit");
    }

    function testFuzz_ProvesACredit(address account, uint128 amount) public {
        IBatches.UnitLeaf memory leaf;
        IBatches.Header memory header = commitSingle(leaf, account, amount);
        assertEq(ledger.creditsOf(1, header, account, amount, none), amount, "creditsOf");
    }

    function testFuzz_RefusesAnyOtherCredit(address account, uint128 amount, uint128 claimed, address claimant) public {
        vm.assume(claimed != amount || claimant != account);
        IBatches.UnitLeaf memory unit;
        IBatches.Header memory header = commitSingle(unit, account, amount);
        bytes32 leaf = Encoding.node(claimant, claimed);
        vm.expectRevert(abi.encodeWithSelector(IBatches.NotInTree.selector, header.creditsRoot, leaf));
        ledger.creditsOf(1, header, claimant, claimed, none);
    }

    function testFuzz_AnInnerNodeIsNoLeaf(bytes32 a, bytes32 b) public {
        // 64 bytes of two nodes look like the encoding of a credit leaf; hashing leaves twice tells them apart.
        address account = address(uint160(uint256(a)));
        uint128 amount = uint128(uint256(b));
        IBatches.BatchContent memory content = contentOf(1);
        content.creditsRoot = keccak256(abi.encode(account, amount));
        IBatches.Header memory header = commit(content);
        bytes32 leaf = Encoding.node(account, amount);
        vm.expectRevert(abi.encodeWithSelector(IBatches.NotInTree.selector, content.creditsRoot, leaf));
        ledger.creditsOf(1, header, account, amount, none);
    }

    function testFuzz_RefusesAnyOtherHeader(uint8 field) public {
        IBatches.UnitLeaf memory leaf;
        IBatches.Header memory header = commitSingle(leaf, address(1), 1);
        bytes32 expected = ledger.digestOf(1);
        field = field % 8;
        if (field == 0) header.prev = ~header.prev;
        if (field == 1) header.unitsRoot = ~header.unitsRoot;
        if (field == 2) header.creditsRoot = ~header.creditsRoot;
        if (field == 3) header.dataHash = ~header.dataHash;
        if (field == 4) header.rulesHash = ~header.rulesHash;
        if (field == 5) header.committedAt++;
        if (field == 6) header.unitCount++;
        if (field == 7) header.cumulativeCredit++;
        bytes memory reason =
            abi.encodeWithSelector(IBatches.WrongHeader.selector, 1, expected, Encoding.digest(header));
        vm.expectRevert(reason);
        ledger.verifyUnit(proofOf(1, header, leaf));
        vm.expectRevert(reason);
        ledger.creditsOf(1, header, address(1), 1, none);
    }

    function testFuzz_RefusesABatchThatIsNotThere(uint64 id) public {
        vm.assume(id != 1);
        IBatches.UnitLeaf memory leaf;
        IBatches.Header memory header = commitSingle(leaf, address(1), 1);
        bytes memory reason = abi.encodeWithSelector(IBatches.UnknownBatch.selector, id, 1);
        vm.expectRevert(reason);
        ledger.verifyUnit(proofOf(id, header, leaf));
        vm.expectRevert(reason);
        ledger.creditsOf(id, header, address(1), 1, none);
    }

    function test_AHeaderOfAnotherBatchIsNoHeaderOfThisOne() public {
        IBatches.Header memory first = commit(1);
        commit(2);
        IBatches.UnitLeaf memory leaf;
        bytes memory reason = abi.encodeWithSelector(
            IBatches.WrongHeader.selector, 2, ledger.digestOf(2), ledger.digestOf(1)
        );
        vm.expectRevert(reason);
        ledger.verifyUnit(proofOf(2, first, leaf));
    }
}
