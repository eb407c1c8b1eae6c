/** One batch by itself: every lie that needs no more is named, and an honest one agrees. */
import type { Digest } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { mirrorOf, readerOf, recordHistory } from '../testing/index.ts'
import type { History } from '../testing/index.ts'
import { liesAbout } from '../testing/lies/index.ts'
import type { LedgerReader } from '../ports/ledger.ts'
import { examineBatch } from './examine-batch.ts'
import type { BatchExamination } from './examine-batch.ts'
import { stepOfFinding } from './batch-step.ts'

const honest = await recordHistory()

const examine = (history: History, id: number, ledger: Partial<LedgerReader> = {}) =>
  examineBatch({ ledger: { ...readerOf(history), ...ledger }, mirror: mirrorOf(history.blobs) }, id)
const findingsOf = ({ steps }: BatchExamination) => steps.flatMap(({ findings }) => findings)

test.each([1, 2, 3])('batch %i of an honest grid agrees, step by step', async (id) => {
  const examined = await examine(honest, id)
  expect(findingsOf(examined)).toEqual([])
  expect(examined.steps.map(({ name }) => name)).toEqual([
    ...['header', 'bundle', 'rules', 'delegations', 'units', 'leaves', 'credits'],
  ])
  for (const { compared, counted } of examined.steps) {
    expect(compared.length + (counted?.all ?? 0)).toBeGreaterThan(0)
    for (const { found, expected } of compared) expect(found).toBe(expected)
    expect(counted?.agree).toBe(counted?.all)
  }
  for (const { beforeMicro, earnedMicro, afterMicro } of examined.credits) {
    expect((beforeMicro ?? 0n) + earnedMicro).toBe(afterMicro)
  }
})

/** What only executing a unit again can tell. */
const executed = new Set([
  ...['OUTPUT_DIFFERS', 'FUEL_DIFFERS', 'EXIT_CLASS_DIFFERS', 'PROGRAM_DAMAGED', 'INPUT_DAMAGED'],
])

test.each(liesAbout(honest))('%s is named in its step', async (_what, [code], _place, tell) => {
  const told = tell()
  const all = await Promise.all(told.batches.map((_, at) => examine(told, at + 1)))
  const found = all.flatMap(({ steps }) =>
    steps.flatMap(({ name, findings }) => findings.map((one) => [one.code, name] as const)),
  )
  if (executed.has(code)) return expect(found).toEqual([])
  const step = stepOfFinding[code] === 'receipts' ? 'units' : stepOfFinding[code]
  expect(found).toContainEqual([code, step])
})

test('progress is told, and a batch that is not there is an error', async () => {
  const told: number[] = []
  const ports = { ledger: readerOf(honest), mirror: mirrorOf(honest.blobs) }
  await examineBatch(ports, 1, ({ done, units }) => told.push(done, units))
  expect(told.slice(0, 2)).toEqual([0, honest.bundles[0]?.units.length])
  for (const id of [0, 4, -1, Number.NaN]) {
    await expect(examineBatch(ports, id)).rejects.toMatchObject({ code: 'LEDGER_UNKNOWN_BATCH' })
  }
})

test('without the batch before, the table is held against the header alone, and that is said', async () => {
  const blobs = new Map(honest.blobs)
  blobs.delete(honest.batches[0]?.header.dataHash as Digest)
  const examined = await examine({ ...honest, blobs }, 2)
  expect(findingsOf(examined)).toMatchObject([{ kind: 'gap', code: 'NOT_FOLDED' }])
  expect(examined.credits.map(({ beforeMicro }) => beforeMicro)).toContain(null)
})

test('units of a job whose description is missing are not counted as agreeing', async () => {
  const blobs = new Map(honest.blobs)
  blobs.delete(honest.bundles[0]?.units[0]?.jobId as string as Digest)
  const { steps } = await examine({ ...honest, blobs }, 1)
  const units = steps.find(({ name }) => name === 'units')
  expect(units?.counted?.agree).toBeLessThan(units?.counted?.all ?? 0)
  expect(units?.findings).toMatchObject([{ kind: 'gap', code: 'DATA_MISSING' }])
})

test('a missing bundle is a gap, and nothing after it is claimed', async () => {
  const { steps } = await examine({ ...honest, blobs: new Map() }, 2)
  expect(steps.map(({ name }) => name)).toEqual(['header', 'bundle'])
  expect(steps[1]?.findings).toMatchObject([{ kind: 'gap', code: 'DATA_MISSING' }])
})

test('a voided batch is named as one, and later tables are not summed over it', async () => {
  const fetchVoids: LedgerReader['fetchVoids'] = async () => [
    { batchId: 1, fault: 'wrong-credit', units: [], blockNumber: 9 },
  ]
  expect((await examine(honest, 1, { fetchVoids })).voided).toBe(true)
  const later = await examine(honest, 2, { fetchVoids })
  expect(later.voided).toBe(false)
  expect(findingsOf(later)).toMatchObject([{ kind: 'gap', code: 'NOT_FOLDED' }])
})
