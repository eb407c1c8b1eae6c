import { GridError } from '@pumasi/domain'
import type { Account, Digest } from '@pumasi/domain'
import { rulesHashOf } from '@pumasi/rules'
import fc from 'fast-check'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { auditGrid, hashExecutor, inspect, mirrorOf, playTrust } from '../testing/index.ts'
import {
  blockHashOf,
  recordHistory,
  rewrite,
  undisturbed,
  unreachableMirror,
} from '../testing/index.ts'
import type { History, Inspection } from '../testing/index.ts'
import type { AuditProgress } from './audit-ledger.ts'
import { auditLedger } from './audit-ledger.ts'

let honest: History
beforeAll(async () => {
  honest = await recordHistory()
})

test('an honest grid is clean: every unit again, every receipt, the whole credit table', async () => {
  const report = await inspect(honest)
  expect(report.findings).toEqual([])
  expect(report).toMatchObject({ ok: true, verdict: 'clean', batches: 3, units: 5, receipts: 13 })
  expect(report).toMatchObject({ leaves: 10, unitsReexecuted: 5 })
  const { a, b } = honest.hosts
  expect(report.credits.map(({ account }) => account)).toEqual([a.account, b.account].sort())
  expect(report.credits).toEqual(honest.bundles.at(-1)?.credits)
})

test('telling the truth again changes nothing: the forger’s tools are honest', async () => {
  expect((await inspect(rewrite(honest, {}))).findings).toEqual([])
})

test('an empty ledger is clean', async () => {
  expect(await inspect({ ...honest, batches: [] })).toMatchObject({ ok: true, batches: 0 })
})

test('large junk instead of a bundle is hashed, and never parsed', async () => {
  const dataHash = honest.batches[0]?.header.dataHash ?? expect.fail('a batch expected')
  for (const [size, codes] of [
    [16 * 1024 ** 2, ['BUNDLE_DAMAGED', 'BUNDLE_UNREADABLE']],
    [16 * 1024 ** 2 + 1, ['BUNDLE_DAMAGED']],
  ] as const) {
    const blobs = new Map(honest.blobs).set(dataHash, new Uint8Array(size))
    const { findings } = await inspect({ ...honest, blobs }, { plan: { batch: 1 } })
    expect(findings.map(({ code }) => code)).toEqual(codes)
  }
})

test('a report says by which rules batches were decided, and refuses those not named', async () => {
  const { rules: first } = honest.bundles[0] as History['bundles'][0]
  const weaker = { ...first, quorumMin: first.quorumMin + 1 }
  const told = rewrite(honest, {
    change: (bundle, id) => (id === 3 ? { ...bundle, rules: weaker } : bundle),
  })
  const [usual, other] = [rulesHashOf(first), rulesHashOf(weaker)]
  const { rules } = await inspect(told)
  expect(rules).toEqual([
    { rulesHash: usual, rules: first, batches: [1, 2] },
    { rulesHash: other, rules: weaker, batches: [3] },
  ])
  const pinned = async (...digests: Digest[]) =>
    (await inspect(told, { plan: { rules: new Set(digests) } })).findings
  expect(await pinned(usual, other)).toEqual((await inspect(told)).findings)
  expect(await pinned(usual)).toContainEqual({
    ...{ kind: 'mismatch', code: 'RULES_REFUSED', place: { batchId: 3 } },
    ...{ found: other, expected: usual },
  })
})

test('a report says how far the node has got', async () => {
  const head = { blockNumber: 104, minedAt: 1_767_225_660 }
  const report = await inspect(honest, { ledger: { fetchHead: async () => head } })
  expect(report).toMatchObject({ verdict: 'clean', head })
})

test('a node whose answers go back in time is no yes, and accuses nobody', async () => {
  const heads = [110, 104].map((blockNumber) => ({ blockNumber, minedAt: 0 }))
  const fetchHead = async () => heads.shift() ?? expect.fail('asked twice')
  const report = await inspect(honest, { ledger: { fetchHead } })
  expect(report).toMatchObject({ verdict: 'incomplete', head: { blockNumber: 110 } })
  expect(report.findings).toMatchObject([{ kind: 'gap', code: 'CHAIN_BEHIND', found: 'block 104' }])
})

test('progress is told batch by batch and unit by unit', async () => {
  const seen: AuditProgress[] = []
  const { batches, identity, blobs } = honest
  const ledger = {
    identify: async () => identity,
    fetchBatchCount: async () => batches.length,
    fetchBatches: async (from: number, to: number) => batches.slice(from - 1, to),
    fetchBlockHash: async (at: number) => blockHashOf(at),
    ...undisturbed,
  }
  const plan = { sample: 2, parallel: 1 }
  await auditLedger({ ledger, mirror: mirrorOf(blobs), executor: hashExecutor }, plan, (progress) =>
    seen.push(progress),
  )
  expect(seen).toEqual([
    ...[1, 2, 3].map((done) => ({ stage: 'batches', done, total: 3 })),
    ...[1, 2].map((done) => ({ stage: 'units', done, total: 2 })),
  ])
})

test.each([
  ['another chain', { chainId: 1n }],
  ['another ledger', { address: `0x${'77'.repeat(20)}` as Account }],
])('receipts and delegations signed for %s are worth nothing', async (_, other) => {
  const report = await inspect({ ...honest, identity: { ...honest.identity, ...other } })
  const codes = new Set(report.findings.map(({ code }) => code))
  expect(codes).toEqual(new Set(['DELEGATION_FORGED', 'RECEIPT_BAD_SIGNATURE']))
})

test('a ledger that goes on from another genesis is named', async () => {
  const genesis = `0x${'99'.repeat(32)}` as const
  const report = await inspect({ ...honest, identity: { ...honest.identity, genesis } })
  expect(report.findings).toMatchObject([{ code: 'HEADER_CHAIN', place: { batchId: 1 } }])
})

test('a header that does not hash to its digest is a mismatch; no node at all is an error', async () => {
  const failing = (code: string) => ({
    fetchBatches: () => Promise.reject(new GridError(code, `batch 2 ${code}`)),
  })
  const damaged = await inspect(honest, { ledger: failing('LEDGER_DAMAGED') })
  expect(damaged).toMatchObject({ verdict: 'mismatch', findings: [{ code: 'HEADER_CHAIN' }] })
  const unreachable = inspect(honest, { ledger: failing('CHAIN_UNREACHABLE') })
  await expect(unreachable).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
})

test('property: one flipped bit anywhere in a bundle is found, in its batch', async () => {
  const batch = honest.batches[0]
  if (!batch) throw new Error('a batch expected')
  const { dataHash } = batch.header
  const bytes = honest.blobs.get(dataHash) as Uint8Array
  const position = fc.nat(bytes.length - 1)
  await fc.assert(
    fc.asyncProperty(position, fc.nat(7), async (at, bit) => {
      const damaged = bytes.slice()
      damaged[at] = (damaged[at] ?? 0) ^ (1 << bit)
      const blobs = new Map(honest.blobs).set(dataHash, damaged)
      const told = { ...honest, blobs, batches: [batch] }
      const report = await inspect(told, { plan: { sample: 0 } })
      expect(report.verdict).toBe('mismatch')
      expect(report.findings[0]).toMatchObject({ code: 'BUNDLE_DAMAGED', place: { batchId: 1 } })
      expect(report.findings.every(({ place }) => place.batchId === 1)).toBe(true)
    }),
    { numRuns: 40 },
  )
})

/** A mirror without one blob. */
const without = (digest: Digest | undefined) => {
  const blobs = new Map(honest.blobs)
  blobs.delete(digest as Digest)
  return mirrorOf(blobs)
}

test.each<[string, () => Digest | undefined, object]>([
  ['a bundle', () => honest.batches[1]?.header.dataHash, { batchId: 2 }],
  ['the last bundle', () => honest.batches[2]?.header.dataHash, { batchId: 3 }],
  ['a specification', () => honest.bundles[2]?.units[0]?.jobId as never, { batchId: 3 }],
  ['a program', () => honest.specs[0]?.program, { unitIndex: 0 }],
  ['a standard input', () => honest.specs[1]?.stdin[1], { unitIndex: 1 }],
])('%s that is missing makes an honest grid incomplete, never guilty', async (_, digest, place) => {
  const report = await inspect(honest, { mirror: without(digest()) })
  expect(report).toMatchObject({ ok: false, verdict: 'incomplete' })
  expect(new Set(report.findings.map(({ code }) => code))).toEqual(new Set(['DATA_MISSING']))
  expect(report.findings.map((finding) => finding.place)).toContainEqual(
    expect.objectContaining(place),
  )
  expect(report.unitsReexecuted).toBeLessThan(5)
})

test('behind a missing bundle a lie about the header is still found', async () => {
  const told = rewrite(honest, {
    commit: (content, id) => (id === 3 ? { ...content, cumulativeCreditMicro: 1n } : content),
  })
  told.blobs.delete(told.batches[1]?.header.dataHash as Digest)
  const codes = (await inspect(told)).findings.map(({ code }) => code)
  expect(codes).toEqual(['DATA_MISSING', 'CREDIT_TOTAL_DIFFERS'])
})

test('an unreachable mirror is incomplete, never clean', async () => {
  const report = await inspect(honest, { mirror: unreachableMirror })
  expect(report).toMatchObject({
    ok: false,
    verdict: 'incomplete',
    unitsReexecuted: 0,
    credits: [],
  })
  expect(report.findings).toHaveLength(3)
  for (const { code, found } of report.findings) {
    expect(code).toBe('DATA_UNREACHABLE')
    expect(found).toMatch('MIRROR_UNREACHABLE')
  }
})

test('a machine that cannot finish, or knows another version only, convicts nobody', async () => {
  const failure = new GridError('MACHINE_WALL_CLOCK', 'found no time', { retryable: true })
  const weak = { ...hashExecutor, execute: () => Promise.reject(failure) }
  const tired = await inspect(honest, { executor: weak })
  expect(tired).toMatchObject({ verdict: 'incomplete', unitsReexecuted: 0 })
  expect(tired.findings[0]).toMatchObject({ code: 'NOT_REEXECUTED', kind: 'gap' })
  const older = await inspect(honest, { executor: { ...hashExecutor, rewriterVersion: 2 } })
  expect(older.verdict).toBe('incomplete')
  expect(new Set(older.findings.map(({ code }) => code))).toEqual(new Set(['VERSION_UNKNOWN']))
})

/** Seeds of the units that an audit executes again: each unit has its own. */
async function watchRuns(history: History, inspection: Inspection) {
  const ran: string[] = []
  const executor = {
    ...hashExecutor,
    execute: (request: Parameters<typeof hashExecutor.execute>[0]) => {
      ran.push(request.seed)
      return hashExecutor.execute(request)
    },
  }
  const report = await inspect(history, { executor, ...inspection })
  return { report, ran: ran.sort() }
}

test('two auditors draw the same units, by blocks mined after the commits, and say which', async () => {
  const [mine, yours] = [
    await watchRuns(honest, { plan: { sample: 2 } }),
    await watchRuns(honest, { plan: { sample: 2, parallel: 7 } }),
  ]
  expect(mine.report).toMatchObject({ ok: true, unitsReexecuted: 2 })
  expect(mine.ran).toHaveLength(2)
  expect(yours.ran).toEqual(mine.ran)
  expect(yours.report.draws).toEqual(mine.report.draws)
  expect(mine.report.draws.flatMap(({ units }) => units)).toHaveLength(2)
  for (const { batchId, blockNumber, blockHash } of mine.report.draws) {
    expect(blockNumber).toBe((honest.batches[batchId - 1]?.blockNumber ?? 0) + 2)
    expect(blockHash).toBe(blockHashOf(blockNumber))
  }
})

test('other blocks draw other units, and none are asked for when all are executed', async () => {
  const runs = new Set<string>()
  for (let chain = 0; chain < 12; chain += 1) {
    const fetchBlockHash = async (at: number) => blockHashOf(at + 1_000 * chain)
    const { ran } = await watchRuns(honest, { plan: { sample: 1 }, ledger: { fetchBlockHash } })
    runs.add(String(ran))
  }
  expect(runs.size).toBeGreaterThan(2)
  const fetchBlockHash = () => Promise.reject(new Error('nobody asks'))
  for (const sample of [Infinity, 5, 0]) {
    const report = await inspect(honest, { plan: { sample }, ledger: { fetchBlockHash } })
    expect(report).toMatchObject({ ok: true, draws: [], unitsReexecuted: Math.min(5, sample) })
  }
})

test('a batch that no block has drawn for yet leaves the audit incomplete, never clean', async () => {
  const last = honest.batches.at(-1)?.blockNumber ?? 0
  const fetchBlockHash = async (at: number) => (at > last + 1 ? null : blockHashOf(at))
  const report = await inspect(honest, { plan: { sample: 1 }, ledger: { fetchBlockHash } })
  expect(report).toMatchObject({ verdict: 'incomplete', unitsReexecuted: 1 })
  expect(report.findings).toMatchObject([
    { code: 'SEED_UNREACHABLE', place: { batchId: 3 }, expected: `block ${last + 2}` },
  ])
})

test('findings come in the order of the units, however their executions end', async () => {
  const ends: (() => void)[] = []
  const executor = {
    ...hashExecutor,
    execute: async () => {
      await new Promise<void>((resolve) => void ends.push(resolve))
      throw new GridError('MACHINE_FAILURE', 'found no machine', { retryable: true })
    },
  }
  const auditing = inspect(honest, { executor, plan: { parallel: 5 } })
  await vi.waitUntil(() => ends.length === 5)
  for (const end of ends.reverse()) end()
  const places = (await auditing).findings.map(({ place }) => place)
  const inOrder = honest.bundles.flatMap(({ units }, at) =>
    units.map(({ jobId, unitIndex }) => ({ batchId: at + 1, jobId, unitIndex })),
  )
  expect(places).toEqual(inOrder)
})

describe('an audit of one batch', () => {
  test('checks and executes that batch alone, on what those before it left', async () => {
    for (const batch of [1, 2, 3]) {
      const report = await inspect(honest, { plan: { batch } })
      const units = honest.bundles[batch - 1]?.units.length
      expect(report).toMatchObject({ ok: true, batches: 1, units, unitsReexecuted: units })
      expect(report.credits).toEqual(honest.bundles[batch - 1]?.credits)
    }
  })

  test.each([
    [1, []],
    [2, ['UNIT_TWICE']],
    [3, []],
  ] as const)(
    'finds in batch %i what is wrong there, and nothing elsewhere',
    async (batch, codes) => {
      const [again] = honest.bundles[0]?.units ?? []
      const told = rewrite(honest, {
        change: (bundle, id) =>
          id === 2 && again ? { ...bundle, units: [again, ...bundle.units] } : bundle,
      })
      const found = (await inspect(told, { plan: { batch } })).findings.map(({ code }) => code)
      expect(found.filter((code) => code !== 'UNITS_UNORDERED')).toEqual(codes)
    },
  )

  test('follows the headers after it too', async () => {
    const batches = honest.batches.map((batch) =>
      batch.id === 3 ? { ...batch, header: { ...batch.header, unitCount: 1 } } : batch,
    )
    const report = await inspect({ ...honest, batches }, { plan: { batch: 1 } })
    expect(report.findings).toMatchObject([{ code: 'HEADER_CHAIN', place: { batchId: 3 } }])
  })

  test('of a ledger whose jobs ask for trust folds what lies before', async () => {
    const { grid } = await playTrust({ units: 12, hosts: ['a', 'b', 'c'] })
    const { batches } = grid.ledger
    for (const { id } of batches) {
      const report = await auditGrid(grid, { plan: { batch: id } })
      expect(report).toMatchObject({ ok: true, findings: [], batches: 1 })
    }
  })

  test.each([0, 4])('there is not is refused: %i', async (batch) => {
    const refused = { code: 'LEDGER_UNKNOWN_BATCH', details: { batchId: batch, batchCount: 3 } }
    await expect(inspect(honest, { plan: { batch } })).rejects.toMatchObject(refused)
  })
})
