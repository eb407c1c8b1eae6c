// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Encoding} from "../src/Encoding.sol";
import {GridLedger} from "../src/GridLedger.sol";
import {IGridLedger} from "../src/IGridLedger.sol";
import {Cheats} from "./Cheats.sol";

/// @notice A ledger to test, and batches to put into it.
abstract contract Ledgers is Cheats {
    address internal constant COMMITTER = address(0xC0117);
    bytes32 internal constant GENESIS = keccak256("genesis");

    GridLedger internal ledger;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        vm.roll(77);
        ledger = new GridLedger(COMMITTER, GENESIS);
    }

    function contentOf(uint64 id) internal pure returns (IGridLedger.BatchContent memory) {
        return IGridLedger.BatchContent({
            unitsRoot: keccak256(abi.encode("units", id)),
            creditsRoot: keccak256(abi.encode("credits", id)),
            dataHash: keccak256(abi.encode("data", id)),
            rulesHash: keccak256("rules"),
            unitCount: 10,
            cumulativeCredit: uint128(id) * 1_000_000
        });
    }

    /// @dev The header the next commit of `content` must make.
    function headerOf(IGridLedger.BatchContent memory content) internal view returns (IGridLedger.Header memory) {
        return IGridLedger.Header({
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

    function commit(uint64 id) internal returns (IGridLedger.Header memory header) {
        header = headerOf(contentOf(id));
        vm.prank(COMMITTER);
        ledger.commit(id, contentOf(id));
    }

    /// @dev A batch of one unit and one account: the leaf is the root.
    function commitSingle(IGridLedger.UnitLeaf memory leaf, address account, uint128 amount)
        internal
        returns (IGridLedger.Header memory header)
    {
        IGridLedger.BatchContent memory content = contentOf(1);
        content.unitsRoot = Encoding.node(leaf);
        content.creditsRoot = Encoding.node(account, amount);
        header = headerOf(content);
        vm.prank(COMMITTER);
        ledger.commit(1, content);
    }
}
