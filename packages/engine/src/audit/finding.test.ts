import { expect, test } from 'vitest'
import { describePlace, gap, mismatch } from './finding.ts'

const jobId = `0x${'ab'.repeat(32)}` as never
const account = `0x${'cd'.repeat(20)}` as never

test('a place reads from the outside in', () => {
  expect(describePlace({})).toBe('the ledger')
  expect(describePlace({ batchId: 2 })).toBe('batch 2')
  expect(describePlace({ batchId: 2, jobId, unitIndex: 0, account })).toBe(
    `batch 2, job 0xabababab, unit 0, account ${String(account)}`,
  )
})

test('a finding is text, whatever was compared', () => {
  const place = { batchId: 1 }
  expect(mismatch('FUEL_DIFFERS', place, 1n, 2n)).toEqual({
    ...{ kind: 'mismatch', code: 'FUEL_DIFFERS', place, found: '1', expected: '2' },
  })
  expect(gap('DATA_MISSING', place, null, 'x')).toMatchObject({ kind: 'gap', found: 'null' })
})
