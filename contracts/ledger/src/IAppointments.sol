// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Who may do what on a ledger, and how that changes
/// @notice The whole staff is replaced at once: the admin proposes it in public, waits, then enacts it. The admin's own
/// place goes over in two steps with the same wait between. A ledger without an admin keeps its staff for ever.
interface IAppointments {
    /// @notice Everybody with a right, and how many attestors it takes.
    /// @param committer Commits batches; never an attestor.
    /// @param guardian May freeze batches for a while; the zero address for nobody.
    /// @param attestors Accounts whose signatures count, in ascending order.
    /// @param commitQuorum Attestors who must have signed a batch for it to be committed; zero for none.
    /// @param rulingQuorum Attestors who must agree on an execution to decide a challenge: more than half of them, so
    /// that no two rulings contradict each other unless somebody signs both. Zero exactly when there are no attestors.
    struct Staff {
        address committer;
        address guardian;
        address[] attestors;
        uint8 commitQuorum;
        uint8 rulingQuorum;
    }

    /// @notice A signature of an attestor in the 64 bytes of ERC-2098: the top bit of `vs` is `v - 27`.
    struct Signature {
        bytes32 r;
        bytes32 vs;
    }

    /// @notice The staff may become this one from `from` on, Unix seconds. Replaces any earlier proposal.
    event StaffProposed(Staff staff, uint64 from);
    /// @notice The proposal was taken back.
    event StaffProposalCancelled(bytes32 staffHash);
    /// @notice This is the staff from now on.
    event StaffAppointed(Staff staff);
    /// @notice `next` may become admin from `from` on; the zero address takes an earlier offer back.
    event AdminProposed(address next, uint64 from);
    /// @notice The admin's place went over.
    event AdminChanged(address previous, address next);

    /// @notice The sender is not the admin.
    error NotAdmin(address expected, address found);
    /// @notice The sender was not offered the admin's place.
    error NotProposedAdmin(address expected, address found);
    /// @notice What was proposed may not happen yet.
    error TooEarly(uint64 from, uint64 found);
    /// @notice The staff given is not the one that was proposed; zero for no proposal.
    error NotProposedStaff(bytes32 expected, bytes32 found);
    /// @notice A ledger needs somebody who commits.
    error ZeroCommitter();
    /// @notice Who commits may not also vouch for what is committed.
    error CommitterAttests(address committer);
    /// @notice Attestors are listed in ascending order, none twice, none zero.
    error AttestorsOutOfOrder(address previous, address found);
    /// @notice Quorums must fit the number of attestors.
    error WrongQuorums(uint256 attestors, uint8 commitQuorum, uint8 rulingQuorum);
    /// @notice Exactly as many signatures as the quorum.
    error WrongSignatureCount(uint256 expected, uint256 found);
    /// @notice Not a signature of an attestor; the zero address for no signature at all.
    error NotAttestor(address signer);
    /// @notice Signatures come in ascending order of their signers, so that none counts twice.
    error SignersOutOfOrder(address previous, address found);

    /// @notice Announces the staff to come, as a whole.
    function proposeStaff(Staff calldata staff) external;
    /// @notice Takes the announcement back.
    function cancelStaff() external;
    /// @notice Makes the announced staff the staff, once the delay is over.
    function enactStaff(Staff calldata staff) external;
    /// @notice Offers the admin's place; the zero address takes an offer back.
    function proposeAdmin(address next) external;
    /// @notice Takes the admin's place, once the delay is over.
    function acceptAdmin() external;

    /// @notice Who may propose; zero for a staff that never changes.
    function admin() external view returns (address);
    /// @notice Who was offered the admin's place, and from when it may take it.
    function proposedAdmin() external view returns (address next, uint64 from);
    /// @notice Hash of the staff announced (`keccak256(abi.encode(staff))`, zero for none), and from when it may be
    /// enacted.
    function proposedStaff() external view returns (bytes32 staffHash, uint64 from);
    /// @notice Seconds between a proposal and its effect.
    function adminDelay() external view returns (uint32);
    /// @notice Who may commit.
    function committer() external view returns (address);
    /// @notice Who may freeze.
    function guardian() external view returns (address);
    /// @notice Whose signatures count, in ascending order.
    function attestors() external view returns (address[] memory);
    /// @notice True for an attestor.
    function isAttestor(address account) external view returns (bool);
    /// @notice Signatures a commit needs.
    function commitQuorum() external view returns (uint8);
    /// @notice Signatures a ruling needs.
    function rulingQuorum() external view returns (uint8);
}
