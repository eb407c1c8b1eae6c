import { digestOf, utf8 } from '@pumasi/domain'
import { rulesHashOf } from '@pumasi/rules'
import { expect, test } from 'vitest'
import { createGrid, hashExecutor, lyingExecutor, mirrorOf } from '../testing/index.ts'
import type { RulesTaken } from '../audit/rules-used.ts'
import { createRandomness } from '../testing/environment.ts'
import { fetchForAttestors } from '../coordinator/attest.ts'
import { createJudge } from './judge-batch.ts'

/** A grid with two closed batches of one unit each, and a judge of them. */
async function closedGrid(sample = Infinity, rules?: RulesTaken) {
  const grid = createGrid({ batchUnitsMax: 1 })
  await grid.submit(3)
  for (const name of ['a', 'b']) await grid.run(await grid.join(name), 3)
  for (let closed = 0; closed < 3; closed += 1) await grid.close()
  let executed = 0
  const judge = createJudge(
    {
      ...{ ledger: grid.ledger, mirror: mirrorOf(grid.bytes), clock: grid.clock },
      randomness: createRandomness('judge'),
      executor: {
        ...hashExecutor,
        execute: (...args) => {
          executed += 1
          return hashExecutor.execute(...args)
        },
      },
    },
    { sample, parallel: 2, rules },
  )
  const propose = async (batchId: number) => {
    const [batch] = await grid.store.fetchBatches(batchId, batchId)
    if (batch === undefined) throw new Error('a closed batch expected')
    return { batchId, content: batch.content }
  }
  return { ...grid, judge, propose, executed: () => executed }
}

test('an honest batch is signed as the coordinator wants it signed', async () => {
  const grid = await closedGrid()
  grid.ledger.appoint([`0x${'a1'.repeat(20)}` as never], 1)
  const judged = await grid.judge(await grid.propose(1))
  expect(judged).toMatchObject({ findings: [], unitsReexecuted: 1, receipts: 2 })
  expect(judged?.digest).toBe((await fetchForAttestors(grid.coordinator, grid.target))?.digest)
})

test('a batch under rules that the attestor does not take is refused', async () => {
  const { rules } = (await closedGrid()).coordinator
  const own = await closedGrid(0, new Set([rulesHashOf(rules)]))
  expect((await own.judge(await own.propose(1)))?.findings).toEqual([])
  const other = digestOf(utf8('other rules'))
  const refusing = await closedGrid(0, new Set([other]))
  expect((await refusing.judge(await refusing.propose(1)))?.findings).toMatchObject([
    { code: 'RULES_REFUSED', place: { batchId: 1 }, found: rulesHashOf(rules), expected: other },
  ])
})

test('history is followed: each batch is executed once, and the next adds to it', async () => {
  const grid = await closedGrid()
  for (const id of [1, 2, 3]) {
    expect((await grid.judge(await grid.propose(id)))?.findings).toEqual([])
    const { content } = await grid.propose(id)
    await grid.ledger.commitBatch(id, content)
  }
  expect(grid.executed()).toBe(3)
})

test('a judge who begins late audits what is there first', async () => {
  const grid = await closedGrid()
  for (const id of [1, 2]) await grid.ledger.commitBatch(id, (await grid.propose(id)).content)
  expect(await grid.judge(await grid.propose(3))).toMatchObject({ findings: [] })
  expect(grid.executed()).toBe(1)
})

test('what is not the next batch is not judged', async () => {
  const grid = await closedGrid()
  expect(await grid.judge(await grid.propose(2))).toBeNull()
  await grid.ledger.commitBatch(1, (await grid.propose(1)).content)
  expect(await grid.judge(await grid.propose(1))).toBeNull()
})

test.each([
  ['too much credit', { cumulativeCreditMicro: 77n }, 'CREDIT_TOTAL_DIFFERS'],
  ['a unit too many', { unitCount: 9 }, 'UNIT_COUNT_DIFFERS'],
  ['a bundle that is not there', { dataHash: `0x${'0d'.repeat(32)}` as never }, 'DATA_MISSING'],
])('%s is refused by name, and the right content afterwards is not', async (_, change, code) => {
  const grid = await closedGrid()
  const right = await grid.propose(1)
  const judged = await grid.judge({ ...right, content: { ...right.content, ...change } })
  expect(judged?.findings.map((finding) => finding.code)).toContain(code)
  expect(await grid.judge(right)).toMatchObject({ findings: [] })
})

test('an output nobody else gets is refused', async () => {
  const grid = createGrid({ batchUnitsMax: 1 })
  await grid.submit(1)
  for (const name of ['a', 'b']) await grid.run(await grid.join(name), 1, undefined, lyingExecutor)
  const closed = await grid.close()
  const ports = { ledger: grid.ledger, mirror: mirrorOf(grid.bytes), clock: grid.clock }
  const randomness = createRandomness('judge')
  const judge = createJudge(
    { ...ports, randomness, executor: hashExecutor },
    { sample: 1, parallel: 1 },
  )
  const judged = await judge({ batchId: 1, content: closed?.content as never })
  expect(judged?.findings[0]).toMatchObject({ code: 'OUTPUT_DIFFERS', place: { batchId: 1 } })
})

test('a bad batch before this one is in its way until it is voided', async () => {
  const grid = await closedGrid(0)
  const { content } = await grid.propose(1)
  await grid.ledger.commitBatch(1, { ...content, unitCount: 9 })
  const judged = await grid.judge(await grid.propose(2))
  expect(judged?.findings[0]).toMatchObject({ code: 'UNIT_COUNT_DIFFERS', place: { batchId: 1 } })
  grid.ledger.void(1)
  await grid.heal()
  expect(await grid.judge(await grid.propose(2))).toMatchObject({
    findings: [],
    attestation: { voided: 1 },
  })
})

test('a chain that was begun anew is followed from its beginning', async () => {
  const grid = await closedGrid(0)
  for (const id of [1, 2]) await grid.ledger.commitBatch(id, (await grid.propose(id)).content)
  expect(await grid.judge(await grid.propose(3))).toMatchObject({ findings: [] })
  grid.ledger.batches.length = 0
  grid.clock.advance(60_000)
  await grid.ledger.commitBatch(1, (await grid.propose(1)).content)
  expect(await grid.judge(await grid.propose(2))).toMatchObject({ findings: [] })
})
