import { decodeBundle } from '@pumasi/rules'
import type { BundledUnit } from '@pumasi/rules'
import { expect, test } from 'vitest'
import { createGrid } from '../testing/index.ts'
import { closeBatch } from './close-batch.ts'
import type { Coordinator } from './context.ts'

/** A grid with `units` believed units out of `total`. */
async function settledGrid(units: number, total = units) {
  const grid = createGrid()
  await grid.submit(total)
  for (const name of ['a', 'b']) await grid.run(await grid.join(name), units)
  return grid
}

test('nothing is closed when nothing is believed', async () => {
  const grid = createGrid()
  await grid.submit(1)
  expect(await closeBatch(grid.coordinator, 1e9)).toBeNull()
})

test('a full batch closes at once, a smaller one when it has waited or nothing more comes', async () => {
  const grid = await settledGrid(6, 7)
  expect((await closeBatch(grid.coordinator, 0))?.bundle.units).toHaveLength(4)
  expect(await closeBatch(grid.coordinator, 9_999)).toBeNull()
  const late = await closeBatch(grid.coordinator, 10_000)
  expect(late).toMatchObject({ id: 2 })
  expect(late?.bundle.units).toHaveLength(2)
  const rest = await settledGrid(1)
  expect((await closeBatch(rest.coordinator, 0))?.id).toBe(1)
})

test('a batch is stored with its bundle, and the credit table goes on from the one before', async () => {
  const grid = await settledGrid(6)
  const first = await grid.close()
  const second = await grid.close()
  if (!first || !second) throw new Error('two batches expected')
  for (const { content, bundle } of [first, second]) {
    expect(decodeBundle(grid.bytes.get(content.dataHash) as Uint8Array)).toEqual(bundle)
  }
  const tip = await grid.coordinator.store.fetchTip()
  expect(tip.batch?.content).toEqual(second.content)
  expect(tip.credits).toEqual(second.bundle.credits)
  expect(second.content.cumulativeCreditMicro).toBeGreaterThan(first.content.cumulativeCreditMicro)
})

test('BOINC #5706: closed exactly once, however many close at once', async () => {
  const grid = await settledGrid(4)
  const closed = await Promise.all([grid.close(), grid.close(), grid.close()])
  expect(closed.filter((batch) => batch !== null)).toHaveLength(1)
  expect(await grid.coordinator.store.fetchBatches(1, 9)).toHaveLength(1)
  expect(await grid.coordinator.store.countBatchable()).toEqual({ ready: 0, pending: 0 })
})

test('a crash between bundle and store leaves nothing to repair', async () => {
  const grid = await settledGrid(2)
  const insertBatch = () => Promise.reject(new Error('killed'))
  const dying = { ...grid.coordinator, store: { ...grid.coordinator.store, insertBatch } }
  await expect(closeBatch(dying, 0)).rejects.toThrow('killed')
  expect(await grid.close()).toMatchObject({ id: 1 })
})

test('the bundle carries one delegation for each receipt, however often a host registers', async () => {
  const grid = createGrid()
  await grid.submit(2)
  const b = await grid.join('b')
  const now = grid.clock.nowMs() / 1000
  for (let day = 1; day <= 20; day += 1) {
    await grid.join('a', { expiresAt: now + day * 86_400 })
  }
  const a = await grid.join('a')
  for (const host of [a, b]) await grid.run(host, 2)
  const closed = await grid.close()
  const sessions = closed?.bundle.delegations.map(({ delegation }) => delegation.session)
  expect(sessions?.toSorted()).toEqual([a.session, b.session].sort())
})

test('each receipt is bundled with a delegation that held when it was accepted', async () => {
  const grid = createGrid()
  await grid.submit(2)
  const now = grid.clock.nowMs() / 1000
  const a = await grid.join('a', { expiresAt: now + 10 })
  await grid.run(a, 1)
  grid.clock.advance(20_000)
  await grid.join('a', { notBefore: now + 15 })
  await grid.run(a, 1)
  await grid.run(await grid.join('b'), 2)
  const delegations = (await grid.close())?.bundle.delegations ?? []
  const own = delegations.filter(({ delegation }) => delegation.session === a.session)
  expect(own.map(({ delegation }) => delegation.notBefore).sort((x, y) => x - y)).toEqual([
    ...[now - 3_600, now + 15],
  ])
})

test('a batch of many units gives way after few receipts, whose signatures are read in turn', async () => {
  const grid = await settledGrid(4)
  const { store } = grid.coordinator
  const [unit] = await store.findBatchable(1)
  const [asked, since]: [number[], number[]] = [[], [0]]
  const found = Array.from({ length: 600 }, (_, unitIndex) => ({ ...unit, unitIndex }))
  const coordinator: Coordinator = {
    ...grid.coordinator,
    settings: { ...grid.coordinator.settings, batchUnitsMax: 1_000 },
    store: {
      ...store,
      findBatchable: async () => found as BundledUnit[],
      insertBatch: async () => 'inserted',
    },
    signatures: {
      readSignings: async (signed) => {
        asked.push(signed.length)
        since.push((since.pop() ?? 0) + signed.length)
        return signed.map(() => ({ digest: '0x', session: null }))
      },
    },
    giveWay: async () => void since.push(0),
  }
  expect((await closeBatch(coordinator, 1e9))?.bundle.units).toHaveLength(600)
  expect(asked.reduce((sum, count) => sum + count, 0)).toBe(1_200)
  expect(Math.max(...since)).toBe(100)
})
