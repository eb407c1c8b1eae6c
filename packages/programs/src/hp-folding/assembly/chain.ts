/**
 * Chains of H and P monomers on the square lattice, one a replica, changed by pull moves
 * (Lesh, Mitzenmacher and Whitesides, RECOMB 2003).
 *
 * Sites are 16-bit: neighbours differ by 1 or 256, all modulo 65,536. A chain of at most 200 cannot
 * close around this torus, so it is the open lattice to it. The energy is minus the number of
 * contacts: pairs of H on neighbouring sites that are no neighbours along the chain.
 * Invariants: a chain stays self-avoiding and connected, and the running count of contacts is that
 * of a count from nothing (chain.test.ts).
 */
import { nextWord } from '../../../assembly/random/xoshiro'

export const LENGTH_MAX: i32 = 200
export const REPLICAS_MAX: i32 = 32
const SITES: usize = 65536
const STRIDE: usize = 512

/** Monomer + 1 on each site, 0 if free, for each replica. */
const occupants = memory.data(2097152, 4)
/** The site of each monomer, 16 bits, for each replica. */
const sites = memory.data(16384, 4)
const hydrophobic = memory.data(200)
/** New sites of the monomers that a move takes along. */
const moved = memory.data(400, 2)
/** The four neighbours of a site, in the order R, U, L, D. */
const directions = memory.data<u16>([1, 256, 65535, 65280])

export let length: i32 = 0
let grid: usize = 0
let chain: usize = 0

/** Declares the sequence: `isHydrophobic` for monomer `index`. */
export function setMonomer(index: i32, isHydrophobic: bool): void {
  store<u8>(hydrophobic + <usize>index, isHydrophobic ? 1 : 0)
}

/** Turns to a replica; everything below is about it. */
export function select(replica: i32): void {
  grid = occupants + <usize>replica * SITES
  chain = sites + <usize>replica * STRIDE
}

/** Lays the selected replica of `monomers` out straight. */
export function layStraight(monomers: i32): void {
  length = monomers
  memory.fill(grid, 0, SITES)
  for (let index = 0; index < length; index++) {
    place(index, <u16>(32768 + index))
  }
}

export function siteOf(index: i32): u16 {
  return load<u16>(chain + ((<usize>index) << 1))
}

/** Direction of the step from monomer `index` to the next: 0 R, 1 U, 2 L, 3 D. */
export function stepAfter(index: i32): i32 {
  const difference = <u16>(siteOf(index + 1) - siteOf(index))
  for (let way = 0; way < 4; way++) {
    if (direction(way) == difference) return way
  }
  assert(false, 'a chain that is torn')
  return 0
}

function direction(way: i32): u16 {
  return load<u16>(directions + ((<usize>way) << 1))
}

function occupant(site: u16): i32 {
  return load<u8>(grid + <usize>site)
}

function place(index: i32, site: u16): void {
  store<u16>(chain + ((<usize>index) << 1), site)
  store<u8>(grid + <usize>site, <u8>(index + 1))
}

function adjacent(a: u16, b: u16): bool {
  const difference = <u16>(a - b)
  return difference == 1 || difference == 65535 || difference == 256 || difference == 65280
}

/** Contacts of monomers `low` to `high`, those among them once. */
function contactsOf(low: i32, high: i32): i32 {
  let contacts = 0
  for (let index = low; index <= high; index++) {
    if (load<u8>(hydrophobic + <usize>index) == 0) continue
    const site = siteOf(index)
    for (let way = 0; way < 4; way++) {
      const other = occupant(<u16>(site + direction(way))) - 1
      if (other < 0 || other == index - 1 || other == index + 1) continue
      if (other >= low && other < index) continue
      contacts += load<u8>(hydrophobic + <usize>other)
    }
  }
  return contacts
}

/** All contacts of the selected replica. */
export function contacts(): i32 {
  return contactsOf(0, length - 1)
}

let low: i32 = 0
let high: i32 = 0

function setMoved(index: i32, site: u16): void {
  store<u16>(moved + ((<usize>index) << 1), site)
}

function getMoved(index: i32): u16 {
  return load<u16>(moved + ((<usize>index) << 1))
}

/** Monomers pulled along behind `next`, from `index` on away from it, until the chain holds. */
function follow(index: i32, next: i32): i32 {
  while (index >= 0 && index < length && !adjacent(siteOf(index), getMoved(index + next))) {
    setMoved(index, siteOf(index + 2 * next))
    index -= next
  }
  return index + next
}

/**
 * Draws a pull move of the selected replica: fills `moved` for monomers `low` to `high`.
 * False if what was drawn is not possible.
 */
function draw(): bool {
  const word = nextWord()
  // From the far side of the chain or the near one; which monomer; which of the places.
  const next = (word & 1) != 0 ? 1 : -1
  const choice = <i32>(((word >> 32) * <u64>length) >> 32)
  const way = <i32>((word >> 1) & 3)
  const last = next > 0 ? length - 1 : 0
  const first = length - 1 - last
  const index = next > 0 ? choice : last + (length - 1 - choice)
  let end = index
  if (index == first) {
    // The end turns about its neighbour.
    const site = <u16>(siteOf(index + next) + direction(way))
    if (occupant(site) != 0) return false
    setMoved(index, site)
  } else if (index == last) {
    // The end goes two sites on and takes the chain along.
    const near = <u16>(siteOf(index) + direction(way))
    const far = <u16>(near + direction(<i32>((word >> 3) & 3)))
    if (occupant(near) != 0 || occupant(far) != 0) return false
    setMoved(index, far)
    setMoved(index - next, near)
    end = follow(index - 2 * next, next)
  } else {
    const here = siteOf(index)
    const ahead = siteOf(index + next)
    const turn = direction(way)
    const bond = <u16>(here - ahead)
    if (bond == turn || <u16>(bond + turn) == 0) return false
    const corner = <u16>(ahead + turn)
    const beside = <u16>(here + turn)
    if (occupant(corner) != 0) return false
    setMoved(index, corner)
    if (siteOf(index - next) != beside) {
      if (occupant(beside) != 0) return false
      setMoved(index - next, beside)
      end = follow(index - 2 * next, next)
    }
  }
  low = min(index, end)
  high = max(index, end)
  return true
}

/** Exchanges the sites of monomers `low` to `high` with those in `moved`. */
function exchange(): void {
  for (let index = low; index <= high; index++) {
    store<u8>(grid + <usize>siteOf(index), 0)
  }
  for (let index = low; index <= high; index++) {
    const before = siteOf(index)
    place(index, getMoved(index))
    setMoved(index, before)
  }
}

/**
 * Tries one pull move of the selected replica and keeps it by Metropolis' rule; `weights` has
 * exp(-k / T) * 2^32 for k = 0, 1, ... contacts lost. Returns the change of the contacts.
 */
export function tryMove(weights: usize): i32 {
  if (!draw()) return 0
  const before = contactsOf(low, high)
  exchange()
  const change = contactsOf(low, high) - before
  if (change >= 0) return change
  const chance = load<u64>(weights + ((<usize>-change) << 3))
  if (nextWord() >> 32 < chance) return change
  exchange()
  return 0
}
