// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {Encoding} from "./Encoding.sol";
import {IGridLedger} from "./IGridLedger.sol";

/// @title GridLedger
/// @notice The whole ledger in one immutable contract: no proxy, no upgrade, nobody who edits history. A successor is
/// another contract whose genesis is this one's tip.
contract GridLedger is IGridLedger, EIP712 {
    /// @inheritdoc IGridLedger
    address public immutable committer;
    /// @inheritdoc IGridLedger
    bytes32 public immutable genesis;
    /// @inheritdoc IGridLedger
    uint64 public immutable deployedAtBlock;

    // These two share one slot. It holds the next id rather than the count so that it is never zero: filling an
    // empty slot would cost the first commit 17,100 gas more than any other.
    uint64 private _nextId = 1;
    /// @inheritdoc IGridLedger
    uint128 public cumulativeCredit;

    mapping(uint64 id => bytes32 digest) private _digests;

    /// @param committer_ Who may commit.
    /// @param genesis_ `prev` of the first header: zero, or the tip of the ledger this one succeeds.
    constructor(address committer_, bytes32 genesis_) EIP712("Pumasi", "1") {
        if (committer_ == address(0)) revert ZeroCommitter();
        committer = committer_;
        genesis = genesis_;
        deployedAtBlock = uint64(block.number);
    }

    /// @inheritdoc IGridLedger
    function commit(uint64 id, BatchContent calldata content) external returns (bytes32 digest) {
        if (msg.sender != committer) revert NotCommitter(committer, msg.sender);
        uint64 expected = _nextId;
        if (id != expected) revert WrongBatchId(expected, id);
        uint128 credit = cumulativeCredit;
        if (content.cumulativeCredit < credit) revert CreditFell(credit, content.cumulativeCredit);

        Header memory header = Header({
            prev: _digestBefore(id),
            unitsRoot: content.unitsRoot,
            creditsRoot: content.creditsRoot,
            dataHash: content.dataHash,
            rulesHash: content.rulesHash,
            committedAt: uint64(block.timestamp),
            unitCount: content.unitCount,
            cumulativeCredit: content.cumulativeCredit
        });
        digest = Encoding.digest(header);
        _digests[id] = digest;
        _nextId = id + 1;
        cumulativeCredit = content.cumulativeCredit;
        emit BatchCommitted(id, header);
    }

    /// @inheritdoc IGridLedger
    function batchCount() public view returns (uint64) {
        return _nextId - 1;
    }

    /// @inheritdoc IGridLedger
    function digestOf(uint64 id) public view returns (bytes32) {
        if (id >= _nextId) revert UnknownBatch(id, batchCount());
        return id == 0 ? genesis : _digests[id];
    }

    /// @inheritdoc IGridLedger
    function tip() external view returns (bytes32) {
        return _digestBefore(_nextId);
    }

    /// @inheritdoc IGridLedger
    function verifyUnit(uint64 id, Header calldata header, UnitLeaf calldata leaf, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        _requireCommitted(id, header);
        return
            leaf.index < header.unitCount && MerkleProof.verifyCalldata(proof, header.unitsRoot, Encoding.node(leaf));
    }

    /// @inheritdoc IGridLedger
    function creditsOf(
        uint64 id,
        Header calldata header,
        address account,
        uint128 amount,
        bytes32[] calldata proof
    ) external view returns (uint128) {
        _requireCommitted(id, header);
        bytes32 leaf = Encoding.node(account, amount);
        if (!MerkleProof.verifyCalldata(proof, header.creditsRoot, leaf)) {
            revert NotInTree(header.creditsRoot, leaf);
        }
        return amount;
    }

    /// @inheritdoc IGridLedger
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @inheritdoc IGridLedger
    function version() external pure returns (string memory) {
        return "1.0.0";
    }

    function _digestBefore(uint64 id) private view returns (bytes32) {
        return id == 1 ? genesis : _digests[id - 1];
    }

    /// @dev Id 0 has no header: no calldata hashes to the genesis digest unless it is a predecessor's tip, which this
    /// ledger does not answer for.
    function _requireCommitted(uint64 id, Header calldata header) private view {
        if (id == 0) revert UnknownBatch(id, batchCount());
        bytes32 expected = digestOf(id);
        bytes32 found = Encoding.digest(header);
        if (found != expected) revert WrongHeader(id, expected, found);
    }
}
