// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Encoding} from "../src/Encoding.sol";
import {GridLedger} from "../src/GridLedger.sol";
import {IBatches} from "../src/IBatches.sol";
import {IChallenges} from "../src/IChallenges.sol";
import {Ledgers, Samples} from "./Ledgers.sol";
import {Attesting} from "./Staffed.sol";

/// @notice Lives with a ledger in every way it allows, and remembers what it was told.
/// @dev Each batch has one unit, sound or not, and a table of one account, so leaf and root are the same. The committer
/// is honest in one thing: a table is the sum of the batches before it that count, when it is made.
contract Life is Attesting {
    struct Kept {
        IBatches.Header header;
        IBatches.UnitLeaf leaf;
        address account;
        uint128 amount;
        bool voided;
        bool wasFinal;
        bool frozen;
        bool challenged;
    }

    address[3] private accounts = [address(0xA1), address(0xA2), address(0xA3)];
    Kept[] private kept;
    mapping(address account => uint64) private lastSynced;
    uint256 public bonds;

    constructor() {
        ledger = new GridLedger(terms(), staff());
        vm.deal(address(this), 1_000 ether);
        commitNext(1, 100);
    }

    function theLedger() external view returns (GridLedger) {
        return ledger;
    }

    function count() external view returns (uint256) {
        return kept.length;
    }

    function keptAt(uint256 position) external view returns (Kept memory) {
        return kept[position];
    }

    receive() external payable {}

    // What anybody may do, from a seed. Nothing here expects a revert: each action is one the ledger must allow.

    function commitNext(uint64 seed, uint16 gain) public {
        uint64 id = uint64(kept.length + 1);
        Kept storage made = kept.push();
        made.account = accounts[seed % 3];
        made.leaf.index = seed % 7 == 0 ? 10 : 0;
        made.leaf.unitIndex = id;
        made.leaf.fuel = uint64(gain) * RATE;
        made.leaf.credit = seed % 5 == 0 ? uint128(gain) + 1 : gain;
        uint128 total = gain;
        for (uint256 i; i < kept.length - 1; i++) if (!kept[i].voided) total += kept[i].leaf.credit;
        made.amount = total / 3;
        IBatches.BatchContent memory content = contentOf(id);
        content.unitsRoot = Encoding.node(made.leaf);
        content.creditsRoot = Encoding.node(made.account, made.amount);
        content.cumulativeCredit = total;
        made.header = commit(content);
    }

    function pass(uint32 elapsed) external {
        vm.warp(block.timestamp + elapsed % (WINDOW / 2));
        for (uint64 id = 1; id <= kept.length; id++) {
            if (stateOf(id) == IBatches.State.Final) kept[id - 1].wasFinal = true;
        }
    }

    function sync(uint64 seed) external {
        (uint64 id, Kept storage some) = pick(seed);
        if (stateOf(id) != IBatches.State.Final || !ledger.isTableSound(id)) return;
        if (id <= lastSynced[some.account]) return;
        uint256 supply = ledger.totalSupply() + some.amount - ledger.balanceOf(some.account);
        if (supply > some.header.cumulativeCredit) return;
        ledger.sync(id, some.header, some.account, some.amount, new bytes32[](0));
        lastSynced[some.account] = id;
    }

    function freeze(uint64 seed) external {
        (uint64 id, Kept storage some) = pick(seed);
        if (some.frozen || !isOpen(id)) return;
        vm.prank(GUARDIAN);
        ledger.freeze(id, some.header);
        some.frozen = true;
    }

    function unfreeze(uint64 seed) external {
        (uint64 id, Kept storage some) = pick(seed);
        if (!some.frozen || some.voided) return;
        vm.prank(GUARDIAN);
        ledger.unfreeze(id, some.header);
        some.frozen = false;
    }

    function prove(uint64 seed) external {
        (uint64 id, Kept storage some) = pick(seed);
        if (!isOpen(id)) return;
        IBatches.UnitProof memory unit = proofOf(id, some.header, some.leaf);
        if (some.leaf.credit != some.leaf.fuel / RATE) ledger.proveWrongCredit(unit);
        else if (some.leaf.index >= some.header.unitCount) ledger.proveIndexOutOfRange(unit);
        else return;
        some.voided = true;
    }

    function challenge(uint64 seed) external {
        (uint64 id, Kept storage some) = pick(seed);
        if (some.challenged || !isOpen(id)) return;
        ledger.challenge{value: BOND}(proofOf(id, some.header, some.leaf));
        some.challenged = true;
        bonds += BOND;
    }

    function rule(uint64 seed, bool right) external {
        (uint64 id, Kept storage some) = pick(seed);
        if (!some.challenged || !isOpen(id)) return;
        IBatches.UnitLeaf memory leaf = some.leaf;
        IChallenges.Execution memory found = IChallenges.Execution(leaf.outputHash, leaf.fuel + (right ? 0 : 1));
        ledger.rule(id, some.header, leaf, found, ruled(leaf, found));
        (some.challenged, some.voided) = (false, !right);
        bonds -= BOND;
    }

    function close(uint64 seed) external {
        (uint64 id, Kept storage some) = pick(seed);
        if (!some.challenged) return;
        if (!some.voided && block.timestamp < some.header.committedAt + WINDOW + DISPUTE) return;
        ledger.closeChallenge(id, some.header, Encoding.node(some.leaf));
        some.challenged = false;
        bonds -= BOND;
    }

    function withdraw() external {
        if (ledger.withdrawable(address(this)) > 0) ledger.withdraw();
    }

    function fillPot(uint64 amount) external {
        ledger.fillPot{value: amount}();
    }

    function revoke(uint8 who) external {
        vm.prank(accounts[who % 3]);
        ledger.revokeSessions();
    }

    /// @dev What must fail, fails, whoever asks.
    function transfer(address from, address to, uint256 amount) external {
        bytes[3] memory calls = [
            abi.encodeCall(ledger.transfer, (to, amount)),
            abi.encodeCall(ledger.approve, (to, amount)),
            abi.encodeCall(ledger.transferFrom, (from, to, amount))
        ];
        for (uint256 i; i < 3; i++) {
            vm.prank(from);
            (bool done,) = address(ledger).call(calls[i]);
            require(!done, "credit moved");
        }
    }

    function commitAsSomebodyElse(address sender, uint64 id) external {
        if (sender == COMMITTER) return;
        IBatches.BatchContent memory content = contentOf(id);
        bytes memory data = abi.encodeCall(ledger.commit, (id, content, ledger.lastVoided(), attested(content)));
        vm.prank(sender);
        (bool done,) = address(ledger).call(data);
        require(!done, "a stranger committed");
    }

    function pick(uint64 seed) private view returns (uint64 id, Kept storage some) {
        id = 1 + seed % uint64(kept.length);
        some = kept[id - 1];
    }

    function stateOf(uint64 id) public view returns (IBatches.State) {
        return ledger.stateOf(id, kept[id - 1].header);
    }

    function isOpen(uint64 id) private view returns (bool) {
        IBatches.State state = stateOf(id);
        return state != IBatches.State.Final && state != IBatches.State.Voided;
    }

    function accountAt(uint256 position) external view returns (address account, uint64 synced) {
        return (accounts[position], lastSynced[accounts[position]]);
    }
}

contract InvariantsTest is Ledgers {
    Life private life;

    function setUp() public override {
        vm.warp(START);
        life = new Life();
        ledger = life.theLedger();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(life);
    }

    /// @notice Every digest ever given is still there, ids follow one another, the tip is the last.
    function invariant_HistoryIsAppendOnly() public view {
        uint256 count = life.count();
        assertEq(ledger.batchCount(), count, "batchCount");
        bytes32 prev = ledger.genesis();
        for (uint64 id = 1; id <= count; id++) {
            Life.Kept memory some = life.keptAt(id - 1);
            assertEq(some.header.prev, prev, "prev");
            prev = Encoding.digest(some.header);
            assertEq(ledger.digestOf(id), prev, "digestOf");
        }
        assertEq(ledger.tip(), prev, "tip");
    }

    /// @notice Final is for ever, for a prefix of history, and for nothing that is frozen or challenged before its
    /// horizon; no batch waits beyond it; voided is for ever.
    function invariant_StatesFollowTheirRules() public view {
        bool laterIsFinal;
        for (uint64 id = uint64(life.count()); id > 0; id--) {
            Life.Kept memory some = life.keptAt(id - 1);
            IBatches.State state = life.stateOf(id);
            bool isFinal = state == IBatches.State.Final;
            assertEq(state == IBatches.State.Voided, some.voided, "voided");
            if (some.voided) continue;
            if (some.wasFinal || laterIsFinal) assertEq(isFinal, true, "final for ever, and a prefix");
            bool horizon = block.timestamp >= some.header.committedAt + WINDOW + DISPUTE;
            if (horizon) assertEq(isFinal, true, "final at the horizon");
            else if (some.frozen || some.challenged) assertEq(isFinal, false, "held back");
            else if (block.timestamp < some.header.committedAt + WINDOW) assertEq(isFinal, false, "window");
            laterIsFinal = laterIsFinal || isFinal;
        }
    }

    /// @notice The supply is the sum of balances, and never above the total of the last final table.
    function invariant_SupplyIsBackedByAFinalTable() public view {
        uint256 sum;
        for (uint256 i; i < 3; i++) {
            (address account, uint64 synced) = life.accountAt(i);
            sum += ledger.balanceOf(account);
            assertEq(ledger.syncedTo(account), synced, "syncedTo only grows");
        }
        assertEq(ledger.totalSupply(), sum, "totalSupply");
        uint256 total;
        for (uint64 id = 1; id <= life.count(); id++) {
            if (life.stateOf(id) != IBatches.State.Final || !ledger.isTableSound(id)) continue;
            total = life.keptAt(id - 1).header.cumulativeCredit;
        }
        assertEq(sum <= total, true, "backed");
    }

    /// @notice A table is sound unless it was made while a batch counted that was voided later.
    function invariant_UnsoundTablesAreThoseOfVoidedBatches() public view {
        for (uint64 id = 1; id <= life.count(); id++) {
            if (life.keptAt(id - 1).voided) assertEq(ledger.isTableSound(id), false, "its own");
        }
    }

    /// @notice The ledger holds what it owes: open bonds, the pot, and what may be withdrawn.
    function invariant_EveryWeiIsAccountedFor() public view {
        uint256 owed = life.bonds() + ledger.pot() + ledger.withdrawable(address(life));
        assertEq(address(ledger).balance, owed, "wei");
    }
}
