// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Encoding} from "../src/Encoding.sol";
import {GridLedger} from "../src/GridLedger.sol";
import {IAppointments} from "../src/IAppointments.sol";
import {IBatches} from "../src/IBatches.sol";
import {IChallenges} from "../src/IChallenges.sol";
import {IGridLedger} from "../src/IGridLedger.sol";
import {Staffed} from "./Staffed.sol";

/// @notice Takes wei only when it wants to.
contract Purse {
    bool public shut;

    function challenge(GridLedger ledger, IBatches.UnitProof memory unit) external payable {
        ledger.challenge{value: msg.value}(unit);
    }

    function withdraw(GridLedger ledger) external {
        ledger.withdraw();
    }

    function shutFor(bool shut_) external {
        shut = shut_;
    }

    receive() external payable {
        require(!shut, "shut");
        // Asking again from inside finds nothing left to take.
        try GridLedger(msg.sender).withdraw() {
            revert("paid twice");
        } catch {}
    }
}

contract ChallengesTest is Staffed {
    address private constant CHALLENGER = address(0xCA11);
    uint64 private constant HORIZON = START + WINDOW + DISPUTE;
    IBatches.UnitLeaf private leaf;
    IBatches.Header private header;

    function setUp() public override {
        super.setUp();
        vm.deal(CHALLENGER, 1 ether);
        leaf.outputHash = keccak256("output");
        leaf.fuel = 5_000;
        leaf.credit = 5;
        header = commitSingle(leaf, address(1), 1);
    }

    function unit() private view returns (IBatches.UnitProof memory) {
        return proofOf(1, header, leaf);
    }

    function node() private view returns (bytes32) {
        return Encoding.node(leaf);
    }

    function challenge() private {
        vm.prank(CHALLENGER);
        ledger.challenge{value: BOND}(unit());
    }

    function rule(bytes32 outputHash, uint64 fuel) private {
        IChallenges.Execution memory found = IChallenges.Execution(outputHash, fuel);
        ledger.rule(1, header, leaf, found, ruled(leaf, found));
    }

    function ruleRight() private {
        rule(leaf.outputHash, leaf.fuel);
    }

    function checkState(IBatches.State state, uint64 finalAt) private view {
        assertEq(uint8(ledger.stateOf(1, header)), uint8(state), "stateOf");
        if (finalAt != 0) assertEq(ledger.finalAt(1, header), finalAt, "finalAt");
    }

    function checkWei(uint256 pot, uint256 owed) private view {
        assertEq(ledger.pot(), pot, "pot");
        assertEq(ledger.withdrawable(CHALLENGER), owed, "withdrawable");
        assertEq(address(ledger).balance >= pot + owed, true, "balance");
    }

    function test_NeedsABond() public {
        IGridLedger.Terms memory bad = terms();
        bad.challengeBond = 0;
        vm.expectRevert(abi.encodeWithSelector(IChallenges.ZeroBond.selector));
        new GridLedger(bad, staff());
        assertEq(ledger.challengeBond(), BOND, "challengeBond");
    }

    function test_HoldsTheBatchBack() public {
        vm.expectEmit();
        emit IChallenges.UnitChallenged(1, node(), CHALLENGER);
        challenge();
        assertEq(ledger.challengerOf(1, node()), CHALLENGER, "challengerOf");
        checkState(IBatches.State.Held, HORIZON);
        vm.warp(HORIZON - 1);
        checkState(IBatches.State.Held, HORIZON);
        vm.warp(HORIZON);
        checkState(IBatches.State.Final, HORIZON);
    }

    function testFuzz_TakesTheBondAndNothingElse(uint128 value) public {
        vm.assume(value != BOND);
        vm.deal(CHALLENGER, value);
        vm.expectRevert(abi.encodeWithSelector(IChallenges.WrongBond.selector, BOND, value));
        vm.prank(CHALLENGER);
        ledger.challenge{value: value}(unit());
    }

    function test_IsOpenOnlyWhereAttestorsAre() public {
        IAppointments.Staff memory alone = staff();
        alone.attestors = new address[](0);
        (alone.commitQuorum, alone.rulingQuorum) = (0, 0);
        ledger = new GridLedger(terms(), alone);
        vm.expectRevert(abi.encodeWithSelector(IChallenges.NoAttestors.selector));
        challenge();
    }

    function test_NobodyRulesWhenTheAttestorsHaveGone() public {
        challenge();
        IAppointments.Staff memory alone = staff();
        alone.attestors = new address[](0);
        (alone.commitQuorum, alone.rulingQuorum) = (0, 0);
        vm.prank(ADMIN);
        ledger.proposeStaff(alone);
        vm.warp(START + 3 days);
        vm.prank(ADMIN);
        ledger.enactStaff(alone);
        vm.warp(START + 1);
        vm.expectRevert(abi.encodeWithSelector(IChallenges.NoAttestors.selector));
        ledger.rule(1, header, leaf, IChallenges.Execution(0, 0), unsigned());
    }

    function test_ChallengesOnlyOpenBatches() public {
        vm.warp(START + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(IBatches.AlreadyFinal.selector, 1, START + WINDOW));
        challenge();
        vm.warp(START);
        challenge();
        rule(leaf.outputHash, leaf.fuel + 1);
        vm.expectRevert(abi.encodeWithSelector(IBatches.AlreadyVoided.selector, 1));
        challenge();
    }

    function test_ChallengesUnitsOfTheBatchOnly() public {
        IBatches.UnitProof memory other = unit();
        other.leaf.fuel++;
        vm.expectRevert(
            abi.encodeWithSelector(IBatches.NotInTree.selector, header.unitsRoot, Encoding.node(other.leaf))
        );
        vm.prank(CHALLENGER);
        ledger.challenge{value: BOND}(other);
    }

    function test_OneChallengeOfAUnitServesEverybody() public {
        challenge();
        vm.expectRevert(abi.encodeWithSelector(IChallenges.AlreadyChallenged.selector, 1, node(), CHALLENGER));
        ledger.challenge{value: BOND}(unit());
    }

    function testFuzz_AWrongLeafVoidsTheBatch(bytes32 outputHash, uint64 fuel) public {
        vm.assume(outputHash != leaf.outputHash || fuel != leaf.fuel);
        challenge();
        rule(outputHash, fuel);
        checkState(IBatches.State.Voided, 0);
        checkWei(0, BOND);
        assertEq(ledger.challengerOf(1, node()), address(0), "challengerOf");
    }

    function test_ARightLeafCostsTheBond() public {
        challenge();
        vm.expectEmit();
        emit IChallenges.ChallengeSettled(1, node(), CHALLENGER, false, 0);
        ruleRight();
        checkState(IBatches.State.Pending, START + WINDOW);
        checkWei(BOND, 0);
        // The same signatures answer the same challenge again.
        challenge();
        ruleRight();
        checkWei(2 * uint256(BOND), 0);
    }

    function testFuzz_ThePotRewardsUpToAnotherBond(uint96 filled) public {
        vm.deal(address(this), filled);
        ledger.fillPot{value: filled}();
        challenge();
        rule(0, 0);
        uint256 reward = filled < BOND ? filled : BOND;
        checkWei(filled - reward, BOND + reward);
        vm.prank(CHALLENGER);
        ledger.withdraw();
        assertEq(CHALLENGER.balance, 1 ether + reward, "paid");
        checkWei(filled - reward, 0);
        vm.expectRevert(abi.encodeWithSelector(IChallenges.NothingToWithdraw.selector, CHALLENGER));
        vm.prank(CHALLENGER);
        ledger.withdraw();
    }

    function test_RulesOnOpenChallengesOnly() public {
        IChallenges.Execution memory found = IChallenges.Execution(0, 0);
        IAppointments.Signature[] memory signed = ruled(leaf, found);
        vm.expectRevert(abi.encodeWithSelector(IChallenges.NotChallenged.selector, 1, node()));
        ledger.rule(1, header, leaf, found, signed);
        challenge();
        vm.warp(HORIZON);
        vm.expectRevert(abi.encodeWithSelector(IBatches.AlreadyFinal.selector, 1, HORIZON));
        ledger.rule(1, header, leaf, found, signed);
    }

    function testFuzz_ARulingWantsItsQuorum(uint8 count) public {
        count = count % 6;
        vm.assume(count != 3);
        challenge();
        IChallenges.Execution memory found = IChallenges.Execution(0, 0);
        IAppointments.Signature[] memory signed = signBy(count, Encoding.execution(node(), found));
        vm.expectRevert(abi.encodeWithSelector(IAppointments.WrongSignatureCount.selector, 3, count));
        ledger.rule(1, header, leaf, found, signed);
    }

    function test_ARulingHoldsForItsUnitAndWhatWasFound() public {
        challenge();
        IChallenges.Execution memory found = IChallenges.Execution(0, 0);
        IBatches.UnitLeaf memory other = leaf;
        other.index++;
        IAppointments.Signature[][2] memory signed =
            [ruled(other, found), ruled(leaf, IChallenges.Execution(0, 1))];
        for (uint256 i; i < 2; i++) {
            (bool done,) = address(ledger).call(abi.encodeCall(ledger.rule, (1, header, leaf, found, signed[i])));
            assertEq(done, false, "ruled");
        }
    }

    function test_EndsUnruledAtTheHorizonAndCostsTheBond() public {
        challenge();
        vm.warp(HORIZON - 1);
        vm.expectRevert(abi.encodeWithSelector(IChallenges.StillOpen.selector, 1, node(), HORIZON));
        ledger.closeChallenge(1, header, node());
        vm.warp(HORIZON);
        vm.expectEmit();
        emit IChallenges.ChallengeSettled(1, node(), CHALLENGER, false, 0);
        ledger.closeChallenge(1, header, node());
        checkWei(BOND, 0);
        checkState(IBatches.State.Final, START + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(IChallenges.NotChallenged.selector, 1, node()));
        ledger.closeChallenge(1, header, node());
    }

    function test_GivesTheBondBackWhenTheBatchFellForAnotherReason() public {
        challenge();
        IBatches.UnitLeaf memory bad = leaf;
        IBatches.Header memory second = commitSingle(bad, address(1), 1);
        IBatches.UnitProof memory twice = proofOf(2, second, bad);
        vm.prank(CHALLENGER);
        ledger.challenge{value: BOND}(twice);
        ledger.proveDuplicateUnit(unit(), twice);
        assertEq(ledger.finalAt(1, header), HORIZON, "the other challenge still holds batch 1");
        vm.expectEmit();
        emit IChallenges.ChallengeSettled(2, node(), CHALLENGER, true, BOND);
        ledger.closeChallenge(2, second, node());
        checkWei(0, BOND);
        ruleRight();
        checkWei(BOND, BOND);
        checkState(IBatches.State.Pending, START + WINDOW);
    }

    function test_WantsTheRightHeader() public {
        challenge();
        IBatches.Header memory wrong = header;
        wrong.committedAt -= DISPUTE + WINDOW;
        bytes memory reason =
            abi.encodeWithSelector(IBatches.WrongHeader.selector, 1, ledger.digestOf(1), Encoding.digest(wrong));
        vm.expectRevert(reason);
        ledger.closeChallenge(1, wrong, node());
        vm.expectRevert(reason);
        ledger.rule(1, wrong, leaf, IChallenges.Execution(0, 0), unsigned());
    }

    function test_ChallengingForEverHoldsNothingBeyondTheHorizon() public {
        for (uint256 day; day < 3; day++) {
            vm.warp(START + day * 1 days);
            challenge();
            ruleRight();
            challenge();
            vm.warp(START + day * 1 days + 23 hours);
            ruleRight();
            challenge();
            ruleRight();
            if (day == 0) {
                IBatches.Header memory second = commit(2);
                vm.prank(GUARDIAN);
                ledger.freeze(1, header);
                assertEq(ledger.finalAt(2, second), START + 23 hours + WINDOW + DISPUTE, "the next one");
            }
        }
        vm.warp(HORIZON);
        checkState(IBatches.State.Final, HORIZON);
    }

    function test_PaysAContractOnceAndOnlyIfItTakesIt() public {
        Purse purse = new Purse();
        vm.deal(address(this), 1 ether);
        purse.challenge{value: BOND}(ledger, unit());
        rule(0, 0);
        purse.shutFor(true);
        vm.expectRevert(abi.encodeWithSelector(IChallenges.PaymentFailed.selector, address(purse), BOND));
        purse.withdraw(ledger);
        assertEq(ledger.withdrawable(address(purse)), BOND, "still owed");
        purse.shutFor(false);
        purse.withdraw(ledger);
        assertEq(address(purse).balance, BOND, "paid");
        assertEq(address(ledger).balance, 0, "nothing left");
    }

    function test_TellsWhatItTookAndGave() public {
        vm.expectEmit();
        emit IChallenges.PotFilled(address(this), 7);
        ledger.fillPot{value: 7}();
        challenge();
        rule(0, 0);
        vm.expectEmit();
        emit IChallenges.Withdrawn(CHALLENGER, BOND + 7);
        vm.prank(CHALLENGER);
        ledger.withdraw();
    }
}
