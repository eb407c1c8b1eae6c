/**
 * A coordinator killed at each of its writes while it heals and commits what waited, just before
 * the write or just after it: whoever goes on comes to what an uninterrupted one comes to.
 */
import { expect, test } from 'vitest'
import { auditGrid, createGrid } from '../testing/index.ts'
import type { TestGrid } from '../testing/index.ts'
import { commitBatches } from './commit-batches.ts'
import type { CommitTarget, Coordinator } from './context.ts'
import { healVoids } from './heal-voids.ts'

/** Two batches on the chain, the first of them voided, and two that wait. */
async function voidedGrid(): Promise<TestGrid> {
  const grid = createGrid({ batchUnitsMax: 1 })
  await grid.submit(4)
  for (const name of ['a', 'b']) await grid.run(await grid.join(name), 4)
  await grid.close()
  await grid.close()
  await grid.commit()
  await grid.close()
  await grid.close()
  grid.ledger.void(1)
  return grid
}

/** Heals, commits what waits, puts what was freed into another batch, and commits that. */
async function goOn(coordinator: Coordinator, target: CommitTarget, grid: TestGrid) {
  while ((await healVoids(coordinator, target)) === null) {
    const healed = await coordinator.store.fetchHealed()
    if (healed.length > 0) break
  }
  await commitBatches(coordinator, target)
  await grid.close(1e9)
  await commitBatches(coordinator, target)
}

const killed = new Error('kill -9')

/** A coordinator and a target whose `nth` write, counted over all, is its last. */
function mortal({ coordinator, target }: TestGrid, nth: number, before: boolean) {
  let writes = 0
  const fatal =
    <Args extends unknown[], T>(write: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      writes += 1
      if (writes > nth || (writes === nth && before)) throw killed
      const answer = await write(...args)
      if (writes === nth) throw killed
      return answer
    }
  const { store, blobs } = coordinator
  const dying: Coordinator = {
    ...coordinator,
    blobs: { ...blobs, putBlob: fatal(blobs.putBlob.bind(blobs)) },
    store: { ...store, heal: fatal(store.heal), insertCommit: fatal(store.insertCommit) },
  }
  const commitBatch = fatal(target.ledger.commitBatch)
  return { dying, target: { ...target, ledger: { ...target.ledger, commitBatch } } }
}

const endOf = async (grid: TestGrid) => {
  const { findings, credits, voided } = await auditGrid(grid, { ledger: grid.ledger })
  const { store } = grid
  const noted = (await store.fetchBatchStatus(9)).map(({ id, commit }) => [id, commit?.txHash])
  const batches = await store.fetchBatches(1, 9)
  return { findings, credits, voided, noted, batches, tip: await store.fetchTip() }
}

test('a kill at any write leaves no gap and nothing twice', async () => {
  const whole = await voidedGrid()
  await goOn(whole.coordinator, whole.target, whole)
  const expected = await endOf(whole)
  expect(expected).toMatchObject({ findings: [], voided: [1] })
  expect(expected.batches).toHaveLength(5)
  expect(expected.noted.every(([, txHash]) => txHash !== undefined)).toBe(true)

  let kills = 0
  for (const before of [true, false]) {
    for (let nth = 1, died = true; died; nth += 1) {
      const grid = await voidedGrid()
      const { dying, target } = mortal(grid, nth, before)
      died = await goOn(dying, target, grid).then(
        () => false,
        (error: unknown) => error === killed,
      )
      kills += died ? 1 : 0
      await goOn(grid.coordinator, grid.target, grid)
      expect({ nth, before, ...(await endOf(grid)) }).toEqual({ nth, before, ...expected })
    }
  }
  // Two bundles made anew, the healing, three commits and their notes: nine writes, twice.
  expect(kills).toBe(18)
})
