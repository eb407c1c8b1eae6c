// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {GridLedger} from "../src/GridLedger.sol";
import {IAppointments} from "../src/IAppointments.sol";
import {IGridLedger} from "../src/IGridLedger.sol";
import {Ledgers} from "./Ledgers.sol";

contract AppointmentsTest is Ledgers {
    address private constant NEXT = address(0x4E37);

    function other() private pure returns (IAppointments.Staff memory next) {
        next = staff();
        next.committer = address(0xC02);
        next.guardian = address(0);
        next.attestors = new address[](3);
        for (uint160 i; i < 3; i++) next.attestors[i] = address(i + 10);
        next.commitQuorum = 1;
        next.rulingQuorum = 2;
    }

    function hashOf(IAppointments.Staff memory some) private pure returns (bytes32) {
        return keccak256(abi.encode(some));
    }

    function checkStaff(IAppointments.Staff memory expected) private view {
        assertEq(ledger.committer(), expected.committer, "committer");
        assertEq(ledger.guardian(), expected.guardian, "guardian");
        assertEq(ledger.commitQuorum(), expected.commitQuorum, "commitQuorum");
        assertEq(ledger.rulingQuorum(), expected.rulingQuorum, "rulingQuorum");
        assertEq(keccak256(abi.encode(ledger.attestors())), keccak256(abi.encode(expected.attestors)), "attestors");
        for (uint256 i; i < expected.attestors.length; i++) {
            assertEq(ledger.isAttestor(expected.attestors[i]), true, "isAttestor");
        }
    }

    function propose(IAppointments.Staff memory next) private {
        vm.prank(ADMIN);
        ledger.proposeStaff(next);
    }

    function test_BeginsWithTheStaffItWasGiven() public view {
        checkStaff(staff());
        assertEq(ledger.admin(), ADMIN, "admin");
        assertEq(ledger.adminDelay(), 3 days, "adminDelay");
        (address next, uint64 from) = ledger.proposedAdmin();
        assertEq(next, address(0), "next admin");
        assertEq(from, 0, "from");
    }

    function test_ReplacesTheStaffAfterTheDelay() public {
        propose(other());
        (bytes32 staffHash, uint64 from) = ledger.proposedStaff();
        assertEq(staffHash, hashOf(other()), "proposed");
        assertEq(from, START + 3 days, "from");
        checkStaff(staff());
        vm.warp(from);
        vm.prank(ADMIN);
        ledger.enactStaff(other());
        checkStaff(other());
        (staffHash, from) = ledger.proposedStaff();
        assertEq(staffHash, 0, "nothing proposed");

        // And back again: who was an attestor is none any more.
        propose(staff());
        vm.warp(START + 6 days);
        vm.prank(ADMIN);
        ledger.enactStaff(staff());
        checkStaff(staff());
        for (uint160 i; i < 3; i++) assertEq(ledger.isAttestor(address(i + 10)), false, "isAttestor");
    }

    function testFuzz_WaitsForTheDelay(uint32 elapsed) public {
        elapsed = elapsed % 3 days;
        propose(other());
        vm.warp(START + elapsed);
        vm.expectRevert(abi.encodeWithSelector(IAppointments.TooEarly.selector, START + 3 days, START + elapsed));
        vm.prank(ADMIN);
        ledger.enactStaff(other());
    }

    function test_EnactsNothingElse() public {
        propose(other());
        vm.warp(START + 3 days);
        IAppointments.Staff memory changed = other();
        changed.committer = ADMIN;
        vm.expectRevert(
            abi.encodeWithSelector(IAppointments.NotProposedStaff.selector, hashOf(other()), hashOf(changed))
        );
        vm.prank(ADMIN);
        ledger.enactStaff(changed);
    }

    function test_EnactsAProposalOnce() public {
        propose(other());
        vm.warp(START + 3 days);
        vm.prank(ADMIN);
        ledger.enactStaff(other());
        vm.expectRevert(abi.encodeWithSelector(IAppointments.NotProposedStaff.selector, 0, hashOf(other())));
        vm.prank(ADMIN);
        ledger.enactStaff(other());
    }

    function test_ALaterProposalTakesThePlaceOfAnEarlierOne() public {
        propose(other());
        vm.warp(START + 2 days);
        propose(staff());
        vm.warp(START + 3 days);
        vm.expectRevert(abi.encodeWithSelector(IAppointments.TooEarly.selector, START + 5 days, START + 3 days));
        vm.prank(ADMIN);
        ledger.enactStaff(staff());
    }

    function test_TakesAProposalBack() public {
        propose(other());
        vm.prank(ADMIN);
        ledger.cancelStaff();
        vm.warp(START + 3 days);
        vm.expectRevert(abi.encodeWithSelector(IAppointments.NotProposedStaff.selector, 0, hashOf(other())));
        vm.prank(ADMIN);
        ledger.enactStaff(other());
        vm.expectRevert(abi.encodeWithSelector(IAppointments.NotProposedStaff.selector, 0, 0));
        vm.prank(ADMIN);
        ledger.cancelStaff();
    }

    function testFuzz_ListensToTheAdminAlone(address sender) public {
        vm.assume(sender != ADMIN);
        bytes memory reason = abi.encodeWithSelector(IAppointments.NotAdmin.selector, ADMIN, sender);
        vm.expectRevert(reason);
        vm.prank(sender);
        ledger.proposeStaff(other());
        vm.expectRevert(reason);
        vm.prank(sender);
        ledger.cancelStaff();
        vm.expectRevert(reason);
        vm.prank(sender);
        ledger.enactStaff(other());
        vm.expectRevert(reason);
        vm.prank(sender);
        ledger.proposeAdmin(sender);
    }

    /// @dev Each unsound staff is refused when it is proposed and when a ledger is deployed with it.
    function refuses(IAppointments.Staff memory bad, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(ADMIN);
        ledger.proposeStaff(bad);
        vm.expectRevert(reason);
        new GridLedger(terms(), bad);
    }

    function test_NeedsACommitter() public {
        IAppointments.Staff memory bad = other();
        bad.committer = address(0);
        refuses(bad, abi.encodeWithSelector(IAppointments.ZeroCommitter.selector));
    }

    function testFuzz_TheCommitterDoesNotAttest(uint8 place) public {
        IAppointments.Staff memory bad = other();
        bad.committer = bad.attestors[place % 3];
        refuses(bad, abi.encodeWithSelector(IAppointments.CommitterAttests.selector, bad.committer));
    }

    function test_AttestorsAscend() public {
        IAppointments.Staff memory bad = other();
        bad.attestors[2] = bad.attestors[1];
        refuses(bad, abi.encodeWithSelector(IAppointments.AttestorsOutOfOrder.selector, address(11), address(11)));
        bad.attestors[2] = address(3);
        refuses(bad, abi.encodeWithSelector(IAppointments.AttestorsOutOfOrder.selector, address(11), address(3)));
        bad.attestors[0] = address(0);
        refuses(bad, abi.encodeWithSelector(IAppointments.AttestorsOutOfOrder.selector, address(0), address(0)));
    }

    function test_QuorumsFitTheirAttestors() public {
        // Attestors, commit quorum, ruling quorum, sound?
        uint8[4][12] memory rows = [
            [uint8(0), 0, 0, 1],
            [0, 1, 0, 0],
            [0, 0, 1, 0],
            [1, 0, 1, 1],
            [1, 1, 0, 0],
            [1, 2, 1, 0],
            [2, 0, 1, 0],
            [2, 2, 2, 1],
            [3, 3, 2, 1],
            [3, 4, 2, 0],
            [3, 0, 4, 0],
            [4, 1, 2, 0]
        ];
        for (uint256 i; i < rows.length; i++) {
            IAppointments.Staff memory some = other();
            some.attestors = new address[](rows[i][0]);
            for (uint160 n; n < rows[i][0]; n++) some.attestors[n] = address(n + 10);
            (some.commitQuorum, some.rulingQuorum) = (rows[i][1], rows[i][2]);
            if (rows[i][3] == 1) {
                propose(some);
            } else {
                refuses(
                    some,
                    abi.encodeWithSelector(
                        IAppointments.WrongQuorums.selector, rows[i][0], some.commitQuorum, some.rulingQuorum
                    )
                );
            }
        }
    }

    function test_HandsTheAdminsPlaceOverInTwoSteps() public {
        vm.prank(ADMIN);
        ledger.proposeAdmin(NEXT);
        (address next, uint64 from) = ledger.proposedAdmin();
        assertEq(next, NEXT, "next");
        assertEq(from, START + 3 days, "from");
        vm.warp(from - 1);
        vm.expectRevert(abi.encodeWithSelector(IAppointments.TooEarly.selector, from, from - 1));
        vm.prank(NEXT);
        ledger.acceptAdmin();
        vm.warp(from);
        vm.expectRevert(abi.encodeWithSelector(IAppointments.NotProposedAdmin.selector, NEXT, ADMIN));
        vm.prank(ADMIN);
        ledger.acceptAdmin();
        vm.prank(NEXT);
        ledger.acceptAdmin();
        assertEq(ledger.admin(), NEXT, "admin");
        (next, from) = ledger.proposedAdmin();
        assertEq(next, address(0), "nobody offered");
        vm.expectRevert(abi.encodeWithSelector(IAppointments.NotProposedAdmin.selector, address(0), NEXT));
        vm.prank(NEXT);
        ledger.acceptAdmin();
    }

    function test_TakesAnOfferBack() public {
        vm.prank(ADMIN);
        ledger.proposeAdmin(NEXT);
        vm.prank(ADMIN);
        ledger.proposeAdmin(address(0));
        vm.warp(START + 3 days);
        vm.expectRevert(abi.encodeWithSelector(IAppointments.NotProposedAdmin.selector, address(0), NEXT));
        vm.prank(NEXT);
        ledger.acceptAdmin();
    }

    function test_WithoutAnAdminTheStaffStays() public {
        IGridLedger.Terms memory alone = terms();
        alone.admin = address(0);
        ledger = new GridLedger(alone, staff());
        vm.expectRevert(abi.encodeWithSelector(IAppointments.NotAdmin.selector, address(0), ADMIN));
        vm.prank(ADMIN);
        ledger.proposeStaff(other());
    }
}
