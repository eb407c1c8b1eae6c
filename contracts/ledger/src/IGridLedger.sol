// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What Pumasi keeps on a chain: an append-only chain of batch headers
/// @notice A batch costs one storage slot, whatever the number of its units: the digest of its header. The header
/// itself is in the event, and every view takes it back as calldata and hashes it again. Each header carries the
/// digest of the one before, so whoever trusts one tip can check the whole history.
interface IGridLedger {
    /// @notice What the committer decides about a batch.
    /// @param unitsRoot Root of the tree of unit leaves.
    /// @param creditsRoot Root of the tree of credit leaves.
    /// @param dataHash SHA-256 of the bundle: leaves, receipts, delegations and verdicts.
    /// @param rulesHash SHA-256 of the rules in force.
    /// @param unitCount Number of unit leaves; zero for a batch that only seals receipts, whose roots may be zero.
    /// @param cumulativeCredit Micro-credit of all accounts over all batches up to this one.
    struct BatchContent {
        bytes32 unitsRoot;
        bytes32 creditsRoot;
        bytes32 dataHash;
        bytes32 rulesHash;
        uint64 unitCount;
        uint128 cumulativeCredit;
    }

    /// @notice A batch as history keeps it: its content between what the chain adds.
    /// @param prev Digest of the header before; the genesis digest for batch 1.
    /// @param committedAt Time of the block that took the batch, Unix seconds.
    struct Header {
        bytes32 prev;
        bytes32 unitsRoot;
        bytes32 creditsRoot;
        bytes32 dataHash;
        bytes32 rulesHash;
        uint64 committedAt;
        uint64 unitCount;
        uint128 cumulativeCredit;
    }

    /// @notice One credited execution.
    /// @param index Position of the leaf in its batch: a tree of sorted pairs proves membership, not position.
    /// @param fuel Metered instructions.
    /// @param credit Micro-credit earned by `account`.
    struct UnitLeaf {
        bytes32 jobId;
        uint64 unitIndex;
        uint64 index;
        bytes32 programHash;
        bytes32 inputHash;
        bytes32 outputHash;
        uint64 fuel;
        address account;
        uint128 credit;
    }

    /// @notice A batch was committed. `keccak256(abi.encode(header))` is its digest.
    event BatchCommitted(uint64 indexed id, Header header);

    /// @notice The sender may not commit.
    error NotCommitter(address expected, address found);
    /// @notice A ledger needs somebody who commits.
    error ZeroCommitter();
    /// @notice Batch ids follow one another without gaps.
    error WrongBatchId(uint64 expected, uint64 found);
    /// @notice Credit once granted is never taken back by a later batch.
    error CreditFell(uint128 previous, uint128 found);
    /// @notice No such batch has been committed.
    error UnknownBatch(uint64 id, uint64 batchCount);
    /// @notice The header given is not the one that was committed.
    error WrongHeader(uint64 id, bytes32 expected, bytes32 found);
    /// @notice The proof does not lead from the leaf to the root.
    error NotInTree(bytes32 root, bytes32 leaf);

    /// @notice Appends batch `id`, which must be `batchCount() + 1`.
    /// @return digest Digest of the new header, the new tip.
    function commit(uint64 id, BatchContent calldata content) external returns (bytes32 digest);

    /// @notice Number of batches committed, and the id of the latest.
    function batchCount() external view returns (uint64);
    /// @notice Credit of all accounts over all batches.
    function cumulativeCredit() external view returns (uint128);
    /// @notice Digest of batch `id`; the genesis digest for id 0.
    function digestOf(uint64 id) external view returns (bytes32);
    /// @notice Digest of the latest header, or the genesis digest.
    function tip() external view returns (bytes32);

    /// @notice True when `leaf` is a unit of batch `id`: inside its tree, at an index below its unit count.
    function verifyUnit(uint64 id, Header calldata header, UnitLeaf calldata leaf, bytes32[] calldata proof)
        external
        view
        returns (bool);

    /// @notice What `account` has earned up to and including batch `id`, in micro-credit.
    /// @dev Reverts unless the proof shows exactly this amount; needs no storage of its own.
    function creditsOf(
        uint64 id,
        Header calldata header,
        address account,
        uint128 amount,
        bytes32[] calldata proof
    ) external view returns (uint128);

    /// @notice Who may commit.
    function committer() external view returns (address);
    /// @notice `prev` of the first header: zero, or the tip of the ledger this one succeeds.
    function genesis() external view returns (bytes32);
    /// @notice First block worth searching for events.
    function deployedAtBlock() external view returns (uint64);
    /// @notice EIP-712 domain of receipts and delegations made for this ledger.
    function domainSeparator() external view returns (bytes32);
    /// @notice Semantic version of this contract.
    function version() external pure returns (string memory);
}
