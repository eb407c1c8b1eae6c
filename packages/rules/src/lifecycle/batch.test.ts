import { decodeUtf8, digestOf, encodeCanonical, utf8 } from '@pumasi/domain'
import { hashCreditLeaf, hashUnitLeaf, merkleRoot } from '@pumasi/proof'
import type { SignedDelegation } from '@pumasi/proof'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { creditFor, rulesHashOf } from '../policy/credit.ts'
import { account, digest, makeReceipt, rules } from '../testing/votes.ts'
import { batchInStints, buildBatch, deriveCredits, deriveLeaves } from './batch.ts'
import { encodeBundle, settleFromReceipts } from './batch.ts'
import type { BatchInput, BundledUnit } from './batch.ts'
import { decodeBundle } from './bundle.ts'
import { deriveContent } from './content.ts'

/** A unit with votes written as `account output`. */
const makeUnit = (job: string, unitIndex: number, votes: string, quorum = 2): BundledUnit => {
  const jobId = digest(job) as never
  const receipts = votes.split(' ').map((vote, i) => ({
    ...makeReceipt(Number(vote[0]), vote.slice(1), { jobId, unitIndex }),
    acceptedAtMs: 1_000 + i,
  }))
  return { jobId, unitIndex, quorum, receipts }
}
const makeDelegation = (n: number): SignedDelegation => ({
  delegation: {
    ...{ account: account(n), session: account(n + 1000), scope: digest('scope') },
    ...{ notBefore: 1, expiresAt: 2, epoch: 0 },
  },
  signature: `0x${(99 - n).toString().repeat(65)}` as never,
})
/** Signatures of 65 bytes, which a bundle has to have to be read back. */
const signed = (unit: BundledUnit): BundledUnit => ({
  ...unit,
  receipts: unit.receipts.map((one) => ({
    ...one,
    signature: `${one.signature}${'5a'.repeat(33)}` as never,
  })),
})

const input: BatchInput = {
  id: 7,
  units: [makeUnit('b', 1, '1t 2t'), makeUnit('a', 9, '1x 2t 3t'), makeUnit('b', 0, '3t 1t')].map(
    signed,
  ),
  delegations: [3, 1, 2].map(makeDelegation),
  creditsBefore: [
    { account: account(1), cumulativeCreditMicro: 10n },
    { account: account(9), cumulativeCreditMicro: 90n },
  ],
  rules,
}
const batch = buildBatch(input)

test('units are sorted by job and index, delegations by session, whatever order they came in', () => {
  const keys = batch.bundle.units.map(({ jobId, unitIndex }) => `${jobId} ${unitIndex}`)
  expect(keys).toEqual([...keys].sort())
  const sessions = batch.bundle.delegations.map(({ delegation }) => delegation.session)
  expect(sessions).toEqual([...sessions].sort())
})

test('there is one leaf for each receipt that agrees, indexed from 0 without gaps', () => {
  expect(batch.leaves.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5])
  expect(batch.leaves).toHaveLength(6)
  expect(batch.leaves.every(({ outputHash }) => outputHash === digest('t'))).toBe(true)
  for (const leaf of batch.leaves) expect(leaf.creditMicro).toBe(creditFor(leaf.fuel, rules))
})

test('the credit table goes on from the one before: sorted, complete, nobody forgotten', () => {
  expect(batch.bundle.credits).toEqual([
    { account: account(1), cumulativeCreditMicro: 20n },
    { account: account(2), cumulativeCreditMicro: 10n },
    { account: account(3), cumulativeCreditMicro: 10n },
    { account: account(9), cumulativeCreditMicro: 90n },
  ])
})

test('the content says what the bundle holds', () => {
  expect(batch.id).toBe(7)
  expect(batch.content).toEqual({
    unitsRoot: merkleRoot(batch.leaves.map(hashUnitLeaf)),
    creditsRoot: merkleRoot(batch.bundle.credits.map(hashCreditLeaf)),
    dataHash: digestOf(batch.bundleBytes),
    rulesHash: rulesHashOf(rules),
    unitCount: 6,
    cumulativeCreditMicro: 130n,
  })
  const read = decodeBundle(batch.bundleBytes)
  const leaves = deriveLeaves(read.units, read.rules)
  expect(deriveContent(read, leaves, digestOf(batch.bundleBytes))).toEqual(batch.content)
})

test('a unit settles from its receipts alone', () => {
  expect(settleFromReceipts(makeUnit('a', 0, '1x 2t 3t'))).toMatchObject({
    state: 'believed',
    verdict: { outputHash: digest('t') },
  })
  expect(settleFromReceipts(makeUnit('a', 0, '1x 2t'))).toMatchObject({
    state: 'open',
    verdict: null,
  })
  expect(deriveLeaves([makeUnit('a', 0, '1x 2t')], rules)).toEqual([])
})

const unitArb = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(30), fc.constantFrom('1t 2t', '1t 2x 3t', '4x 5x'))
  .map(([job, index, votes]) => signed(makeUnit(job, index, votes)))
const unitsArb = fc.uniqueArray(unitArb, {
  minLength: 1,
  maxLength: 12,
  selector: ({ jobId, unitIndex }) => `${jobId} ${unitIndex}`,
})

test('property: equal contents give equal bytes, and come back from them', () => {
  fc.assert(
    fc.property(
      unitsArb.chain((units) =>
        fc.tuple(fc.constant(units), fc.shuffledSubarray(units, { minLength: units.length })),
      ),
      ([units, shuffled]) => {
        const one = buildBatch({ ...input, units })
        const other = buildBatch({
          ...input,
          units: shuffled,
          delegations: input.delegations.toReversed(),
        })
        expect(other.content).toEqual(one.content)
        expect(other.bundleBytes).toEqual(one.bundleBytes)
        expect(decodeBundle(one.bundleBytes)).toEqual(one.bundle)
        expect(encodeBundle(decodeBundle(one.bundleBytes))).toEqual(one.bundleBytes)
        expect(one.leaves.map(({ index }) => index)).toEqual(one.leaves.map((_, i) => i))
      },
    ),
    { numRuns: 40 },
  )
})

test('a batch built in stints is the same, and few units are handled between two pauses', () => {
  const [unit] = input.units as [BundledUnit]
  const touched = new Set<number>()
  const units = Array.from({ length: 2_000 }, (_, unitIndex) => ({
    ...unit,
    unitIndex,
    get receipts() {
      touched.add(unitIndex)
      return unit.receipts
    },
  }))
  const work = batchInStints({ ...input, units })
  const [stints, seen] = [[] as number[], new Set<number>()]
  let step = work.next()
  for (; step.done !== true; step = work.next()) {
    stints.push(touched.size)
    for (const one of touched) seen.add(one)
    touched.clear()
  }
  expect(seen.size).toBe(2_000)
  expect(Math.max(...stints)).toBeLessThanOrEqual(250)
  const plain = buildBatch({ ...input, units })
  expect(step.value.content).toEqual(plain.content)
  expect(step.value.bundleBytes).toEqual(encodeBundle(plain.bundle))
  expect(step.value.leaves).toEqual(deriveLeaves(plain.bundle.units, rules))
})

test('property: credit is neither lost nor made: table after = table before + leaves', () => {
  const sum = (rows: readonly { cumulativeCreditMicro: bigint }[]) =>
    rows.reduce((total, row) => total + row.cumulativeCreditMicro, 0n)
  fc.assert(
    fc.property(unitsArb, (units) => {
      const leaves = deriveLeaves(units, rules)
      const earned = leaves.reduce((total, leaf) => total + leaf.creditMicro, 0n)
      const after = deriveCredits(input.creditsBefore, leaves)
      expect(sum(after)).toBe(sum(input.creditsBefore) + earned)
      expect(after.map((row) => row.account)).toEqual(
        [...new Set(after.map((row) => row.account))].sort(),
      )
      // In two steps as in one.
      const [some, rest] = [leaves.slice(0, 2), leaves.slice(2)]
      expect(deriveCredits(deriveCredits(input.creditsBefore, some), rest)).toEqual(after)
    }),
    { numRuns: 40 },
  )
})

describe('a bundle is refused when', () => {
  type Loose = Record<string, never>
  const whole = () => JSON.parse(decodeUtf8(batch.bundleBytes)) as Loose
  const changed = (change: (bundle: never) => void): Uint8Array => {
    const bundle = whole()
    change(bundle as never)
    return encodeCanonical(bundle)
  }
  interface Draft {
    [key: string]: unknown
    units: { receipts: { receipt: Record<string, unknown>; signature: string }[] }[]
    delegations: { delegation: Record<string, unknown> }[]
    rules: Record<string, unknown>
    credits: Record<string, unknown>[]
  }
  const firstReceipt = (draft: Draft) =>
    draft.units[0]?.receipts[0] as { receipt: Draft; signature: string }
  test.each<[string, (draft: Draft) => void]>([
    ['it has a key too many', (draft) => (draft['extra'] = 1)],
    ['it has a key too few', (draft) => delete (draft as Partial<Draft>).rules],
    ['it is of another version', (draft) => (draft['version'] = 2)],
    ['its batch has no number', (draft) => (draft['batchId'] = 0)],
    ['it has no units', (draft) => (draft.units = [])],
    ['a unit has no receipts', (draft) => ((draft.units[0] as Draft['units'][0]).receipts = [])],
    [
      'a unit has a negative index',
      (draft) => ((draft.units[0] as never as Draft)['unitIndex'] = -1),
    ],
    ['a unit has no quorum', (draft) => ((draft.units[0] as never as Draft)['quorum'] = 0)],
    ['a receipt has a key too many', (draft) => (firstReceipt(draft).receipt['x'] = 1)],
    ['fuel is a number', (draft) => (firstReceipt(draft).receipt['fuel'] = 1)],
    ['fuel is negative', (draft) => (firstReceipt(draft).receipt['fuel'] = '-1')],
    ['fuel has a leading zero', (draft) => (firstReceipt(draft).receipt['fuel'] = '01')],
    [
      'fuel is beyond 64 bits',
      (draft) => (firstReceipt(draft).receipt['fuel'] = String(2n ** 64n)),
    ],
    ['an exit class is unknown', (draft) => (firstReceipt(draft).receipt['exitClass'] = 'won')],
    [
      'a digest is in capitals',
      (draft) => (firstReceipt(draft).receipt['outputHash'] = `0x${'AB'.repeat(32)}`),
    ],
    ['an account is too short', (draft) => (firstReceipt(draft).receipt['account'] = '0xab')],
    ['a signature is too short', (draft) => (firstReceipt(draft).signature = '0xab')],
    [
      'a delegation lasts for ever',
      (draft) =>
        ((draft.delegations[0] as Draft['delegations'][0]).delegation['expiresAt'] = 2 ** 41),
    ],
    ['credit is sold for nothing', (draft) => (draft.rules['fuelPerCreditMicro'] = '0')],
    ['nobody has to agree', (draft) => (draft.rules['quorumMin'] = 0)],
    ['it has no credits', (draft) => (draft.credits = [])],
    [
      'a balance is beyond 128 bits',
      (draft) => ((draft.credits[0] as Draft)['cumulativeCreditMicro'] = String(2n ** 128n)),
    ],
  ])('%s', (_, change) => {
    const bytes = changed(change)
    expect(() => decodeBundle(bytes)).toThrow(expect.objectContaining({ code: 'BAD_DOCUMENT' }))
  })

  test('its bytes are another spelling of the same', () => {
    const spaced = utf8(JSON.stringify(whole(), null, 1))
    expect(() => decodeBundle(spaced)).toThrow(expect.objectContaining({ code: 'NOT_CANONICAL' }))
  })

  test.each([
    ['NOT_CANONICAL', new Uint8Array()],
    ['NOT_CANONICAL', utf8('{')],
    ['NOT_UTF8', new Uint8Array([0xff, 0xfe])],
    ['BAD_DOCUMENT', utf8('null')],
  ])('its bytes are no document: %s', (code, bytes) => {
    expect(() => decodeBundle(bytes)).toThrow(expect.objectContaining({ code }))
  })
})
