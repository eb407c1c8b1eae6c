// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {GridLedger} from "../src/GridLedger.sol";
import {IGridLedger} from "../src/IGridLedger.sol";
import {Cheats} from "./Cheats.sol";
import {Ledgers} from "./Ledgers.sol";

/// @notice Drives a ledger with good and bad commits and remembers what it was told.
contract Committer is Cheats {
    GridLedger public immutable ledger;
    bytes32[] public digests;
    uint256 public refused;
    uint128 public credit;

    constructor(bytes32 genesis) {
        ledger = new GridLedger(address(this), genesis);
        digests.push(genesis);
    }

    function count() external view returns (uint256) {
        return digests.length - 1;
    }

    function commitNext(IGridLedger.BatchContent memory content, uint32 gain, uint16 elapsed) external {
        vm.warp(block.timestamp + elapsed);
        credit = gain > type(uint128).max - credit ? type(uint128).max : credit + gain;
        content.cumulativeCredit = credit;
        digests.push(ledger.commit(uint64(digests.length), content));
    }

    function commitAnything(uint64 id, IGridLedger.BatchContent memory content) external {
        try ledger.commit(id % uint64(digests.length + 3), content) returns (bytes32 digest) {
            digests.push(digest);
            credit = content.cumulativeCredit;
        } catch {
            refused++;
        }
    }

    function commitAsSomebodyElse(address sender, IGridLedger.BatchContent memory content) external {
        if (sender == address(this)) return;
        vm.prank(sender);
        try ledger.commit(uint64(digests.length), content) {
            revert("a stranger committed");
        } catch {
            refused++;
        }
    }
}

contract InvariantsTest is Ledgers {
    Committer private handler;

    function setUp() public override {
        vm.warp(1_800_000_000);
        handler = new Committer(GENESIS);
        ledger = handler.ledger();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @notice Every digest ever given is still there, ids follow one another, the tip is the last.
    function invariant_HistoryIsAppendOnly() public view {
        uint256 count = handler.count();
        assertEq(ledger.batchCount(), count, "batchCount");
        for (uint64 id = 0; id <= count; id++) assertEq(ledger.digestOf(id), handler.digests(id), "digestOf");
        assertEq(ledger.tip(), handler.digests(count), "tip");
    }

    function invariant_CreditIsThatOfTheLastBatch() public view {
        assertEq(ledger.cumulativeCredit(), handler.credit(), "cumulativeCredit");
    }
}
