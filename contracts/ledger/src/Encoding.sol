// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGridLedger} from "./IGridLedger.sol";

/// @title How headers and leaves become 32 bytes
/// @notice Leaves use OpenZeppelin's StandardMerkleTree encoding: hashed twice, so that no inner node (64 bytes, hashed
/// once) can pass for a leaf.
library Encoding {
    /// @notice Digest of a header.
    function digest(IGridLedger.Header memory header) internal pure returns (bytes32) {
        return keccak256(abi.encode(header));
    }

    /// @notice Tree node of a unit leaf.
    function node(IGridLedger.UnitLeaf memory leaf) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(leaf))));
    }

    /// @notice Tree node of an account's credit over all batches up to one.
    function node(address account, uint128 amount) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(account, amount))));
    }
}
