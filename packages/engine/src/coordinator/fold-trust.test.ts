import { expect, test } from 'vitest'
import { decodeBundle } from '@pumasi/rules'
import { createGrid } from '../testing/grid.ts'
import { auditGrid, closeAndDraw, playTrust, trustRules } from '../testing/trust-play.ts'
import { closeBatch } from './close-batch.ts'

test('a job that asks for trust is believed to the last unit, and the audit agrees', async () => {
  const { grid, believed } = await playTrust({ units: 40, hosts: ['a', 'b', 'c'] })
  expect(believed).toBe(40)
  const report = await auditGrid(grid)
  expect(report.findings).toEqual([])
  expect(report).toMatchObject({ ok: true, units: 40, unitsReexecuted: 40 })
  const runs = await grid.store.fetchReceipts({ limit: 1_000 })
  expect(runs.length).toBeLessThan(80)
})

test('one who turns to lying is caught: nothing of it is believed, and others run it again', async () => {
  const { grid, believed } = await playTrust({
    units: 120,
    hosts: ['a', 'b', 'c', 'liar'],
    lies: (host, round) => host === 'liar' && round >= 6,
  })
  expect(believed).toBe(120)
  const report = await auditGrid(grid)
  expect(report.findings).toEqual([])
  const refused = await grid.store.fetchReceipts({ standing: 'refused', limit: 1_000 })
  const codes = new Set(refused.map(({ refusal }) => refusal?.code))
  expect(codes).toContain('OUTPUT_DIFFERS')
  expect(codes).toContain('VOID')
})

test('full replication runs every unit twice at least', async () => {
  const { grid, believed } = await playTrust({
    units: 12,
    hosts: ['a', 'b', 'c'],
    demand: { kind: 'full' },
  })
  expect(believed).toBe(12)
  expect((await auditGrid(grid)).findings).toEqual([])
  expect((await grid.store.fetchReceipts({ limit: 100 })).length).toBeGreaterThanOrEqual(24)
})

test('no batch closes before the block that draws for the last one is there', async () => {
  const rules = { ...trustRules, version: 2 as const, seedDistance: 4 }
  const grid = createGrid({ rules, batchUnitsMax: 100 })
  const hosts = [await grid.join('a'), await grid.join('b'), await grid.join('c')]
  await grid.submit(40, { trust: { kind: 'adaptive' } })
  const play = async (): Promise<number> => {
    for (const host of hosts) await grid.run(host, 3)
    grid.clock.advance(10_000)
    const id = (await grid.close(1e9))?.id ?? 0
    await grid.commit()
    return id
  }
  // Until something is sampled nothing waits for a seed.
  let closed = 1
  const silence = { provisionalMs: 0, waitingMs: 0 }
  for (; !(await grid.store.countTrust(silence, 1)).drawable; closed += 1)
    expect(await play()).toBe(closed)
  // Four blocks and one to confirm the last: two came with the commit, one is asked for at a time.
  for (let blocks = 0; blocks < 3; blocks += 1) expect(await play()).toBe(0)
  expect(await play()).toBe(closed)
})

test('from version 3 on what seals waits for that block too: rulings up to it are taken in', async () => {
  const grid = createGrid({ rules: { ...trustRules, seedDistance: 4 }, batchUnitsMax: 100 })
  const host = await grid.join('a')
  await grid.submit(2, { trust: { kind: 'full' } })
  const play = async (): Promise<number> => {
    await grid.run(host, 1)
    const id = (await grid.close(1e9))?.id ?? 0
    await grid.commit()
    return id
  }
  expect(await play()).toBe(1)
  for (let blocks = 0; blocks < 3; blocks += 1) expect(await play()).toBe(0)
  expect(await play()).toBe(2)
})

test('a bundle shows no output before its unit is decided', async () => {
  const { grid } = await playTrust({ units: 40, hosts: ['a', 'b', 'c'] })
  const bundles = grid.ledger.batches.map(({ header }) => {
    const bytes = grid.bytes.get(header.dataHash)
    if (bytes === undefined) throw new Error('a bundle expected')
    return decodeBundle(bytes)
  })
  const sealed = bundles.flatMap(({ trust }) => trust?.sealed ?? [])
  expect(sealed.length).toBeGreaterThan(40)
  for (const entry of sealed) {
    expect(Object.keys(entry).sort()).toEqual([
      ...['account', 'digest', 'jobId', 'replicated', 'unitIndex'],
    ])
  }
})

test('units believed before the rewriter changed are batched by the rules they ran under', async () => {
  const grid = createGrid({ rules: trustRules })
  const hosts = [await grid.join('a'), await grid.join('b')]
  await grid.submit(3)
  for (const host of hosts) await grid.run(host, 3)
  const upgraded = { ...grid.coordinator, rules: { ...trustRules, rewriterVersion: 2 } }
  expect(await closeBatch(upgraded, 1e9)).not.toBeNull()
  await grid.commit()
  expect(await auditGrid(grid)).toMatchObject({ ok: true, units: 3, findings: [] })
})

test('a grid where all are new does not stop when everybody has enough of its own', async () => {
  const trust = { ...trustRules.trust, probationUnits: 2, newcomerUnitsMax: 2 }
  const grid = createGrid({ rules: { ...trustRules, trust }, batchUnitsMax: 100 })
  const hosts = [await grid.join('a'), await grid.join('b'), await grid.join('c')]
  const { jobId } = await grid.submit(6, { trust: { kind: 'full' } })
  // Each takes other units first, and then none of its own is left to take.
  for (const host of hosts) await grid.run(host, 2)
  for (let round = 0; round < 8; round += 1) {
    for (const host of hosts) await grid.run(host, 4)
    await closeAndDraw(grid)
  }
  expect((await grid.store.fetchProgress(jobId))?.believed).toBe(6)
})
