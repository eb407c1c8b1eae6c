import type { Hex } from '@pumasi/domain'
import { accountOfKey, refusalDigest, signDigest } from '@pumasi/proof'
import { beforeEach, describe, expect, test } from 'vitest'
import { createGrid } from '../testing/index.ts'
import { fetchForAttestors, takeWord } from './attest.ts'
import type { AttestedBatch } from './attest.ts'
import { commitBatches } from './commit-batches.ts'

const keys: readonly Hex[] = [`0x${'a1'.repeat(32)}`, `0x${'a2'.repeat(32)}`]
const [first, second] = keys as [Hex, Hex]
const stranger: Hex = `0x${'77'.repeat(32)}`

let grid: ReturnType<typeof createGrid>
const look = () => fetchForAttestors(grid.coordinator, grid.target)

/** A grid with two closed batches on a ledger that wants both attestors. */
beforeEach(async () => {
  grid = createGrid({ batchUnitsMax: 1 })
  grid.ledger.appoint(keys.map(accountOfKey), 2)
  await grid.submit(2)
  for (const name of ['a', 'b']) await grid.run(await grid.join(name), 2)
  for (let closed = 0; closed < 2; closed += 1) await grid.close()
})

interface Given {
  readonly key: Hex
  readonly refusal?: string
  /** What is signed instead. */
  readonly digest?: Hex
  readonly as?: Hex
  readonly batchId?: number
}

async function give({ key, refusal, digest, as = key, batchId }: Given) {
  const waiting = await look()
  const asked = waiting?.digest ?? `0x${'00'.repeat(32)}`
  const said = refusal === undefined ? asked : refusalDigest(asked, refusal, grid.domain)
  return takeWord(grid.coordinator, waiting, {
    batchId: batchId ?? waiting?.attestation.batchId ?? 1,
    attestor: accountOfKey(as),
    signature: signDigest(key, digest ?? said),
    refusal: refusal ?? null,
  })
}
const committed = async () => (await grid.commit()).map(({ id }) => id)

test('a batch is committed as soon as enough attestors signed it, then the next one waits', async () => {
  expect(await committed()).toEqual([])
  expect(await give({ key: second })).toBe('taken')
  expect(await committed()).toEqual([])
  expect(await give({ key: first })).toBe('taken')
  expect(await committed()).toEqual([1])
  const next = (await look()) as AttestedBatch
  expect(next.attestation).toMatchObject({ batchId: 2, prev: grid.ledger.batches[0]?.digest })
  expect(next.words).toEqual([])
})

test('a refusal is kept with its reason, counts for nothing, and may be taken back', async () => {
  await give({ key: first })
  expect(await give({ key: second, refusal: 'OUTPUT_DIFFERS at unit 1' })).toBe('taken')
  expect(await committed()).toEqual([])
  const words = (await look())?.words.map(({ refusal }) => refusal)
  expect(words).toContain('OUTPUT_DIFFERS at unit 1')
  expect(await give({ key: second })).toBe('taken')
  expect(await committed()).toEqual([1])
})

test('a word said twice is known, one on a batch that waits no more is over', async () => {
  expect(await give({ key: first })).toBe('taken')
  expect(await give({ key: first })).toBe('known')
  await give({ key: second })
  await committed()
  expect(await give({ key: first, batchId: 1 })).toBe('over')
})

test('after a void nobody is asked until it is healed, then everybody anew', async () => {
  for (const key of keys) await give({ key })
  await committed()
  for (const key of keys) await give({ key })
  grid.ledger.void(1)
  expect(await look()).toBeNull()
  await grid.heal()
  expect((await look())?.words).toEqual([])
  expect(await committed()).toEqual([])
  for (const key of keys) expect(await give({ key })).toBe('taken')
  expect(await committed()).toEqual([2])
})

test('another coordinator over the same store commits with what this one heard', async () => {
  for (const key of keys) await give({ key })
  const elsewhere = { ...grid.coordinator, domain: { ...grid.domain } }
  const reports = await commitBatches(elsewhere, { ...grid.target })
  expect(reports.map(({ id }) => id)).toEqual([1])
})

describe('is refused by code', () => {
  test.each<[string, Given, string]>([
    ['who is no attestor', { key: stranger }, 'ATTESTOR_UNKNOWN'],
    ['who signs in the name of another', { key: stranger, as: first }, 'ATTESTATION_FORGED'],
    ['another digest', { key: first, digest: `0x${'0d'.repeat(32)}` }, 'ATTESTATION_FORGED'],
    ['a batch whose turn is later', { key: first, batchId: 2 }, 'ATTESTATION_FORGED'],
  ])('%s', async (_, given, code) => {
    await expect(give(given)).rejects.toMatchObject({ code })
    expect((await look())?.words).toEqual([])
  })

  test('a refusal that is no signature of its reason', async () => {
    const waiting = await look()
    const word = { batchId: 1, attestor: accountOfKey(first), refusal: 'made up' }
    const signature = signDigest(first, waiting?.digest as Hex)
    const taking = takeWord(grid.coordinator, waiting, { ...word, signature })
    await expect(taking).rejects.toMatchObject({ code: 'ATTESTATION_FORGED' })
  })

  test('a refusal after a signature', async () => {
    await give({ key: first })
    const late = give({ key: first, refusal: 'second thoughts' })
    await expect(late).rejects.toMatchObject({ code: 'ATTESTATION_TWICE' })
  })
})

test('a ledger without attestors keeps nobody waiting', async () => {
  grid.ledger.appoint([], 0)
  expect(await look()).toBeNull()
  expect(await committed()).toEqual([1, 2])
})
