// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IBatches} from "./IBatches.sol";

/// @title Faults of a batch that prove themselves
/// @notice Anybody may bring one or two leaves that cannot stand in an honest batch; the batch is voided at once. Only
/// batches that are not final can be.
interface IFaults {
    /// @notice Nothing is wrong with what was brought.
    error NoFault(IBatches.Fault claimed, uint64 id);
    /// @notice A ledger needs a rate.
    error ZeroRate();

    /// @notice A leaf whose credit is not `fuel / fuelPerCreditMicro()`.
    function proveWrongCredit(IBatches.UnitProof calldata unit) external;
    /// @notice A leaf whose index is not below the batch's unit count.
    function proveIndexOutOfRange(IBatches.UnitProof calldata unit) external;
    /// @notice Two different leaves of one batch at the same index.
    function proveIndexReused(IBatches.UnitProof calldata one, IBatches.UnitProof calldata other) external;
    /// @notice The same unit credited twice to the same account, in one batch or in two. The batch of `later` is
    /// voided; that of `earlier` must not have a higher id, nor be voided itself.
    function proveDuplicateUnit(IBatches.UnitProof calldata earlier, IBatches.UnitProof calldata later) external;

    /// @notice Fuel that earns one micro-credit.
    function fuelPerCreditMicro() external view returns (uint64);
}
