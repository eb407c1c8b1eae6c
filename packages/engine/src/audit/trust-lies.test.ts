import { expect, test } from 'vitest'
import { inspect } from '../testing/index.ts'
import { trustLies } from '../testing/lies/index.ts'
import type { MismatchCode } from './finding.ts'

const lies = await trustLies()

test.each(lies)('%s is named', async (_, codes, tell) => {
  const { disturbed: ledger = {}, ...tale } = await tell()
  const report = await inspect(tale, { plan: { sample: 0 }, ledger })
  expect(report).toMatchObject({ ok: false, verdict: 'mismatch' })
  const found = new Set(report.findings.map(({ code }) => code))
  for (const code of codes) expect([...found]).toContain(code)
  for (const { code, place } of report.findings) {
    if (codes.includes(code as MismatchCode)) expect(place.batchId).toBeGreaterThan(0)
  }
})

test('a ruling that spares who had agreed is all that is found, once it is due', async () => {
  const [, , tell] = lies.find(([, codes]) => codes.includes('RULING_OMITTED')) ?? []
  if (tell === undefined) throw new Error('a lie expected')
  const { disturbed: ledger = {}, ...tale } = await tell()
  const { findings } = await inspect(tale, { plan: { sample: 0 }, ledger })
  expect(findings.map(({ code, place }) => [code, place.batchId])).toEqual([
    ['RULING_OMITTED', tale.batches.length],
  ])
})

test('every lie about trust that the audit knows by name is told', () => {
  const all: readonly MismatchCode[] = [
    ...(['SEED_DIFFERS', 'SEALED_FOR_NOTHING', 'SEALED_UNASKED', 'RECEIPT_HIDDEN'] as const),
    ...(['RECEIPT_UNSEALED', 'DECIDED_EARLY', 'SETTLED_LATE'] as const),
    ...(['RULING_OMITTED', 'RULING_INVENTED'] as const),
  ]
  const told = new Set(lies.flatMap(([, codes]) => codes))
  for (const code of all) expect(told, code).toContain(code)
})
