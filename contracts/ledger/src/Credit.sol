// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {MerkleProofLib} from "solady/src/utils/MerkleProofLib.sol";

import {Batches} from "./Batches.sol";
import {Encoding} from "./Encoding.sol";
import {ICredit} from "./ICredit.sol";
import {ISessions} from "./ISessions.sol";
import {Tally} from "./Tally.sol";

/// @title Credit
/// @notice Accounts: their balances, read like an ERC-20's, and their delegation epochs.
abstract contract Credit is ICredit, ISessions, IERC20Metadata, Batches {
    /// @dev From the lowest bit: balance (128), the batch it was synced to (32), delegation epoch (64), which is here
    /// because a sync pays for the slot anyway.
    struct Account {
        uint256 packed;
    }

    mapping(address account => Account) private _accounts;
    uint256 private constant EPOCH_SHIFT = 160;

    /// @inheritdoc ICredit
    function sync(uint64 id, Header calldata header, address account, uint128 amount, bytes32[] calldata proof)
        external
    {
        _requireCommitted(id, header);
        Tally tally = _tally;
        uint64 finalFrom = _finalAt(id, header, tally);
        if (block.timestamp < finalFrom) revert NotFinal(id, finalFrom);
        if (!_isTableSound(id, tally)) revert UnsoundTable(id);
        _requireCredit(header.creditsRoot, account, amount, proof);

        Account storage owner = _accounts[account];
        uint256 synced = owner.packed;
        uint32 batch = uint32(synced >> 128);
        if (id <= batch) revert AlreadySynced(account, batch, id);
        // The balance is part of the supply, and both are below 2^129.
        unchecked {
            uint256 supply = tally.supply() - uint128(synced) + amount;
            if (supply > header.cumulativeCredit) revert CreditExceedsTotal(header.cumulativeCredit, supply);
            _tally = tally.withSupply(supply);
        }
        owner.packed = (synced >> EPOCH_SHIFT << EPOCH_SHIFT) | (uint256(id) << 128) | amount;
    }

    /// @inheritdoc ICredit
    function creditsOf(uint64 id, Header calldata header, address account, uint128 amount, bytes32[] calldata proof)
        external
        view
        returns (uint128)
    {
        _requireCommitted(id, header);
        if (!_isTableSound(id, _tally)) revert UnsoundTable(id);
        _requireCredit(header.creditsRoot, account, amount, proof);
        return amount;
    }

    /// @inheritdoc ICredit
    function syncedTo(address account) external view returns (uint64) {
        return uint32(_accounts[account].packed >> 128);
    }

    /// @inheritdoc ISessions
    function revokeSessions() external returns (uint64 epoch) {
        _accounts[msg.sender].packed += 1 << EPOCH_SHIFT;
        epoch = uint64(_accounts[msg.sender].packed >> EPOCH_SHIFT);
        emit SessionsRevoked(msg.sender, epoch);
    }

    /// @inheritdoc ISessions
    function epochOf(address account) external view returns (uint64) {
        return uint64(_accounts[account].packed >> EPOCH_SHIFT);
    }

    /// @inheritdoc IERC20Metadata
    function name() external pure returns (string memory) {
        return "Pumasi credit";
    }

    /// @inheritdoc IERC20Metadata
    function symbol() external pure returns (string memory) {
        return "PUMASI";
    }

    /// @inheritdoc IERC20Metadata
    function decimals() external pure returns (uint8) {
        return 6;
    }

    /// @inheritdoc IERC20
    function totalSupply() external view returns (uint256) {
        return _tally.supply();
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) external view returns (uint256) {
        return uint128(_accounts[account].packed);
    }

    /// @notice Nobody may move another's credit.
    function allowance(address, address) external pure returns (uint256) {
        return 0;
    }

    /// @notice Always reverts.
    function transfer(address to, uint256 amount) external view returns (bool) {
        revert NotTransferable(msg.sender, to, amount);
    }

    /// @notice Always reverts.
    function approve(address spender, uint256 amount) external view returns (bool) {
        revert NotTransferable(msg.sender, spender, amount);
    }

    /// @notice Always reverts.
    function transferFrom(address from, address to, uint256 amount) external pure returns (bool) {
        revert NotTransferable(from, to, amount);
    }

    function _requireCredit(bytes32 root, address account, uint128 amount, bytes32[] calldata proof) private pure {
        bytes32 leaf = Encoding.node(account, amount);
        if (!MerkleProofLib.verifyCalldata(proof, root, leaf)) revert NotInTree(root, leaf);
    }
}
