import { digestOf, utf8 } from '@pumasi/domain'
import type { Hex, JobId } from '@pumasi/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockHashOf } from '../testing/index.ts'
import { drawSample, fetchDrawingBlocks, sampleFor, ticketOf } from './sample.ts'

const jobId = digestOf(utf8('a job')) as string as JobId
const unitsOf = (total: number, perBatch = 4) =>
  Array.from({ length: total }, (_, unitIndex) => ({
    batchId: 1 + Math.floor(unitIndex / perBatch),
    unit: { jobId, unitIndex },
  }))
/** A chain's blocks, another chain for each `n`. */
const blocksOf = (n: number, batches = 30): Map<number, Hex> =>
  new Map(Array.from({ length: batches }, (_, at) => [at + 1, digestOf(utf8(`${n} ${at}`))]))

test('property: distinct positions in order, as many as asked for, the same for everybody', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(80), fc.nat(), (total, count, n) => {
      const drawn = drawSample(unitsOf(total), count, blocksOf(n))
      expect(drawn).toHaveLength(Math.min(total, count))
      expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b))
      expect(drawn.every((position) => position >= 0 && position < total)).toBe(true)
      expect(drawSample(unitsOf(total), count, blocksOf(n))).toEqual(drawn)
    }),
  )
})

test('property: a larger sample holds the smaller one, so that more work is never wasted', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), fc.nat(), (few, more, n) => {
      const [small, large] = [few, few + more].map((count) =>
        drawSample(unitsOf(60), count, blocksOf(n)),
      )
      expect(large).toEqual(expect.arrayContaining(small ?? []))
    }),
  )
})

test('a unit’s ticket is a hash that anybody can compute by hand', () => {
  const blockHash = blockHashOf(7)
  const text = `${blockHash} ${jobId} 3`
  expect(ticketOf(blockHash, { jobId, unitIndex: 3 })).toBe(digestOf(utf8(text)))
})

test('units of a batch whose block is not there yet are not drawn', () => {
  const blocks = blocksOf(1)
  blocks.delete(2)
  expect(drawSample(unitsOf(12), 12, blocks)).toEqual([0, 1, 2, 3, 8, 9, 10, 11])
})

test('uniform enough: chi-squared over 2,000 chains is what chance allows', () => {
  const [total, count, draws] = [10, 3, 2_000]
  const hits = new Array<number>(total).fill(0)
  for (let n = 0; n < draws; n += 1) {
    for (const position of drawSample(unitsOf(total), count, blocksOf(n, 3)))
      hits[position] = (hits[position] ?? 0) + 1
  }
  const expected = (draws * count) / total
  // Drawing without replacement shrinks the variance by (total - count) / (total - 1).
  const squared = hits.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0)
  const chiSquared = (squared * (total - 1)) / (total - count)
  // 9 degrees of freedom: 1 in 1,000 lies above 27.9. The chains are fixed, so is the answer.
  expect(chiSquared).toBeLessThan(27.9)
})

test('the block that draws lies two after the commit; one that is missing is a gap', async () => {
  const ledger = {
    fetchBlockHash: async (at: number) => (at > 110 ? null : blockHashOf(at)),
  }
  const batches = [108, 109].map((blockNumber, at) => ({ id: at + 1, blockNumber }))
  const { hashes, findings } = await fetchDrawingBlocks(ledger as never, batches as never)
  expect([...hashes]).toEqual([[1, blockHashOf(110)]])
  expect(findings).toMatchObject([
    { kind: 'gap', code: 'SEED_UNREACHABLE', place: { batchId: 2 }, expected: 'block 111' },
  ])
})

test.each([
  [0.99, 0.01, 459],
  [0.95, 0.05, 59],
  [0.5, 0.5, 1],
  [0.75, 0.5, 2],
  [0.99, 0.000_001, 4_605_168],
  [0.000_001, 0.99, 1],
])('a confidence of %d against %d wrong needs %i units', (confidence, maxFraud, count) => {
  expect(sampleFor(confidence, maxFraud)).toBe(count)
})

test('property: as many as needed, and not one more', () => {
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true })
  fc.assert(
    fc.property(share, share, (confidence, maxFraud) => {
      const count = sampleFor(confidence, maxFraud)
      expect((1 - maxFraud) ** count).toBeLessThanOrEqual(1 - confidence + 1e-6)
      expect((1 - maxFraud) ** (count - 1)).toBeGreaterThan(1 - confidence - 1e-6)
    }),
  )
})
