// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IAppointments} from "./IAppointments.sol";

/// @title Appointments
/// @notice Roles, their delayed change, and the count of attestors' signatures.
abstract contract Appointments is IAppointments, EIP712 {
    /// @inheritdoc IAppointments
    uint32 public immutable adminDelay;

    // Read together by every commit: one slot.
    /// @inheritdoc IAppointments
    address public committer;
    /// @inheritdoc IAppointments
    uint8 public commitQuorum;
    /// @inheritdoc IAppointments
    uint8 public rulingQuorum;

    /// @inheritdoc IAppointments
    mapping(address account => bool) public isAttestor;
    address[] private _attestors;

    /// @inheritdoc IAppointments
    address public guardian;
    /// @inheritdoc IAppointments
    address public admin;

    address private _nextAdmin;
    uint64 private _nextAdminFrom;
    bytes32 private _nextStaff;
    uint64 private _nextStaffFrom;

    constructor(address admin_, uint32 adminDelay_, Staff memory staff) {
        admin = admin_;
        adminDelay = adminDelay_;
        _appoint(staff);
        emit AdminChanged(address(0), admin_);
    }

    modifier onlyAdmin() {
        if (msg.sender != admin) revert NotAdmin(admin, msg.sender);
        _;
    }

    /// @inheritdoc IAppointments
    function proposeStaff(Staff calldata staff) external onlyAdmin {
        _requireSound(staff);
        _nextStaff = keccak256(abi.encode(staff));
        _nextStaffFrom = uint64(block.timestamp) + adminDelay;
        emit StaffProposed(staff, _nextStaffFrom);
    }

    /// @inheritdoc IAppointments
    function cancelStaff() external onlyAdmin {
        if (_nextStaff == 0) revert NotProposedStaff(0, 0);
        emit StaffProposalCancelled(_nextStaff);
        delete _nextStaff;
        delete _nextStaffFrom;
    }

    /// @inheritdoc IAppointments
    function enactStaff(Staff calldata staff) external onlyAdmin {
        bytes32 found = keccak256(abi.encode(staff));
        if (found != _nextStaff) revert NotProposedStaff(_nextStaff, found);
        _requireTime(_nextStaffFrom);
        delete _nextStaff;
        delete _nextStaffFrom;
        _appoint(staff);
    }

    /// @inheritdoc IAppointments
    function proposeAdmin(address next) external onlyAdmin {
        _nextAdmin = next;
        _nextAdminFrom = next == address(0) ? 0 : uint64(block.timestamp) + adminDelay;
        emit AdminProposed(next, _nextAdminFrom);
    }

    /// @inheritdoc IAppointments
    function acceptAdmin() external {
        if (msg.sender != _nextAdmin) revert NotProposedAdmin(_nextAdmin, msg.sender);
        _requireTime(_nextAdminFrom);
        emit AdminChanged(admin, _nextAdmin);
        admin = _nextAdmin;
        delete _nextAdmin;
        delete _nextAdminFrom;
    }

    /// @inheritdoc IAppointments
    function proposedAdmin() external view returns (address next, uint64 from) {
        return (_nextAdmin, _nextAdminFrom);
    }

    /// @inheritdoc IAppointments
    function proposedStaff() external view returns (bytes32 staffHash, uint64 from) {
        return (_nextStaff, _nextStaffFrom);
    }

    /// @inheritdoc IAppointments
    function attestors() external view returns (address[] memory) {
        return _attestors;
    }

    /// @dev Reverts unless exactly `quorum` attestors signed `structHash`, in ascending order.
    function _requireSigned(bytes32 structHash, uint256 quorum, Signature[] calldata signatures) internal view {
        if (signatures.length != quorum) revert WrongSignatureCount(quorum, signatures.length);
        if (quorum == 0) return;
        bytes32 digest = _hashTypedDataV4(structHash);
        address previous;
        for (uint256 i; i < quorum; ++i) {
            (address signer,,) = ECDSA.tryRecover(digest, signatures[i].r, signatures[i].vs);
            if (!isAttestor[signer]) revert NotAttestor(signer);
            if (signer <= previous) revert SignersOutOfOrder(previous, signer);
            previous = signer;
        }
    }

    function _appoint(Staff memory staff) private {
        _requireSound(staff);
        for (uint256 i; i < _attestors.length; ++i) isAttestor[_attestors[i]] = false;
        for (uint256 i; i < staff.attestors.length; ++i) isAttestor[staff.attestors[i]] = true;
        _attestors = staff.attestors;
        (committer, commitQuorum, rulingQuorum) = (staff.committer, staff.commitQuorum, staff.rulingQuorum);
        guardian = staff.guardian;
        emit StaffAppointed(staff);
    }

    function _requireSound(Staff memory staff) private pure {
        if (staff.committer == address(0)) revert ZeroCommitter();
        uint256 count = staff.attestors.length;
        address previous;
        for (uint256 i; i < count; ++i) {
            address attestor = staff.attestors[i];
            if (attestor <= previous) revert AttestorsOutOfOrder(previous, attestor);
            if (attestor == staff.committer) revert CommitterAttests(attestor);
            previous = attestor;
        }
        bool decides = count == 0 ? staff.rulingQuorum == 0 : 2 * uint256(staff.rulingQuorum) > count;
        if (!decides || staff.rulingQuorum > count || staff.commitQuorum > count) {
            revert WrongQuorums(count, staff.commitQuorum, staff.rulingQuorum);
        }
    }

    function _requireTime(uint64 from) private view {
        if (block.timestamp < from) revert TooEarly(from, uint64(block.timestamp));
    }
}
