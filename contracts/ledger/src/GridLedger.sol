// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {Appointments} from "./Appointments.sol";
import {Batches} from "./Batches.sol";
import {Challenges} from "./Challenges.sol";
import {Credit} from "./Credit.sol";
import {Faults} from "./Faults.sol";
import {IGridLedger} from "./IGridLedger.sol";

/// @title GridLedger
/// @notice The whole ledger in one immutable contract: no proxy, no upgrade, nobody who edits history. IGridLedger says
/// what it does; its parts are the contracts it inherits from.
contract GridLedger is IGridLedger, Faults, Challenges, Credit {
    constructor(Terms memory terms, Staff memory staff)
        EIP712("Pumasi", "1")
        Appointments(terms.admin, terms.adminDelay, staff)
        Batches(terms.genesis, terms.finalityWindow, terms.disputeWindow)
        Faults(terms.fuelPerCreditMicro)
        Challenges(terms.challengeBond)
    {}

    /// @inheritdoc IGridLedger
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @inheritdoc IGridLedger
    function version() external pure returns (string memory) {
        return "2.0.0";
    }
}
