// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Delegation epochs: how a wallet takes back its session keys
/// @notice A delegation names an epoch and is good while that is the account's. One transaction of the wallet raises
/// it, and every session key delegated before is revoked, in all places at once.
interface ISessions {
    /// @notice Delegations of `account` of epochs below `epoch` are revoked from this block on.
    event SessionsRevoked(address indexed account, uint64 epoch);

    /// @notice Raises the sender's epoch by one.
    /// @return epoch The epoch that new delegations must name.
    function revokeSessions() external returns (uint64 epoch);

    /// @notice The epoch that delegations of `account` must name; zero until it first revokes.
    function epochOf(address account) external view returns (uint64);
}
