// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAppointments} from "./IAppointments.sol";

/// @title The chain of batch headers and when a batch is final
/// @notice A batch costs one storage slot, whatever the number of its units: the digest of its header. The header
/// itself is in the event, and whoever speaks of a batch later brings it back as calldata, to be hashed again. Each
/// header carries the digest of the one before, so whoever trusts one tip can check the whole history.
interface IBatches {
    /// @notice What the committer decides about a batch.
    /// @param unitsRoot Root of the tree of unit leaves.
    /// @param creditsRoot Root of the tree of credit leaves.
    /// @param dataHash SHA-256 of the bundle: leaves, receipts, delegations and verdicts.
    /// @param rulesHash SHA-256 of the rules in force.
    /// @param unitCount Number of unit leaves; zero for a batch that only seals receipts, whose roots may be zero.
    /// @param cumulativeCredit Micro-credit of all accounts over all batches up to this one that are not voided.
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
    /// @param credit Micro-credit earned by `account`: `fuel / fuelPerCreditMicro`, rounded down.
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

    /// @notice A unit leaf with its way to the chain: through the tree of its batch into the header.
    struct UnitProof {
        uint64 id;
        Header header;
        UnitLeaf leaf;
        bytes32[] proof;
    }

    /// @notice Where a batch stands; see IGridLedger for the picture.
    enum State {
        Pending,
        Held,
        Frozen,
        Final,
        Voided
    }

    /// @notice Why a batch was voided.
    enum Fault {
        WrongCredit,
        IndexOutOfRange,
        IndexReused,
        DuplicateUnit,
        WrongOutput
    }

    /// @notice A batch was committed. `keccak256(abi.encode(header))` is its digest.
    event BatchCommitted(uint64 indexed id, Header header);
    /// @notice Batch `id` counts no longer; credit tables from there up to the latest commit count it and are void.
    /// @param by Who brought the proof.
    event BatchVoided(uint64 indexed id, Fault fault, address by);
    /// @notice The guardian holds the batch back.
    event BatchFrozen(uint64 indexed id);
    /// @notice The batch is no longer held back by the guardian.
    event BatchUnfrozen(uint64 indexed id);

    /// @notice The sender may not commit.
    error NotCommitter(address expected, address found);
    /// @notice The sender may not freeze, or not unfreeze yet.
    error NotGuardian(address expected, address found);
    /// @notice Batch ids follow one another without gaps.
    error WrongBatchId(uint64 expected, uint64 found);
    /// @notice The committer has not heard of a voided batch: its table may count it.
    error UnheardVoid(uint64 expected, uint64 found);
    /// @notice More credit than the ledger counts: 2^96 micro-credit.
    error CreditTooLarge(uint128 max, uint128 found);
    /// @notice No such batch has been committed.
    error UnknownBatch(uint64 id, uint64 batchCount);
    /// @notice The header given is not the one that was committed.
    error WrongHeader(uint64 id, bytes32 expected, bytes32 found);
    /// @notice The proof does not lead from the leaf to the root.
    error NotInTree(bytes32 root, bytes32 leaf);
    /// @notice Final batches stay as they are.
    error AlreadyFinal(uint64 id, uint64 finalSince);
    /// @notice The batch was voided before.
    error AlreadyVoided(uint64 id);
    /// @notice The batch is frozen already.
    error AlreadyFrozen(uint64 id);
    /// @notice There is nothing to unfreeze.
    error NotFrozen(uint64 id);
    /// @notice Without time to look nobody can object.
    error ZeroWindow();

    /// @notice Appends batch `id`, which must be `batchCount() + 1`.
    /// @param voided The `lastVoided()` that the credit table takes into account: a batch that was under way when
    /// another was voided is refused instead of counting it.
    /// @param signatures Exactly `commitQuorum()` attestors' signatures of the attestation (`Encoding.attestation`).
    /// @return digest Digest of the new header, the new tip.
    function commit(
        uint64 id,
        BatchContent calldata content,
        uint64 voided,
        IAppointments.Signature[] calldata signatures
    ) external returns (bytes32 digest);

    /// @notice Holds a batch back that is not final, until its horizon at most. For the guardian.
    function freeze(uint64 id, Header calldata header) external;
    /// @notice Lets a frozen batch go on; for the guardian, and for anybody once its horizon has passed.
    function unfreeze(uint64 id, Header calldata header) external;

    /// @notice Number of batches committed, and the id of the latest.
    function batchCount() external view returns (uint64);
    /// @notice The batch that was voided last; zero for none. Changes with every void, never back.
    function lastVoided() external view returns (uint64);
    /// @notice Digest of batch `id`; the genesis digest for id 0.
    function digestOf(uint64 id) external view returns (bytes32);
    /// @notice Digest of the latest header, or the genesis digest.
    function tip() external view returns (bytes32);
    /// @notice Where batch `id` stands now.
    function stateOf(uint64 id, Header calldata header) external view returns (State);
    /// @notice When batch `id` becomes or became final as things stand now, Unix seconds: later than its window while
    /// it or a batch before it is challenged or frozen. Says nothing of a voided batch.
    function finalAt(uint64 id, Header calldata header) external view returns (uint64);
    /// @notice True when the credit table of batch `id` counts no voided batch, as far as the ledger can know.
    function isTableSound(uint64 id) external view returns (bool);
    /// @notice True when the leaf is a unit of its batch at an index below the unit count, and the batch is not voided.
    function verifyUnit(UnitProof calldata unit) external view returns (bool);

    /// @notice `prev` of the first header: zero, or the tip of the ledger this one succeeds.
    function genesis() external view returns (bytes32);
    /// @notice First block worth searching for events.
    function deployedAtBlock() external view returns (uint64);
    /// @notice Seconds after its commit in which a batch may be objected to.
    function finalityWindow() external view returns (uint32);
    /// @notice Seconds more that objections can hold a batch back; both windows make its horizon.
    function disputeWindow() external view returns (uint32);
}
