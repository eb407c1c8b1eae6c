// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Encoding} from "../src/Encoding.sol";
import {GridLedger} from "../src/GridLedger.sol";
import {IAppointments} from "../src/IAppointments.sol";
import {IBatches} from "../src/IBatches.sol";
import {Staffed} from "./Staffed.sol";

/// @notice Commits that attestors must have signed.
contract AttestationTest is Staffed {
    function statement() private pure returns (bytes32) {
        return Encoding.attestation(1, GENESIS, contentOf(1), 0);
    }

    function tryCommit(IAppointments.Signature[] memory signatures, bytes memory reason) private {
        if (reason.length > 0) vm.expectRevert(reason);
        vm.prank(COMMITTER);
        ledger.commit(1, contentOf(1), 0, signatures);
    }

    function testFuzz_TakesAnyTwoOfFive(uint8 first, uint8 second) public {
        first = first % 4;
        second = first + 1 + second % (4 - first);
        IAppointments.Signature[] memory signed = new IAppointments.Signature[](2);
        signed[0] = signWith(keys()[first], statement());
        signed[1] = signWith(keys()[second], statement());
        tryCommit(signed, "");
        assertEq(ledger.batchCount(), 1, "batchCount");
    }

    function testFuzz_TakesNoOtherNumber(uint8 count) public {
        count = count % 6;
        vm.assume(count != 2);
        IAppointments.Signature[] memory signed = signBy(count, statement());
        tryCommit(signed, abi.encodeWithSelector(IAppointments.WrongSignatureCount.selector, 2, count));
    }

    function test_CountsNoSignerTwice() public {
        IAppointments.Signature[] memory signed = signBy(2, statement());
        address first = vm.addr(keys()[0]);
        signed[1] = signed[0];
        tryCommit(signed, abi.encodeWithSelector(IAppointments.SignersOutOfOrder.selector, first, first));
    }

    function test_WantsSignersInOrder() public {
        IAppointments.Signature[] memory signed = signBy(2, statement());
        (signed[0], signed[1]) = (signed[1], signed[0]);
        (address first, address second) = (vm.addr(keys()[0]), vm.addr(keys()[1]));
        tryCommit(signed, abi.encodeWithSelector(IAppointments.SignersOutOfOrder.selector, second, first));
    }

    function testFuzz_TakesNoStranger(uint256 key) public {
        key = 1 + key % 2 ** 128;
        IAppointments.Signature[] memory signed = signBy(2, statement());
        signed[1] = signWith(key, statement());
        tryCommit(signed, abi.encodeWithSelector(IAppointments.NotAttestor.selector, vm.addr(key)));
    }

    function test_TakesNoHighS() public {
        IAppointments.Signature[] memory signed = signBy(2, statement());
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        uint256 vs = uint256(signed[0].vs);
        // The twin of a signature has the other parity and n - s, which does not fit beside the parity bit: what is
        // left of it is another s, or one above half the order.
        signed[0].vs = bytes32((order - (vs & (2 ** 255 - 1))) | ((vs >> 255 ^ 1) << 255));
        (bool done,) = address(ledger).call(abi.encodeCall(ledger.commit, (1, contentOf(1), 0, signed)));
        assertEq(done, false, "committed");
        signed[0].vs = bytes32(uint256(2 ** 255 - 1));
        tryCommit(signed, abi.encodeWithSelector(IAppointments.NotAttestor.selector, address(0)));
    }

    /// @dev Every field of what was signed, and the place in history.
    function testFuzz_HoldsForNothingElse(uint8 field) public {
        field = field % 9;
        IBatches.BatchContent memory content = contentOf(1);
        (uint64 id, bytes32 prev, uint64 voided) = (1, GENESIS, 0);
        if (field == 0) content.unitsRoot = ~content.unitsRoot;
        if (field == 1) content.creditsRoot = ~content.creditsRoot;
        if (field == 2) content.dataHash = ~content.dataHash;
        if (field == 3) content.rulesHash = ~content.rulesHash;
        if (field == 4) content.unitCount++;
        if (field == 5) content.cumulativeCredit++;
        if (field == 6) id++;
        if (field == 7) prev = ~prev;
        if (field == 8) voided++;
        IAppointments.Signature[] memory signed = signBy(2, Encoding.attestation(id, prev, content, voided));
        vm.prank(COMMITTER);
        (bool done,) = address(ledger).call(abi.encodeCall(ledger.commit, (1, contentOf(1), 0, signed)));
        assertEq(done, false, "committed");
    }

    function test_HoldsForNoOtherLedger() public {
        IAppointments.Signature[] memory signed = signBy(2, statement());
        ledger = new GridLedger(terms(), staff());
        vm.prank(COMMITTER);
        (bool done,) = address(ledger).call(abi.encodeCall(ledger.commit, (1, contentOf(1), 0, signed)));
        assertEq(done, false, "committed");
    }

    function test_GoesOnBatchAfterBatch() public {
        for (uint64 id = 1; id <= 3; id++) commit(id);
        assertEq(ledger.batchCount(), 3, "batchCount");
    }
}
