/**
 * The Ising model on a torus of `size` by `size` spins, updated by Swendsen and Wang's clusters.
 *
 * In: size, temperature in units of the coupling. Out: after each sweep the energy and the
 * magnetisation, integers. Invariant: the stationary distribution is Boltzmann's (ising.test.ts).
 */
import { allocateClusters, resetClusters, rootOf, unite } from '../../../assembly/lattice/clusters'
import { nextWord } from '../../../assembly/random/xoshiro'

const WORDS: f64 = 9007199254740992.0

let size: i32 = 0
let sites: i32 = 0
/** Joins equal neighbours when 53 random bits lie below it. */
let threshold: u64 = 0
let spins: StaticArray<i8> = new StaticArray<i8>(0)
let flips: StaticArray<i8> = new StaticArray<i8>(0)

/** A lattice of `length` by `length`, all spins up. */
export function beginLattice(length: i32, temperature: f64): void {
  size = length
  sites = length * length
  threshold = <u64>((1.0 - Math.exp(-2.0 / temperature)) * WORDS)
  spins = new StaticArray<i8>(sites)
  flips = new StaticArray<i8>(sites)
  for (let site = 0; site < sites; site++) unchecked((spins[site] = 1))
  allocateClusters(sites)
}

function rightOf(site: i32): i32 {
  return site % size == size - 1 ? site - size + 1 : site + 1
}

function belowOf(site: i32): i32 {
  return site + size < sites ? site + size : site + size - sites
}

function join(a: i32, b: i32): void {
  if (unchecked(spins[a]) == unchecked(spins[b]) && nextWord() >> 11 < threshold) unite(a, b)
}

/** One update of the whole lattice: every cluster keeps or turns its spins with equal chance. */
export function sweep(): void {
  resetClusters(sites)
  for (let site = 0; site < sites; site++) {
    join(site, rightOf(site))
    join(site, belowOf(site))
  }
  for (let site = 0; site < sites; site++) {
    if (rootOf(site) == site) unchecked((flips[site] = <i8>(nextWord() >> 63 == 0 ? 1 : -1)))
  }
  for (let site = 0; site < sites; site++) unchecked((spins[site] *= flips[rootOf(site)]))
}

/** Minus the sum over neighbours of the product of their spins. */
export function energy(): i32 {
  let sum = 0
  for (let site = 0; site < sites; site++) {
    const around = <i32>unchecked(spins[rightOf(site)]) + <i32>unchecked(spins[belowOf(site)])
    sum -= <i32>unchecked(spins[site]) * around
  }
  return sum
}

/** The sum of all spins. */
export function magnetisation(): i32 {
  let sum = 0
  for (let site = 0; site < sites; site++) sum += <i32>unchecked(spins[site])
  return sum
}
