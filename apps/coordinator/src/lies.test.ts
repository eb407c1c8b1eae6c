/** Every lie of hosts and requesters: refused by the code the page of lies names, and unpaid. */
import { readFileSync } from 'node:fs'
import type { JobId } from '@pumasi/domain'
import { closeBatch, expireLeases } from '@pumasi/engine'
import { createMemoryStore } from '@pumasi/engine/testing'
import { decodeBundle } from '@pumasi/rules'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStage, hostLieKinds, hostLies, requesterLieKinds } from './testing/lies/index.ts'
import { requester, requesterLies, signIn } from './testing/lies/index.ts'
import type { Scene, Stage, StageHost } from './testing/lies/index.ts'
import { startTestCoordinator } from './testing/test-coordinator.ts'
import type { TestCoordinator } from './testing/test-coordinator.ts'

let grid: TestCoordinator
let stage: Stage
let honest: readonly [StageHost, StageHost]
beforeAll(async () => {
  grid = await startTestCoordinator({
    store: createMemoryStore(),
    submitters: [requester.account],
    limits: { 'registrations-per-minute': 2_000 },
    parts: { trustedProxies: ['127.0.0.1'] },
  })
  stage = createStage(grid)
  honest = [await stage.join('steady'), await stage.join('sound')]
})
afterAll(() => grid.end())

const scenes: Scene[] = []
async function setScene(name: string): Promise<Scene> {
  const axes = [{ name: 'n', from: 1, to: 1 }]
  const { jobId } = await stage.submit(await stage.specOf(name, { axes }))
  const liar = await stage.join(name)
  const leased = await stage.lease(liar, jobId)
  const scene = { stage, jobId, liar, leased, honest: honest[0], settle: () => settle(jobId) }
  scenes.push(scene)
  return scene
}

/** Has honest hosts decide what is open, once the liars' leases have run out. */
async function settle(jobId: JobId | null): Promise<void> {
  grid.clock.advance(60_001)
  await expireLeases(grid.coordinator)
  for (const host of honest) await stage.finish(host, jobId)
}

const creditOf = async ({ account }: Pick<StageHost, 'account'>) => {
  const { jobs } = await grid.call(null, (client) => client.accounts.work.query({ account }))
  return jobs.reduce((sum, { creditMicro }) => sum + creditMicro, 0n)
}

test.each(hostLies)('a host: %s, %s: %s', async (kind, name, code, tell) => {
  const scene = await setScene(`${kind}: ${name}`)
  expect(await tell(scene)).toBe(code)
  expect(await creditOf(scene.liar)).toBe(0n)
})

test.each(requesterLies)('a requester: %s, %s: %s', async (_kind, _name, code, tell) => {
  const before = await Promise.all(honest.map(creditOf))
  const token = await signIn(stage)
  expect(await tell({ stage, token })).toBe(code)
  expect(await Promise.all(honest.map(creditOf))).toEqual(before)
  grid.clock.advance(60_000)
})

test('after all these lies the truth is believed, and pays those alone who told none', async () => {
  await settle(null)
  for (const { jobId, liar, leased } of scenes) {
    const { unit } = await stage.historyOf(jobId, 0)
    const { outputHash, fuel } = (await stage.work(liar, leased)).receipt
    const expected = { state: 'believed', outputHash, fuel }
    if (unit.state !== 'cancelled') expect(unit, liar.name).toMatchObject(expected)
    const record = await grid.store.fetchTrackRecord(liar.account)
    expect(record, liar.name).toMatchObject({ credited: 0 })
  }
  const paid = new Set<string>()
  for (;;) {
    const closed = await closeBatch(grid.coordinator, 1e9)
    if (closed === null) break
    for (const { account } of decodeBundle(closed.bundleBytes).credits) paid.add(account)
  }
  expect(paid).toEqual(new Set(honest.map(({ account }) => account)))
})

test('every kind of lie is told, and docs/lies.md lists each with its code', () => {
  const tables = { host: hostLies, requester: requesterLies }
  expect(new Set(hostLies.map(([kind]) => kind))).toEqual(new Set(hostLieKinds))
  expect(new Set(requesterLies.map(([kind]) => kind))).toEqual(new Set(requesterLieKinds))
  const page = readFileSync(new URL('../../../docs/lies.md', import.meta.url), 'utf8')
  for (const [whose, lies] of Object.entries(tables)) {
    const [, shown = ''] = new RegExp(`<!-- ${whose} -->([^]*?)<!-- end -->`).exec(page) ?? []
    const rows = lies.map(([kind, name, code]) => `| ${kind} | ${name} | \`${code}\` |`)
    expect(shown.trim().split('\n').slice(2)).toEqual(rows)
  }
})
