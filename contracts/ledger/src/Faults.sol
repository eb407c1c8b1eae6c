// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Batches} from "./Batches.sol";
import {IFaults} from "./IFaults.sol";

/// @title Faults
/// @notice What one or two leaves prove against their batch.
abstract contract Faults is IFaults, Batches {
    /// @inheritdoc IFaults
    uint64 public immutable fuelPerCreditMicro;

    constructor(uint64 fuelPerCreditMicro_) {
        if (fuelPerCreditMicro_ == 0) revert ZeroRate();
        fuelPerCreditMicro = fuelPerCreditMicro_;
    }

    /// @inheritdoc IFaults
    function proveWrongCredit(UnitProof calldata unit) external {
        _requireOpenUnit(unit);
        bool fault = unit.leaf.credit != unit.leaf.fuel / fuelPerCreditMicro;
        _voidIf(fault, Fault.WrongCredit, unit.id);
    }

    /// @inheritdoc IFaults
    function proveIndexOutOfRange(UnitProof calldata unit) external {
        _requireOpenUnit(unit);
        bool fault = unit.leaf.index >= unit.header.unitCount;
        _voidIf(fault, Fault.IndexOutOfRange, unit.id);
    }

    /// @inheritdoc IFaults
    function proveIndexReused(UnitProof calldata one, UnitProof calldata other) external {
        bytes32 node = _requireOpenUnit(one);
        _requireCommitted(other.id, other.header);
        bool fault = _requireUnit(other) != node && one.id == other.id && one.leaf.index == other.leaf.index;
        _voidIf(fault, Fault.IndexReused, one.id);
    }

    /// @inheritdoc IFaults
    function proveDuplicateUnit(UnitProof calldata earlier, UnitProof calldata later) external {
        bytes32 node = _requireOpenUnit(later);
        _requireCommitted(earlier.id, earlier.header);
        if (_isVoided(earlier.id)) revert AlreadyVoided(earlier.id);
        bool apart = _requireUnit(earlier) != node ? earlier.id <= later.id : earlier.id < later.id;
        bool fault = apart && earlier.leaf.jobId == later.leaf.jobId
            && earlier.leaf.unitIndex == later.leaf.unitIndex && earlier.leaf.account == later.leaf.account;
        _voidIf(fault, Fault.DuplicateUnit, later.id);
    }

    function _requireOpenUnit(UnitProof calldata unit) private view returns (bytes32) {
        _requireOpen(unit.id, unit.header);
        return _requireUnit(unit);
    }

    function _voidIf(bool fault, Fault claimed, uint64 id) private {
        if (!fault) revert NoFault(claimed, id);
        _void(id, claimed);
    }
}
