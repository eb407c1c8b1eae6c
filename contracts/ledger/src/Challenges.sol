// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Batches} from "./Batches.sol";
import {Encoding} from "./Encoding.sol";
import {IChallenges} from "./IChallenges.sol";

/// @title Challenges
/// @notice Bonds, rulings and who is owed what.
abstract contract Challenges is IChallenges, Batches {
    /// @inheritdoc IChallenges
    uint128 public immutable challengeBond;

    /// @inheritdoc IChallenges
    mapping(uint64 id => mapping(bytes32 unit => address)) public challengerOf;
    /// @inheritdoc IChallenges
    mapping(address account => uint256) public withdrawable;
    /// @inheritdoc IChallenges
    uint256 public pot;

    constructor(uint128 challengeBond_) {
        if (challengeBond_ == 0) revert ZeroBond();
        challengeBond = challengeBond_;
    }

    /// @inheritdoc IChallenges
    function challenge(UnitProof calldata unit) external payable {
        if (msg.value != challengeBond) revert WrongBond(challengeBond, msg.value);
        if (rulingQuorum == 0) revert NoAttestors();
        _requireOpen(unit.id, unit.header);
        bytes32 node = _requireUnit(unit);
        address challenger = challengerOf[unit.id][node];
        if (challenger != address(0)) revert AlreadyChallenged(unit.id, node, challenger);
        challengerOf[unit.id][node] = msg.sender;
        _tally = _tally.withHold(unit.id);
        emit UnitChallenged(unit.id, node, msg.sender);
    }

    /// @inheritdoc IChallenges
    function rule(
        uint64 id,
        Header calldata header,
        UnitLeaf calldata leaf,
        Execution calldata found,
        Signature[] calldata signatures
    ) external {
        if (rulingQuorum == 0) revert NoAttestors();
        _requireOpen(id, header);
        bytes32 unit = Encoding.nodeCalldata(leaf);
        address challenger = _takeChallenge(id, unit);
        _requireSigned(Encoding.execution(unit, found), rulingQuorum, signatures);
        _tally = _tally.withoutHold();
        if (found.outputHash == leaf.outputHash && found.fuel == leaf.fuel) {
            _settle(id, unit, challenger, false, 0);
        } else {
            uint256 reward = pot < challengeBond ? pot : challengeBond;
            _settle(id, unit, challenger, true, challengeBond + reward);
            _void(id, Fault.WrongOutput);
        }
    }

    /// @inheritdoc IChallenges
    function closeChallenge(uint64 id, Header calldata header, bytes32 unit) external {
        _requireCommitted(id, header);
        address challenger = _takeChallenge(id, unit);
        bool voided = _isVoided(id);
        uint64 horizon = _horizonOf(header);
        if (!voided && block.timestamp < horizon) revert StillOpen(id, unit, horizon);
        _tally = _tally.withoutHold();
        _settle(id, unit, challenger, voided, voided ? challengeBond : 0);
    }

    /// @inheritdoc IChallenges
    function fillPot() external payable {
        pot += msg.value;
        emit PotFilled(msg.sender, msg.value);
    }

    /// @inheritdoc IChallenges
    function withdraw() external {
        uint256 amount = withdrawable[msg.sender];
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        delete withdrawable[msg.sender];
        emit Withdrawn(msg.sender, amount);
        (bool paid,) = msg.sender.call{value: amount}("");
        if (!paid) revert PaymentFailed(msg.sender, amount);
    }

    function _takeChallenge(uint64 id, bytes32 unit) private returns (address challenger) {
        challenger = challengerOf[id][unit];
        if (challenger == address(0)) revert NotChallenged(id, unit);
        delete challengerOf[id][unit];
    }

    /// @dev The bond is in this contract: what the challenger does not get is the pot's, and the other way round.
    function _settle(uint64 id, bytes32 unit, address challenger, bool upheld, uint256 paid) private {
        pot = pot + challengeBond - paid;
        withdrawable[challenger] += paid;
        emit ChallengeSettled(id, unit, challenger, upheld, paid);
    }
}
