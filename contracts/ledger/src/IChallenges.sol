// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAppointments} from "./IAppointments.sol";
import {IBatches} from "./IBatches.sol";

/// @title Challenges: a bond that an output is wrong
/// @notice No contract can run a unit again, so attestors do, and sign what they got. As soon as a quorum signed the
/// same, anybody may bring it: the contract compares it with the leaf. A wrong leaf voids the batch and pays the
/// challenger; a right one costs the bond. Whoever decides earns nothing by it: a lost bond goes into the pot that
/// rewards later challengers.
///
/// Holding a batch back costs a bond each time and ends at the batch's horizon, ruled or not. A challenge that nobody
/// ruled on by then is lost: gather the attestors' signatures first. They stay valid, so a unit that was found right
/// once is found right again at once.
interface IChallenges {
    /// @notice What running a unit again gave.
    struct Execution {
        bytes32 outputHash;
        uint64 fuel;
    }

    /// @notice A unit of a batch was challenged.
    /// @param unit Node of its leaf (`Encoding.node`).
    event UnitChallenged(uint64 indexed id, bytes32 indexed unit, address challenger);
    /// @notice A challenge ended. `upheld` when the leaf was wrong or the batch was voided for another reason.
    /// @param paid Wei the challenger may withdraw on account of it.
    event ChallengeSettled(uint64 indexed id, bytes32 indexed unit, address challenger, bool upheld, uint256 paid);
    /// @notice Wei for rewards.
    event PotFilled(address indexed by, uint256 amount);
    /// @notice Wei that was paid out.
    event Withdrawn(address indexed account, uint256 amount);

    /// @notice A ledger needs a bond.
    error ZeroBond();
    /// @notice Exactly the bond, no more and no less.
    error WrongBond(uint256 expected, uint256 found);
    /// @notice Nobody could rule on a challenge.
    error NoAttestors();
    /// @notice This unit is under challenge already; its ruling serves everybody.
    error AlreadyChallenged(uint64 id, bytes32 unit, address challenger);
    /// @notice This unit is not under challenge.
    error NotChallenged(uint64 id, bytes32 unit);
    /// @notice The challenge may still be ruled on.
    error StillOpen(uint64 id, bytes32 unit, uint64 until);
    /// @notice No wei to withdraw.
    error NothingToWithdraw(address account);
    /// @notice The account did not take its wei.
    error PaymentFailed(address account, uint256 amount);

    /// @notice Challenges a unit of a batch that is not final; takes exactly `challengeBond()` wei.
    function challenge(IBatches.UnitProof calldata unit) external payable;
    /// @notice Decides a challenge by what `rulingQuorum()` attestors signed (`Encoding.execution`).
    function rule(
        uint64 id,
        IBatches.Header calldata header,
        IBatches.UnitLeaf calldata leaf,
        Execution calldata found,
        IAppointments.Signature[] calldata signatures
    ) external;
    /// @notice Ends a challenge that needs no ruling: the bond goes back when the batch was voided for another reason,
    /// and into the pot when its horizon passed without a ruling.
    function closeChallenge(uint64 id, IBatches.Header calldata header, bytes32 unit) external;
    /// @notice Adds to the pot for challengers who are right. There is no way back.
    function fillPot() external payable;
    /// @notice Pays the sender what it may withdraw.
    function withdraw() external;

    /// @notice Wei a challenge takes, and the most it is rewarded with on top of its return.
    function challengeBond() external view returns (uint128);
    /// @notice Wei for rewards.
    function pot() external view returns (uint256);
    /// @notice Who challenged a unit of a batch; zero for nobody, or when it was settled.
    function challengerOf(uint64 id, bytes32 unit) external view returns (address);
    /// @notice Wei an account may withdraw.
    function withdrawable(address account) external view returns (uint256);
}
