// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IBatches} from "./IBatches.sol";

/// @title Credit as a balance that cannot change hands
/// @notice A balance is what its account had earned at the latest final batch it was synced to: anybody may pay for
/// that. It has the read surface of ERC-20, so that any wallet shows it; everything that would move it reverts.
interface ICredit {
    /// @notice Credit is earned, not traded.
    error NotTransferable(address from, address to, uint256 amount);
    /// @notice The batch may still be objected to.
    error NotFinal(uint64 id, uint64 finalAt);
    /// @notice The credit table of this batch counts a batch that was voided.
    error UnsoundTable(uint64 id);
    /// @notice The account was synced to this batch or a later one.
    error AlreadySynced(address account, uint64 syncedTo, uint64 found);
    /// @notice The table's leaves add up to more than its header says.
    error CreditExceedsTotal(uint128 total, uint256 found);

    /// @notice Sets the balance of `account` to what it had earned at batch `id`, a final one: up or down.
    function sync(
        uint64 id,
        IBatches.Header calldata header,
        address account,
        uint128 amount,
        bytes32[] calldata proof
    ) external;

    /// @notice What `account` has earned up to and including batch `id`, in micro-credit, final or not.
    /// @dev Reverts unless the proof shows exactly this amount in a sound table; needs no storage of its own.
    function creditsOf(
        uint64 id,
        IBatches.Header calldata header,
        address account,
        uint128 amount,
        bytes32[] calldata proof
    ) external view returns (uint128);

    /// @notice The batch an account was last synced to; zero for none.
    function syncedTo(address account) external view returns (uint64);
}
