// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {MerkleProofLib} from "solady/src/utils/MerkleProofLib.sol";

import {Appointments} from "./Appointments.sol";
import {Encoding} from "./Encoding.sol";
import {IBatches} from "./IBatches.sol";
import {EMPTY_TALLY, Tally} from "./Tally.sol";

/// @title Batches
/// @notice The header chain, finality by time, holds and voids.
abstract contract Batches is IBatches, Appointments {
    /// @inheritdoc IBatches
    bytes32 public immutable genesis;
    /// @inheritdoc IBatches
    uint64 public immutable deployedAtBlock;
    /// @inheritdoc IBatches
    uint32 public immutable finalityWindow;
    /// @inheritdoc IBatches
    uint32 public immutable disputeWindow;

    mapping(uint64 id => bytes32 digest) private _digests;

    Tally internal _tally = EMPTY_TALLY;

    /// @dev What happened to a batch after its commit; zero for most.
    /// @param tablesFrom Zero, or for a voided batch the first one whose table does not count it.
    /// @param voidedBefore The batch voided before this one, so that all can be found from the latest.
    struct Mark {
        bool frozen;
        uint32 tablesFrom;
        uint32 voidedBefore;
    }

    mapping(uint64 id => Mark) private _marks;

    constructor(bytes32 genesis_, uint32 finalityWindow_, uint32 disputeWindow_) {
        if (finalityWindow_ == 0 || disputeWindow_ == 0) revert ZeroWindow();
        genesis = genesis_;
        finalityWindow = finalityWindow_;
        disputeWindow = disputeWindow_;
        deployedAtBlock = uint64(block.number);
    }

    /// @inheritdoc IBatches
    function commit(uint64 id, BatchContent calldata content, uint64 voided, Signature[] calldata signatures)
        external
        returns (bytes32 digest)
    {
        Tally tally = _tally;
        uint32 next = tally.next();
        if (msg.sender != committer) revert NotCommitter(committer, msg.sender);
        if (id != next) revert WrongBatchId(next, id);
        if (voided != tally.lastVoided()) revert UnheardVoid(tally.lastVoided(), voided);
        uint128 credit = content.cumulativeCredit;
        if (credit > type(uint96).max) revert CreditTooLarge(type(uint96).max, credit);
        bytes32 prev = _digestBefore(id);
        uint256 quorum = commitQuorum;
        _requireSigned(quorum == 0 ? bytes32(0) : Encoding.attestation(id, prev, content, voided), quorum, signatures);

        Header memory header = Header({
            prev: prev,
            unitsRoot: content.unitsRoot,
            creditsRoot: content.creditsRoot,
            dataHash: content.dataHash,
            rulesHash: content.rulesHash,
            committedAt: uint64(block.timestamp),
            unitCount: content.unitCount,
            cumulativeCredit: credit
        });
        digest = Encoding.digest(header);
        _digests[id] = digest;
        _tally = tally.withNext(next + 1);
        emit BatchCommitted(id, header);
    }

    /// @inheritdoc IBatches
    function freeze(uint64 id, Header calldata header) external {
        if (msg.sender != guardian) revert NotGuardian(guardian, msg.sender);
        _requireOpen(id, header);
        if (_marks[id].frozen) revert AlreadyFrozen(id);
        _marks[id].frozen = true;
        _tally = _tally.withHold(id);
        emit BatchFrozen(id);
    }

    /// @inheritdoc IBatches
    function unfreeze(uint64 id, Header calldata header) external {
        _requireCommitted(id, header);
        if (!_marks[id].frozen) revert NotFrozen(id);
        if (msg.sender != guardian && block.timestamp < _horizonOf(header)) revert NotGuardian(guardian, msg.sender);
        _marks[id].frozen = false;
        _tally = _tally.withoutHold();
        emit BatchUnfrozen(id);
    }

    /// @inheritdoc IBatches
    function batchCount() public view returns (uint64) {
        return _tally.next() - 1;
    }

    /// @inheritdoc IBatches
    function lastVoided() external view returns (uint64) {
        return _tally.lastVoided();
    }

    /// @inheritdoc IBatches
    function digestOf(uint64 id) public view returns (bytes32) {
        if (id >= _tally.next()) revert UnknownBatch(id, batchCount());
        return id == 0 ? genesis : _digests[id];
    }

    /// @inheritdoc IBatches
    function tip() external view returns (bytes32) {
        return _digestBefore(_tally.next());
    }

    /// @inheritdoc IBatches
    function stateOf(uint64 id, Header calldata header) external view returns (State) {
        _requireCommitted(id, header);
        Mark memory mark = _marks[id];
        if (mark.tablesFrom != 0) return State.Voided;
        if (block.timestamp >= _finalAt(id, header, _tally)) return State.Final;
        if (mark.frozen) return State.Frozen;
        return _tally.isHeld(id) ? State.Held : State.Pending;
    }

    /// @inheritdoc IBatches
    function finalAt(uint64 id, Header calldata header) external view returns (uint64) {
        _requireCommitted(id, header);
        return _finalAt(id, header, _tally);
    }

    /// @inheritdoc IBatches
    function isTableSound(uint64 id) external view returns (bool) {
        digestOf(id);
        return _isTableSound(id, _tally);
    }

    /// @inheritdoc IBatches
    function verifyUnit(UnitProof calldata unit) external view returns (bool) {
        _requireCommitted(unit.id, unit.header);
        return !_isVoided(unit.id) && unit.leaf.index < unit.header.unitCount
            && MerkleProofLib.verifyCalldata(unit.proof, unit.header.unitsRoot, Encoding.nodeCalldata(unit.leaf));
    }

    function _digestBefore(uint64 id) private view returns (bytes32) {
        return id == 1 ? genesis : _digests[id - 1];
    }

    /// @dev Id 0 has no header: no calldata hashes to the genesis digest unless it is a predecessor's tip, which this
    /// ledger does not answer for.
    function _requireCommitted(uint64 id, Header calldata header) internal view {
        bytes32 expected = _digests[id];
        bytes32 found = Encoding.digestCalldata(header);
        if (found == expected) return;
        if (expected == 0) revert UnknownBatch(id, batchCount());
        revert WrongHeader(id, expected, found);
    }

    /// @dev Reverts unless the batch may still be objected to.
    function _requireOpen(uint64 id, Header calldata header) internal view {
        _requireCommitted(id, header);
        if (_isVoided(id)) revert AlreadyVoided(id);
        uint64 finalFrom = _finalAt(id, header, _tally);
        if (block.timestamp >= finalFrom) revert AlreadyFinal(id, finalFrom);
    }

    /// @dev Reverts unless the leaf is in the tree of its batch; answers with its node. The header must be checked.
    function _requireUnit(UnitProof calldata unit) internal pure returns (bytes32 node) {
        node = Encoding.nodeCalldata(unit.leaf);
        if (!MerkleProofLib.verifyCalldata(unit.proof, unit.header.unitsRoot, node)) {
            revert NotInTree(unit.header.unitsRoot, node);
        }
    }

    function _isVoided(uint64 id) internal view returns (bool) {
        return _marks[id].tablesFrom != 0;
    }

    function _horizonOf(Header calldata header) internal view returns (uint64) {
        unchecked {
            return header.committedAt + finalityWindow + disputeWindow;
        }
    }

    function _finalAt(uint64 id, Header calldata header, Tally tally) internal view returns (uint64) {
        if (tally.isHeld(id)) return _horizonOf(header);
        unchecked {
            return header.committedAt + finalityWindow;
        }
    }

    /// @dev Walks back through the voids: those that were later than the commit of `id` decide, and a table behind the
    /// latest void needs no look at all.
    function _isTableSound(uint64 id, Tally tally) internal view returns (bool) {
        if (id >= tally.tablesFrom()) return true;
        uint32 voided = tally.lastVoided();
        do {
            if (id >= voided) return false;
            voided = _marks[voided].voidedBefore;
        } while (voided != 0 && id < _marks[voided].tablesFrom);
        return true;
    }

    function _void(uint64 id, Fault fault) internal {
        Tally tally = _tally;
        if (_marks[id].frozen) tally = tally.withoutHold();
        _marks[id] = Mark({frozen: false, tablesFrom: tally.next(), voidedBefore: tally.lastVoided()});
        _tally = tally.withVoid(id);
        emit BatchVoided(id, fault, msg.sender);
    }
}
