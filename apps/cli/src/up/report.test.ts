import { expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Account, JobId } from '@pumasi/domain'
import { composeReport, describeReport } from './report.ts'
import type { ReportParts } from './report.ts'

const jobId = digestOf(utf8('job')) as string as JobId
const hash = digestOf(utf8('hash'))
const accounts = ['0a', '0b', '0c'].map((byte) => `0x${byte.repeat(20)}` as Account)
const [steady, liar, vanishing] = accounts as [Account, Account, Account]

const interval = (mean: number) => ({ mean, low95: mean - 0.5, high95: mean + 0.5 })
const hostOf = (account: Account, name: string, refused: number) => ({
  ...{ account, name, refused, received: 10, credited: 10 - refused, expired: 1 },
  ...{ creditMicro: refused > 0 ? 0n : 2n ** 60n },
  suspended: refused > 0 ? 'too many receipts refused' : null,
})
const latency = { sendingMs: 1_200, inclusionMs: 250, confirmationMs: 50, transactions: 1 }
/** Of the first batch, and of one that was found on the chain. */
const costs = [
  { feeWei: 15n * 10n ** 12n, latency },
  { feeWei: null, latency: null },
]
const batchOf = (id: number, committed: boolean) => ({
  ...{ id, units: 5, unitCount: 10, dataHash: hash, unitsRoot: hash, closedAtMs: 1 },
  commit: committed
    ? { ...{ txHash: hash, blockNumber: 1, gasUsed: 60_000n, committedAt: 1 }, ...costs[id - 1] }
    : null,
  words: [{ attestor: vanishing, refusal: null }],
})

const parts = (verdict: 'clean' | 'mismatch' = 'clean'): ReportParts =>
  ({
    grid: {
      ...{ ledger: steady, rpcUrl: 'http://127.0.0.1:8545' },
      attestors: [{ name: 'attestor-1', ready: { account: vanishing } }],
    },
    jobId,
    status: {
      jobs: [{ jobId, name: 'influenza', units: 20, believed: 20 }],
      hosts: [
        hostOf(steady, 'steady', 0),
        hostOf(liar, 'lying', 10),
        hostOf(vanishing, 'vanishing', 0),
      ],
      batches: [batchOf(3, false), batchOf(2, true), batchOf(1, true)],
      refusals: [{ unitIndex: 4, account: liar, explanation: 'the output differs' }],
      handovers: [
        { unitIndex: 8, from: vanishing, to: vanishing },
        { unitIndex: 9, from: vanishing, to: steady },
      ],
    },
    audit: {
      ...{ ok: verdict === 'clean', verdict, batches: 2, units: 20, receipts: 60 },
      ...{ unitsReexecuted: 5, findings: verdict === 'clean' ? [] : [{}, {}] },
    },
    posterior: {
      ...{ beta: interval(1.7), gamma: interval(0.45), infectiousDays: interval(2.2) },
      ...{ r0: interval(3.75), accepted: 321, draws: 300_000 },
    },
    reference: [
      { quantity: 'R0', reference: 3.8, ok: true },
      { quantity: 'recovery rate', reference: 0.44, ok: false },
    ],
    plot: '/tmp/plot.svg',
  }) as unknown as ReportParts

test('the report is plain JSON with all that was promised', () => {
  const report = composeReport(parts())
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  expect(report.job).toEqual({ id: jobId, name: 'influenza', units: 20, believed: 20 })
  expect(report.hosts.map(({ name, creditMicro }) => [name, creditMicro])).toEqual([
    ['steady', String(2n ** 60n)],
    ['lying', '0'],
    ['vanishing', String(2n ** 60n)],
  ])
  expect(report.audit.ok).toBe(true)
  expect(report.posterior.r0).toEqual({ mean: 3.75, low95: 3.25, high95: 4.25 })
})

test('batches come in the order of the chain, and only those on it', () => {
  const { address, batches } = composeReport(parts()).ledger
  const words = [{ attestor: vanishing, refusal: null }]
  expect(address).toBe(steady)
  expect(batches).toEqual(
    [
      { feeWei: '15000000000000', latency },
      { feeWei: null, latency: null },
    ].map((cost, index) => ({
      ...{ id: index + 1, txHash: hash, gasUsed: 60_000, unitCount: 10, words },
      ...cost,
    })),
  )
})

test('people read what was found, who lied, who vanished, and the verdict', () => {
  const text = describeReport(composeReport(parts()))
  for (const words of [
    '3.75  (95 % between 3.25 and 4.25)',
    'contains the textbook fit: R0 3.80',
    'MISSES the textbook fit: recovery rate 0.440',
    'no more work: too many receipts refused',
    'refused, e.g. unit 4: the output differs',
    'attestor-1 0x0c0c0c…0c0c audited and signed 2 of 2 batches',
    'unit 9: 0x0c0c0c…0c0c vanished, 0x0a0a0a…0a0a took over',
    'batch 1: 10 executions, 60000 gas (6000 each), 0.0000150 ETH, there after 1.5 s, 0x',
    'batch 2: 10 executions, 60000 gas (6000 each), 0x',
    'Audit: everything agrees.',
    'picture: /tmp/plot.svg',
  ]) {
    expect(text).toContain(words)
  }
  expect(text).not.toContain('unit 8')
  expect(text).not.toMatch(/undefined|NaN|\[object/)
})

test('an audit that found something is not hidden', () => {
  expect(describeReport(composeReport(parts('mismatch')))).toContain('Audit: mismatch, 2 findings.')
})

test('a grid where nothing was refused or handed over is told without examples', () => {
  const { status, ...others } = parts()
  const quiet = { ...status, refusals: [], handovers: [], jobs: [] }
  const report = composeReport({ ...others, status: quiet })
  expect(report.job).toEqual({ id: jobId, name: '', units: 0, believed: 0 })
  expect(describeReport(report)).not.toMatch(/e\.g\.|vanished,/)
})
