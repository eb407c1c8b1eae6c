import { expect, test } from 'vitest'
import { inspect, recordHistory } from '@pumasi/engine/testing'
import { describeAudit } from './audit-report.ts'

test('a clean audit says so, with what it looked at', async () => {
  const text = describeAudit(await inspect(await recordHistory()))
  expect(text).toContain('Everything agrees')
  expect(text).toContain('3 batches, 5 units')
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
  const resumed = { ...report, unitsResumed: 1, draws: [] }
  expect(describeAudit(resumed)).toContain('(1 of them before the interruption)')
})
