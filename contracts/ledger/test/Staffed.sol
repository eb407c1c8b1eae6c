// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Encoding} from "../src/Encoding.sol";
import {IAppointments} from "../src/IAppointments.sol";
import {IBatches} from "../src/IBatches.sol";
import {IChallenges} from "../src/IChallenges.sol";
import {Ledgers, Samples} from "./Ledgers.sol";

/// @notice Attestors with keys: five of them, two for a commit, three for a ruling.
abstract contract Attesting is Samples {
    uint256 internal constant ATTESTORS = 5;

    /// @dev Keys of the attestors, in ascending order of their addresses.
    function keys() internal pure returns (uint256[] memory sorted) {
        sorted = new uint256[](ATTESTORS);
        for (uint256 i; i < ATTESTORS; i++) {
            uint256 key = uint256(keccak256(abi.encode("attestor", i)));
            uint256 place = i;
            for (; place > 0 && vm.addr(sorted[place - 1]) > vm.addr(key); place--) sorted[place] = sorted[place - 1];
            sorted[place] = key;
        }
    }

    function staff() internal pure virtual override returns (IAppointments.Staff memory) {
        address[] memory attestors = new address[](ATTESTORS);
        uint256[] memory sorted = keys();
        for (uint256 i; i < ATTESTORS; i++) attestors[i] = vm.addr(sorted[i]);
        return IAppointments.Staff({
            committer: COMMITTER,
            guardian: GUARDIAN,
            attestors: attestors,
            commitQuorum: 2,
            rulingQuorum: 3
        });
    }

    function signWith(uint256 key, bytes32 structHash) internal view returns (IAppointments.Signature memory) {
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", ledger.domainSeparator(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return IAppointments.Signature({r: r, vs: s | bytes32(uint256(v - 27) << 255)});
    }

    /// @dev Signatures of the first `count` attestors.
    function signBy(uint256 count, bytes32 structHash) internal view returns (IAppointments.Signature[] memory signed) {
        uint256[] memory sorted = keys();
        signed = new IAppointments.Signature[](count);
        for (uint256 i; i < count; i++) signed[i] = signWith(sorted[i], structHash);
    }

    function attested(IBatches.BatchContent memory content)
        internal
        view
        virtual
        override
        returns (IAppointments.Signature[] memory)
    {
        return signBy(2, Encoding.attestation(ledger.batchCount() + 1, ledger.tip(), content, ledger.lastVoided()));
    }

    function ruled(IBatches.UnitLeaf memory leaf, IChallenges.Execution memory found)
        internal
        view
        returns (IAppointments.Signature[] memory)
    {
        return signBy(3, Encoding.execution(Encoding.node(leaf), found));
    }
}

/// @notice A ledger with attestors for each test.
abstract contract Staffed is Ledgers, Attesting {
    function staff() internal pure override(Samples, Attesting) returns (IAppointments.Staff memory) {
        return Attesting.staff();
    }

    function attested(IBatches.BatchContent memory content)
        internal
        view
        override(Samples, Attesting)
        returns (IAppointments.Signature[] memory)
    {
        return Attesting.attested(content);
    }
}
