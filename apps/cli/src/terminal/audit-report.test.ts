import { expect, test } from 'vitest'
import type { Account } from '@pumasi/domain'
import { inspect, recordHistory } from '@pumasi/engine/testing'
import { describeAudit } from './audit-report.ts'

test('a clean audit says so, with what it looked at', async () => {
  const text = describeAudit(await inspect(await recordHistory()))
  expect(text).toContain('Everything agrees')
  expect(text).toContain('3 batches, 5 units')
  expect(text).toContain('  as of block 1000, mined 2026-01-01T01:00:00.000Z\n')
  expect(text.endsWith('\n')).toBe(true)
})

test('a finding is named by its place, found and expected; many are counted', async () => {
  const history = await recordHistory()
  const blobs = new Map(history.blobs)
  const dataHash = history.batches[1]?.header.dataHash
  if (dataHash === undefined) throw new Error('a second batch expected')
  blobs.set(dataHash, new Uint8Array([1]))
  const report = await inspect({ ...history, blobs })
  const text = describeAudit(report)
  expect(text).toContain('Something differs')
  const [finding] = report.findings
  if (finding === undefined) throw new Error('a finding expected')
  expect(text).toContain(finding.code)
  expect(text).toContain(`found ${finding.found}\n    expected ${finding.expected}`)
  const many = { ...report, findings: Array.from({ length: 23 }, () => finding) }
  expect(describeAudit(many)).toContain('and 3 findings more')
})

const commitOf = (batchId: number, state: 'final' | 'pending', attestors: number | null) => ({
  ...({ batchId, txHash: '0x', blockNumber: batchId, committedAt: 0, state, finalAt: 0 } as const),
  witness: {
    ...{ gasUsed: 60_000n, feeWei: 10n ** 15n },
    attestors: attestors === null ? null : Array<Account>(attestors).fill(`0x` as Account),
  },
})

test.each<[string, Parameters<typeof commitOf>[], string]>([
  ['none', [], ''],
  [
    'signed alike',
    [
      [1, 'final', 2],
      [2, 'pending', 2],
      [3, 'pending', 2],
    ],
    '  commits: 1 final, 2 pending; each signed by 2 attestors; 180000 gas, 0.00300 ETH\n',
  ],
  [
    'signed by more and more',
    [
      [1, 'final', 1],
      [2, 'final', 3],
    ],
    '  commits: 2 final; each signed by 1 to 3 attestors; 120000 gas, 0.00200 ETH\n',
  ],
  ['signed by nobody', [[1, 'final', 0]], '  commits: 1 final; no attestors; 60000 gas'],
  [
    'sent by another contract',
    [[1, 'final', null]],
    '  commits: 1 final; no attestors seen; 60000',
  ],
])('what commits took and who signed them is said: %s', async (_, told, line) => {
  const commits = told.map((each) => commitOf(...each))
  const text = describeAudit(await inspect(await recordHistory()), commits)
  expect(text).toContain(line)
  expect(text.includes('commits:')).toBe(line !== '')
})

test('missing data is neither agreement nor a lie', async () => {
  const history = await recordHistory()
  expect(describeAudit(await inspect({ ...history, blobs: new Map() }))).toContain(
    'not everything could be compared',
  )
})

test('who drew is said: a block, not the auditor; and what was executed before', async () => {
  const history = await recordHistory()
  const report = await inspect(history, { plan: { sample: 1 } })
  const [draw] = report.draws
  expect(describeAudit(report)).toContain(
    `1 units executed again (drawn by block ${draw?.blockNumber})\n`,
  )
  expect(describeAudit(report)).toContain('    so fewer than 99 % of all 5 are wrong, 99 % sure\n')
  const many = { ...report, unitsReexecuted: 459 }
  expect(describeAudit(many)).toContain('fewer than 1 % of all')
  expect(describeAudit({ ...many, verdict: 'incomplete' })).not.toContain('sure')
  const resumed = { ...report, unitsResumed: 1, draws: [] }
  expect(describeAudit(resumed)).toContain('(1 of them before the interruption)')
})
