// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Tally: what almost every call reads or writes, in one storage slot
/// @notice From the lowest bit: supply (96), next (32), holds (32), heldFrom (32), lastVoided (32), tablesFrom (32).
///
/// - supply: sum of all balances;
/// - next: id of the next batch, at least 1, so that the slot is never empty (filling it would cost some first call
///   17,100 gas more than any later one);
/// - holds: open challenges and freezes;
/// - heldFrom: lowest batch objected to since `holds` was zero; of no meaning while it is;
/// - lastVoided: the batch voided last; zero for none;
/// - tablesFrom: the first batch after the latest void; its credit table and all later ones are sound.
///
/// Ids of 32 bits last for a batch each second for 136 years; the count is checked when it grows, so every id of a
/// committed batch fits. Packed by hand since one read and one write of the slot are what a sync can afford.
type Tally is uint256;

using {supply, next, holds, heldFrom, lastVoided, tablesFrom, isHeld} for Tally global;
using {withSupply, withNext, withHold, withoutHold, withVoid} for Tally global;

/// @dev The tally of a ledger without batches.
Tally constant EMPTY_TALLY = Tally.wrap(1 << 96);

function supply(Tally tally) pure returns (uint256) {
    return uint96(Tally.unwrap(tally));
}

function next(Tally tally) pure returns (uint32) {
    return uint32(Tally.unwrap(tally) >> 96);
}

function holds(Tally tally) pure returns (uint32) {
    return uint32(Tally.unwrap(tally) >> 128);
}

function heldFrom(Tally tally) pure returns (uint32) {
    return uint32(Tally.unwrap(tally) >> 160);
}

function lastVoided(Tally tally) pure returns (uint32) {
    return uint32(Tally.unwrap(tally) >> 192);
}

function tablesFrom(Tally tally) pure returns (uint32) {
    return uint32(Tally.unwrap(tally) >> 224);
}

/// @dev True while the batch waits because it, or one before it, is objected to.
function isHeld(Tally tally, uint64 id) pure returns (bool) {
    return tally.holds() != 0 && id >= tally.heldFrom();
}

/// @dev `amount` must fit 96 bits.
function withSupply(Tally tally, uint256 amount) pure returns (Tally) {
    return Tally.wrap((Tally.unwrap(tally) & ~uint256(type(uint96).max)) | amount);
}

function withNext(Tally tally, uint32 id) pure returns (Tally) {
    return _with(tally, 96, id);
}

/// @dev One objection more, to batch `id`.
function withHold(Tally tally, uint64 id) pure returns (Tally) {
    uint32 count = tally.holds();
    if (count == 0 || id < tally.heldFrom()) tally = _with(tally, 160, uint32(id));
    return _with(tally, 128, count + 1);
}

/// @dev One objection less.
function withoutHold(Tally tally) pure returns (Tally) {
    return _with(tally, 128, tally.holds() - 1);
}

/// @dev Batch `id` voided: every table committed so far from there on counts it.
function withVoid(Tally tally, uint64 id) pure returns (Tally) {
    return _with(_with(tally, 224, tally.next()), 192, uint32(id));
}

function _with(Tally tally, uint256 shift, uint32 value) pure returns (Tally) {
    uint256 others = Tally.unwrap(tally) & ~(uint256(type(uint32).max) << shift);
    return Tally.wrap(others | (uint256(value) << shift));
}
