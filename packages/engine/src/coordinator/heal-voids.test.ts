import { describe, expect, test } from 'vitest'
import { hashUnitLeaf } from '@pumasi/proof'
import { decodeBundle, deriveLeaves } from '@pumasi/rules'
import type { Hex } from '@pumasi/domain'
import { auditGrid, closeAndDraw, createGrid, keysOf, playTrust } from '../testing/index.ts'
import type { TestGrid } from '../testing/index.ts'
import { healVoids } from './heal-voids.ts'

/** Three units in three closed batches, two of which are on the chain; hosts a and b ran them. */
async function closedGrid() {
  const grid = createGrid({ batchUnitsMax: 1 })
  const { jobId } = await grid.submit(3)
  for (const name of ['a', 'b']) await grid.run(await grid.join(name), 3)
  await grid.close()
  await grid.close()
  await grid.commit()
  await grid.close()
  return { ...grid, jobId }
}

const accountOf = (name: string) => keysOf(name).account
const tableOf = async ({ store }: TestGrid) => (await store.fetchTip()).credits
const audited = async (grid: TestGrid) => {
  const { findings, credits, voided } = await auditGrid(grid, { ledger: grid.ledger })
  return { findings, credits, voided }
}
const leavesOf = (grid: TestGrid, batchId: number) => {
  const { header } = grid.ledger.batches[batchId - 1] ?? {}
  const { units, rules } = decodeBundle(grid.bytes.get(header?.dataHash as never) as Uint8Array)
  return deriveLeaves(units, rules)
}

test('a voided batch leaves the table, what waits is made anew, and its units join another batch', async () => {
  const grid = await closedGrid()
  const whole = await tableOf(grid)
  const [, , waiting] = await grid.store.fetchBatches(1, 3)
  grid.ledger.void(1)
  expect(await grid.commit()).toEqual([])
  const healed = await grid.heal()
  expect(healed).toMatchObject({ voids: [1], released: [{ unitIndex: 0 }], quarantined: [] })
  expect(healed?.rebuilt.map(({ id }) => id)).toEqual([3])
  const [, , rebuilt] = await grid.store.fetchBatches(1, 3)
  expect(rebuilt?.content.unitsRoot).toBe(waiting?.content.unitsRoot)
  expect(rebuilt?.content.cumulativeCreditMicro).toBeLessThan(
    waiting?.content.cumulativeCreditMicro ?? 0n,
  )
  expect((await grid.commit()).map(({ id }) => id)).toEqual([3])
  expect(await audited(grid)).toEqual({ findings: [], credits: await tableOf(grid), voided: [1] })
  await grid.settle()
  expect(await tableOf(grid)).toEqual(whole)
  expect(await audited(grid)).toEqual({ findings: [], credits: whole, voided: [1] })
  expect(await grid.store.fetchProgress(grid.jobId)).toMatchObject({ believed: 3, committed: 3 })
})

test('a unit that was ruled wrong goes to quarantine, and nobody is credited for it', async () => {
  const grid = await closedGrid()
  const [wrong] = leavesOf(grid, 2)
  if (wrong === undefined) throw new Error('a leaf expected')
  grid.ledger.void(2, { fault: 'wrong-output', units: [hashUnitLeaf(wrong)] })
  const healed = await grid.heal()
  const { jobId } = grid
  expect(healed?.quarantined).toEqual([
    {
      ...{ jobId, unitIndex: 1, batchId: 2 },
      reason: 'OUTPUT_DIFFERS',
      accounts: ['a', 'b'].map(accountOf),
    },
  ])
  // Where a quorum decides no account has a record of trust to lose.
  expect(healed?.overrulings).toEqual([])
  expect(healed?.released).toEqual([])
  await grid.settle()
  const [unit] = await grid.store.fetchUnits(jobId, 1, 1)
  expect(unit).toMatchObject({ state: 'failed', failure: 'VOIDED', verdict: null, batchId: null })
  const progress = await grid.store.fetchProgress(jobId)
  expect(progress).toMatchObject({ believed: 2, failed: 1, committed: 2 })
  const table = await tableOf(grid)
  expect(await audited(grid)).toEqual({ findings: [], credits: table, voided: [2] })
  const hosts = await grid.store.fetchHosts(10)
  expect(hosts.map(({ creditMicro }) => creditMicro).sort()).toEqual(
    table.map(({ cumulativeCreditMicro }) => cumulativeCreditMicro).sort(),
  )
})

test('where a ruling names no unit that the bundle has, all of the batch is in quarantine', async () => {
  const grid = await closedGrid()
  const nowhere: Hex = `0x${'0d'.repeat(32)}`
  grid.ledger.void(1, { fault: 'wrong-output', units: [nowhere] })
  expect((await grid.heal())?.quarantined).toMatchObject([{ unitIndex: 0 }])
  await grid.settle()
  expect((await audited(grid)).findings).toEqual([])
})

test('voids are healed one after the other, in whatever order they come', async () => {
  const grid = await closedGrid()
  const whole = await tableOf(grid)
  grid.ledger.void(2)
  await grid.heal()
  await grid.commit()
  grid.ledger.void(1)
  expect(await grid.commit()).toEqual([])
  expect(await grid.heal()).toMatchObject({ voids: [1] })
  await grid.settle()
  expect(await audited(grid)).toEqual({ findings: [], credits: whole, voided: [1, 2] })
  expect(await grid.store.fetchHealed()).toEqual([2, 1])
})

test('two voids at once are one healing', async () => {
  const grid = await closedGrid()
  const whole = await tableOf(grid)
  grid.ledger.void(2)
  grid.ledger.void(1)
  expect(await grid.heal()).toMatchObject({ voids: [2, 1] })
  await grid.settle()
  expect(await audited(grid)).toEqual({ findings: [], credits: whole, voided: [1, 2] })
})

test('where nothing is voided, nothing is healed, and a healing is done once', async () => {
  const grid = await closedGrid()
  expect(await healVoids(grid.coordinator, grid.target)).toBeNull()
  grid.ledger.void(1)
  await grid.heal()
  expect(await healVoids(grid.coordinator, grid.target)).toBeNull()
})

test('a void that a reorganisation may take back is left alone until blocks lie on it', async () => {
  const grid = await closedGrid()
  grid.ledger.void(1)
  expect(await healVoids(grid.coordinator, grid.target)).toBeNull()
  expect(await healVoids(grid.coordinator, grid.target)).not.toBeNull()
})

test('a table that counts a void it has heard of is a lie, one from before is of no consequence', async () => {
  const grid = await closedGrid()
  grid.ledger.void(1)
  const [, , stale] = await grid.store.fetchBatches(1, 3)
  if (stale === undefined) throw new Error('a waiting batch expected')
  await grid.ledger.commitBatch(3, stale.content, { voided: 1, signatures: [] })
  const { findings } = await audited(grid)
  expect(findings.map(({ code, place }) => `${code} ${place.batchId}`)).toEqual([
    ...['CREDITS_DIFFER 3', 'CREDITS_DIFFER 3'],
    ...['CREDITS_ROOT_DIFFERS 3', 'CREDIT_TOTAL_DIFFERS 3'],
  ])
})

describe('interrupted', () => {
  test('before its one transaction, it begins again and comes to the same', async () => {
    const [cut, whole] = [await closedGrid(), await closedGrid()]
    for (const grid of [cut, whole]) grid.ledger.void(1)
    const dying = { ...cut.store, heal: () => Promise.reject(new Error('kill -9')) }
    const coordinator = { ...cut.coordinator, store: dying }
    await healVoids(coordinator, cut.target)
    await expect(healVoids(coordinator, cut.target)).rejects.toThrow('kill -9')
    expect(await cut.store.fetchHealed()).toEqual([])
    await cut.heal()
    await whole.heal()
    expect(await cut.store.fetchBatches(1, 9)).toEqual(await whole.store.fetchBatches(1, 9))
    expect(await cut.store.fetchTip()).toEqual(await whole.store.fetchTip())
  })

  test('after it, there is nothing left to do but to commit', async () => {
    const grid = await closedGrid()
    grid.ledger.void(1)
    await grid.heal()
    expect((await grid.commit()).map(({ id }) => id)).toEqual([3])
  })

  test('by a batch that is closed meanwhile, it is lost, and heals that one too', async () => {
    const grid = await closedGrid()
    await grid.submit(1, { nonce: 'more' })
    for (const name of ['a', 'b']) await grid.run(await grid.join(name), 1)
    grid.ledger.void(1)
    const raced = {
      ...grid.store,
      heal: async (healing: Parameters<typeof grid.store.heal>[0]) => {
        await grid.close()
        return grid.store.heal(healing)
      },
    }
    const coordinator = { ...grid.coordinator, store: raced }
    await healVoids(coordinator, grid.target)
    expect(await healVoids(coordinator, grid.target)).toBeNull()
    expect((await grid.heal())?.rebuilt.map(({ id }) => id)).toEqual([3, 4])
    await grid.settle()
    expect((await audited(grid)).findings).toEqual([])
  })
})

describe('LEDGER_VOIDED', () => {
  test('when the chain took back a void that was healed', async () => {
    const grid = await closedGrid()
    grid.ledger.void(1)
    await grid.heal()
    const ledger = { ...grid.ledger, fetchLastVoided: async () => 0, fetchVoids: async () => [] }
    const target = { ...grid.target, ledger }
    await expect(healVoids(grid.coordinator, target)).rejects.toMatchObject({
      code: 'LEDGER_VOIDED',
    })
  })

  test('while a bundle that counts is missing, and healed once it is back', async () => {
    const grid = await closedGrid()
    grid.ledger.void(1)
    const { dataHash } = grid.ledger.batches[1]?.header ?? {}
    const bundle = grid.bytes.get(dataHash as never) as Uint8Array
    grid.bytes.delete(dataHash as never)
    await expect(grid.heal()).rejects.toMatchObject({ code: 'LEDGER_VOIDED' })
    grid.bytes.set(dataHash as never, bundle)
    expect(await grid.heal()).toMatchObject({ voids: [1] })
  })

  test('not when it is the bundle of the voided batch: nothing in it counts', async () => {
    const grid = await closedGrid()
    grid.ledger.void(1)
    grid.bytes.delete(grid.ledger.batches[0]?.header.dataHash as never)
    expect(await grid.heal()).toMatchObject({ released: [{ unitIndex: 0 }] })
    await grid.settle()
    expect((await audited(grid)).findings).toEqual([])
  })
})

test('where trust decides, what a voided batch sealed and drew stays history, its credit goes', async () => {
  const standings = async ({ store }: TestGrid) =>
    (await store.fetchAccounts({ text: '', from: 0, limit: 9 })).rows.map(({ account, record }) => [
      account,
      record,
    ])
  let before = 0n
  const { grid, believed } = await playTrust({
    ...{ units: 24, hosts: ['a', 'b', 'c'] },
    after: async (playing, round) => {
      if (round !== 3) return
      const { batches } = playing.ledger
      before = batches.at(-1)?.header.cumulativeCreditMicro ?? 0n
      const earned = await standings(playing)
      expect(earned.every(([, record]) => record !== null)).toBe(true)
      playing.ledger.void(batches.length)
      await playing.heal()
      // Later draws rest on it, so trust earned there is kept.
      expect(await standings(playing)).toEqual(earned)
      await closeAndDraw(playing)
      expect((await tableOf(playing)).length).toBeGreaterThan(0)
    },
  })
  expect(before).toBeGreaterThan(0n)
  expect(believed).toBe(24)
  expect(await audited(grid)).toMatchObject({ findings: [], credits: await tableOf(grid) })
})
