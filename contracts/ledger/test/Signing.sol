// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice Receipts and delegations as EIP-712 hashes them. Their only reader on a chain, so far, is a test.
library Signing {
    bytes32 internal constant RECEIPT_TYPEHASH = keccak256(
        "Receipt(bytes32 jobId,uint64 unitIndex,bytes32 programHash,bytes32 inputHash,bytes32 outputHash,uint8 exitClass,uint64 fuel,uint32 rewriterVersion,bytes32 leaseId,address account)"
    );
    bytes32 internal constant DELEGATION_TYPEHASH = keccak256(
        "Delegation(address account,address session,bytes32 scope,uint64 notBefore,uint64 expiresAt,uint64 epoch)"
    );

    struct Receipt {
        bytes32 jobId;
        uint64 unitIndex;
        bytes32 programHash;
        bytes32 inputHash;
        bytes32 outputHash;
        uint8 exitClass;
        uint64 fuel;
        uint32 rewriterVersion;
        bytes32 leaseId;
        address account;
    }

    struct Delegation {
        address account;
        address session;
        bytes32 scope;
        uint64 notBefore;
        uint64 expiresAt;
        uint64 epoch;
    }

    function digest(bytes32 domainSeparator, Receipt memory receipt) internal pure returns (bytes32) {
        return envelope(domainSeparator, keccak256(abi.encode(RECEIPT_TYPEHASH, receipt)));
    }

    function digest(bytes32 domainSeparator, Delegation memory delegation) internal pure returns (bytes32) {
        return envelope(domainSeparator, keccak256(abi.encode(DELEGATION_TYPEHASH, delegation)));
    }

    function envelope(bytes32 domainSeparator, bytes32 structHash) private pure returns (bytes32) {
        return keccak256(abi.encodePacked("\x19\x01", domainSeparator, structHash));
    }
}
