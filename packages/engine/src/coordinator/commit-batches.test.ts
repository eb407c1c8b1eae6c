import type { BatchContent } from '@pumasi/proof'
import { expect, test } from 'vitest'
import { createGrid } from '../testing/index.ts'
import { nextBatch } from '../testing/memory-ledger.ts'
import { assertLedgerAgrees, firstDifference } from './commit-batches.ts'

/** A grid with `count` closed batches that are not on the chain yet. */
async function closedGrid(count: number) {
  const grid = createGrid({ batchUnitsMax: 1 })
  await grid.submit(count)
  for (const name of ['a', 'b']) await grid.run(await grid.join(name), count)
  const contents: BatchContent[] = []
  for (let id = 1; id <= count; id += 1) {
    const closed = await grid.close()
    if (closed) contents.push(closed.content)
  }
  expect(contents).toHaveLength(count)
  return { ...grid, contents, store: grid.coordinator.store }
}

const onChain = (grid: Awaited<ReturnType<typeof closedGrid>>) =>
  grid.ledger.batches.map(({ header }) => firstDifference(header, grid.contents[0] as never))

test('every closed batch is committed in order and noted, once', async () => {
  const grid = await closedGrid(3)
  expect((await grid.commit()).map(({ id }) => id)).toEqual([1, 2, 3])
  expect(grid.ledger.batches.map(({ id }) => id)).toEqual([1, 2, 3])
  expect(onChain(grid)[0]).toBeNull()
  for (const { id, txHash } of grid.ledger.batches) {
    expect(await grid.store.hasCommit(id, txHash)).toBe(true)
  }
  expect(await grid.commit()).toEqual([])
  await assertLedgerAgrees(grid.coordinator, grid.target)
})

test('a chain that lost blocks gets the missing batches again, with the same content', async () => {
  const grid = await closedGrid(3)
  await grid.commit()
  const before = grid.ledger.batches.map(({ header }) => header.dataHash)
  grid.ledger.batches.length = 1
  grid.clock.advance(60_000)
  await assertLedgerAgrees(grid.coordinator, grid.target)
  expect((await grid.commit()).map(({ id }) => id)).toEqual([2, 3])
  expect(grid.ledger.batches.map(({ header }) => header.dataHash)).toEqual(before)
  const tip = grid.ledger.batches[2]
  expect(await grid.store.hasCommit(3, tip?.txHash ?? '0x')).toBe(true)
})

test.each<[string, Partial<BatchContent>]>([
  ['unitsRoot', { unitsRoot: `0x${'01'.repeat(32)}` as never }],
  ['creditsRoot', { creditsRoot: `0x${'01'.repeat(32)}` as never }],
  ['dataHash', { dataHash: `0x${'01'.repeat(32)}` as never }],
  ['rulesHash', { rulesHash: `0x${'01'.repeat(32)}` as never }],
  ['unitCount', { unitCount: 77 }],
  ['cumulativeCreditMicro', { cumulativeCreditMicro: 77n }],
])('a chain with another %s is refused by name, and nothing is written', async (field, other) => {
  const grid = await closedGrid(2)
  const [first, second] = grid.contents as [BatchContent, BatchContent]
  const { batches } = grid.ledger
  batches.push(nextBatch(batches, first, 1))
  batches.push(nextBatch(batches, { ...second, ...other }, 2))
  const [honest] = batches
  await expect(assertLedgerAgrees(grid.coordinator, grid.target)).rejects.toMatchObject({
    code: 'LEDGER_CONTRADICTS',
    details: { batchId: 2, field },
  })
  // Batch 1 agrees and may be noted; the chain itself stays as it is.
  expect(batches).toHaveLength(2)
  expect(batches[0]).toBe(honest)
  await expect(grid.commit()).rejects.toMatchObject({ code: 'LEDGER_CONTRADICTS' })
})

test('a chain with more batches than the store is refused', async () => {
  const grid = await closedGrid(1)
  await grid.commit()
  const { batches } = grid.ledger
  batches.push(nextBatch(batches, grid.contents[0] as BatchContent, 9))
  await expect(assertLedgerAgrees(grid.coordinator, grid.target)).rejects.toMatchObject({
    code: 'LEDGER_CONTRADICTS',
    details: { batchId: 2, field: 'id' },
  })
})

test('a crash between send and note: the next start notes the old commit, and sends none', async () => {
  const grid = await closedGrid(2)
  grid.ledger.loseNextAnswer()
  await expect(grid.commit()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
  const [sent] = grid.ledger.batches
  if (!sent) throw new Error('a batch expected')
  expect(await grid.store.hasCommit(1, sent.txHash)).toBe(false)
  await assertLedgerAgrees(grid.coordinator, grid.target)
  expect(await grid.store.hasCommit(1, sent.txHash)).toBe(true)
  expect(grid.ledger.batches).toHaveLength(1)
})

test('a lost answer is made good by trying again, without a restart', async () => {
  const grid = await closedGrid(1)
  grid.ledger.loseNextAnswer()
  await expect(grid.commit()).rejects.toMatchObject({ retryable: true })
  const [sent] = grid.ledger.batches
  expect((await grid.commit()).map(({ txHash }) => txHash)).toEqual([sent?.txHash])
  expect(await grid.store.hasCommit(1, sent?.txHash ?? '0x')).toBe(true)
  expect(await grid.commit()).toEqual([])
})

test('nothing is committed after a void until it is healed', async () => {
  const grid = await closedGrid(2)
  const [first] = grid.contents as [BatchContent, BatchContent]
  await grid.ledger.commitBatch(1, first)
  grid.ledger.void(1)
  expect((await grid.commit()).map(({ id }) => id)).toEqual([1])
  await grid.heal()
  expect((await grid.commit()).map(({ id }) => id)).toEqual([2])
})

test('more batches than one stride are compared and committed', async () => {
  const grid = createGrid()
  const root = `0x${'01'.repeat(32)}` as never
  const roots = { unitsRoot: root, creditsRoot: root, dataHash: root, rulesHash: root }
  for (let id = 1; id <= 103; id += 1) {
    const content: BatchContent = { ...roots, unitCount: id, cumulativeCreditMicro: 0n }
    const batch = { id, content, closedAtMs: 0 }
    await grid.coordinator.store.insertBatch({ batch, units: [], credits: [], healed: 0 })
  }
  expect(await grid.commit()).toHaveLength(100)
  expect(await grid.commit()).toHaveLength(3)
  await assertLedgerAgrees(grid.coordinator, grid.target)
  expect(grid.ledger.batches.map(({ header }) => header.unitCount).at(-1)).toBe(103)
})
