// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IBatches} from "./IBatches.sol";
import {IChallenges} from "./IChallenges.sol";

/// @title How headers, leaves and attestors' statements become 32 bytes
/// @notice Leaves use OpenZeppelin's StandardMerkleTree encoding: hashed twice, so that no inner node (64 bytes, hashed
/// once) can pass for a leaf. Statements are EIP-712 structs, to be signed under the ledger's domain.
library Encoding {
    /// @notice What an attestor signs before a commit: the whole batch, and where in history it goes.
    bytes32 internal constant ATTESTATION_TYPEHASH = keccak256(
        "Attestation(uint64 batchId,bytes32 prev,bytes32 unitsRoot,bytes32 creditsRoot,bytes32 dataHash,bytes32 rulesHash,uint64 unitCount,uint128 cumulativeCredit,uint64 voided)"
    );
    /// @notice What an attestor signs after running a unit again: what came out, not who is right.
    bytes32 internal constant EXECUTION_TYPEHASH =
        keccak256("Execution(bytes32 unit,bytes32 outputHash,uint64 fuel)");

    /// @notice Digest of a header.
    function digest(IBatches.Header memory header) internal pure returns (bytes32) {
        return keccak256(abi.encode(header));
    }

    /// @notice The same of a header in calldata, whose words lie there as `abi.encode` would write them.
    function digestCalldata(IBatches.Header calldata header) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let words := mload(0x40)
            calldatacopy(words, header, 0x100)
            hash := keccak256(words, 0x100)
        }
    }

    /// @notice Tree node of a unit leaf in calldata.
    function nodeCalldata(IBatches.UnitLeaf calldata leaf) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let words := mload(0x40)
            calldatacopy(words, leaf, 0x120)
            mstore(0, keccak256(words, 0x120))
            hash := keccak256(0, 0x20)
        }
    }

    /// @notice Tree node of a unit leaf.
    function node(IBatches.UnitLeaf memory leaf) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(leaf))));
    }

    /// @notice Tree node of an account's credit over all batches up to one.
    function node(address account, uint128 amount) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            mstore(0, shr(96, shl(96, account)))
            mstore(0x20, shr(128, shl(128, amount)))
            mstore(0, keccak256(0, 0x40))
            hash := keccak256(0, 0x20)
        }
    }

    /// @notice Struct hash of an attestation.
    function attestation(uint64 batchId, bytes32 prev, IBatches.BatchContent memory content, uint64 voided)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ATTESTATION_TYPEHASH, batchId, prev, content, voided));
    }

    /// @notice Struct hash of what an attestor got from the unit whose leaf has node `unit`.
    function execution(bytes32 unit, IChallenges.Execution memory found) internal pure returns (bytes32) {
        return keccak256(abi.encode(EXECUTION_TYPEHASH, unit, found));
    }
}
