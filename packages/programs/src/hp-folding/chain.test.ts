/** The moves of the module against a count from nothing, and against all folds of short chains. */
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { contactsOf, isSelfAvoiding, sitesOf } from './fold.ts'
import { everyFold } from './testing/walks.ts'

interface Chain {
  readonly memory: WebAssembly.Memory
  seedRandom(seed: bigint): void
  setMonomer(index: number, isHydrophobic: number): void
  select(replica: number): void
  layStraight(monomers: number): void
  stepAfter(index: number): number
  contacts(): number
  tryMove(weights: number): number
}
let chain: Chain
let weights: number

beforeAll(async () => {
  const entries = ['src/hp-folding/assembly/chain.ts', 'assembly/random/xoshiro.ts']
  const bytes = await compile(entries, 'library')
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>, {
    env: { abort: () => expect.unreachable() },
  })
  chain = instance.exports as unknown as Chain
  weights = chain.memory.grow(1) * 65_536
})

function start(sequence: string, seed: bigint, temperature: number): void {
  const words = new BigUint64Array(chain.memory.buffer, weights, 402)
  words.forEach((_, lost) => {
    words[lost] = BigInt(Math.floor(2 ** 32 * Math.exp(-lost / temperature)))
  })
  chain.seedRandom(seed)
  chain.select(3)
  ;[...sequence].forEach((letter, index) => chain.setMonomer(index, letter === 'H' ? 1 : 0))
  chain.layStraight(sequence.length)
}

const foldNow = (sequence: string): string =>
  [...sequence.slice(1)].map((_, index) => 'RULD'[chain.stepAfter(index)]).join('')

test.each(['HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH', 'HPHPPHHPHPPHPHHPPHPH', 'HPPH'])(
  'moves keep %s connected, self-avoiding and its contacts counted',
  (sequence) => {
    start(sequence, 5n, 0.5)
    let running = chain.contacts()
    for (let move = 0; move < 20_000; move++) {
      running += chain.tryMove(weights)
      if (move % 50 !== 0) continue
      const sites = sitesOf(foldNow(sequence))
      expect(isSelfAvoiding(sites)).toBe(true)
      expect(contactsOf(sequence, sites)).toHaveLength(running)
      expect(chain.contacts()).toBe(running)
    }
  },
)

test('moves reach every fold of a short chain', () => {
  const sequence = 'PPPPPP'
  start(sequence, 6n, 1)
  const seen = new Set<string>()
  for (let move = 0; move < 60_000; move++) {
    chain.tryMove(weights)
    seen.add(foldNow(sequence))
  }
  // The other three first steps are the same folds, turned.
  expect(seen.size).toBe(4 * everyFold(sequence.length).length)
})

test.each(['HPHPPHHPH', 'HHPPHPPHH', 'HHHHHHHHH', 'HPPHPPHPH', 'PHPPPPPHP'])(
  'the best of all folds of %s is found',
  (sequence) => {
    const best = Math.max(
      ...everyFold(sequence.length).map((fold) => contactsOf(sequence, sitesOf(fold)).length),
    )
    start(sequence, 7n, 0.6)
    let now = chain.contacts()
    let found = now
    for (let move = 0; move < 20_000; move++) {
      now += chain.tryMove(weights)
      found = Math.max(found, now)
    }
    expect(found).toBe(best)
  },
)

test('at no temperature a contact is given up', () => {
  const sequence = 'HHHHHHHHHH'
  start(sequence, 8n, 1e-9)
  for (let move = 0; move < 5000; move++) expect(chain.tryMove(weights)).toBeGreaterThanOrEqual(0)
  expect(chain.contacts()).toBeGreaterThan(0)
})
