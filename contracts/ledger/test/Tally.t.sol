// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EMPTY_TALLY, Tally} from "../src/Tally.sol";
import {Cheats} from "./Cheats.sol";

/// @notice Six numbers in one word: changing one changes no other.
contract TallyTest is Cheats {
    function check(Tally tally, uint256[6] memory expected) private pure {
        assertEq(tally.supply(), expected[0], "supply");
        assertEq(tally.next(), expected[1], "next");
        assertEq(tally.holds(), expected[2], "holds");
        assertEq(tally.heldFrom(), expected[3], "heldFrom");
        assertEq(tally.lastVoided(), expected[4], "lastVoided");
        assertEq(tally.tablesFrom(), expected[5], "tablesFrom");
    }

    function fieldsOf(uint256 word) private pure returns (uint256[6] memory fields) {
        fields[0] = word % 2 ** 96;
        for (uint256 i = 1; i < 6; i++) fields[i] = (word >> (64 + 32 * i)) % 2 ** 32;
    }

    function test_BeginsWithTheFirstBatch() public pure {
        check(EMPTY_TALLY, [uint256(0), 1, 0, 0, 0, 0]);
    }

    function testFuzz_SetsTheSupply(uint256 word, uint96 supply) public pure {
        uint256[6] memory fields = fieldsOf(word);
        fields[0] = supply;
        check(Tally.wrap(word).withSupply(supply), fields);
    }

    function testFuzz_SetsTheNextId(uint256 word, uint32 next) public pure {
        uint256[6] memory fields = fieldsOf(word);
        fields[1] = next;
        check(Tally.wrap(word).withNext(next), fields);
    }

    function testFuzz_CountsAnObjection(uint256 word, uint32 id) public pure {
        uint256[6] memory fields = fieldsOf(word);
        vm.assume(fields[2] != type(uint32).max);
        if (fields[2] == 0 || id < fields[3]) fields[3] = id;
        fields[2]++;
        Tally held = Tally.wrap(word).withHold(id);
        check(held, fields);
        assertEq(held.isHeld(id), true, "isHeld");
        if (fields[3] > 0) assertEq(held.isHeld(uint64(fields[3]) - 1), false, "isHeld before");
    }

    function testFuzz_CountsAnObjectionLess(uint256 word) public pure {
        uint256[6] memory fields = fieldsOf(word);
        vm.assume(fields[2] != 0);
        fields[2]--;
        check(Tally.wrap(word).withoutHold(), fields);
    }

    function testFuzz_MarksAVoid(uint256 word, uint32 id) public pure {
        uint256[6] memory fields = fieldsOf(word);
        (fields[4], fields[5]) = (id, fields[1]);
        check(Tally.wrap(word).withVoid(id), fields);
    }
}
