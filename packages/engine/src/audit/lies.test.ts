import { expect, test } from 'vitest'
import { inspect, recordHistory } from '../testing/index.ts'
import { liesAbout } from '../testing/lies/index.ts'
import type { MismatchCode } from './finding.ts'

const honest = await recordHistory()
const lies = liesAbout(honest)

test.each(lies)('%s is named, with its place', async (_, codes, place, tell) => {
  const report = await inspect(tell())
  expect(report).toMatchObject({ ok: false, verdict: 'mismatch' })
  expect(new Set(report.findings.map(({ code }) => code))).toEqual(new Set(codes))
  const named = report.findings.filter(({ code }) => code === codes[0])
  expect(named.map((finding) => finding.place)).toContainEqual(expect.objectContaining(place()))
  for (const { found, expected } of named) expect(found).not.toBe(expected)
})

type TrustLie =
  | 'SEED_DIFFERS'
  | 'SEALED_FOR_NOTHING'
  | 'SEALED_UNASKED'
  | 'RECEIPT_HIDDEN'
  | 'RECEIPT_UNSEALED'
  | 'DECIDED_EARLY'
  | 'SETTLED_LATE'
  | 'RULING_OMITTED'
  | 'RULING_INVENTED'

test('every lie the audit knows by name is told', () => {
  // Lies about trust are told in trust-lies.test.ts, those about epochs in epochs.test.ts.
  // Rules are refused by an auditor's choice, which is no lie (audit-ledger.test.ts).
  type Elsewhere = 'OUTPUT_DAMAGED' | 'DELEGATION_REVOKED' | 'RULES_REFUSED' | TrustLie
  const all: Record<Exclude<MismatchCode, Elsewhere>, true> = {
    HEADER_CHAIN: true,
    BUNDLE_DAMAGED: true,
    BUNDLE_UNREADABLE: true,
    BUNDLE_ELSEWHERE: true,
    RULES_DIFFER: true,
    CREDIT_RATE_DIFFERS: true,
    DELEGATION_FORGED: true,
    DELEGATION_NOT_YET_VALID: true,
    DELEGATION_EXPIRED: true,
    DELEGATION_OUT_OF_SCOPE: true,
    RECEIPT_BAD_SIGNATURE: true,
    RECEIPT_ELSEWHERE: true,
    RECEIPT_FROM_FUTURE: true,
    RECEIPT_WRONG_PROGRAM: true,
    RECEIPT_WRONG_INPUT: true,
    RECEIPT_WRONG_VERSION: true,
    RECEIPT_BAD_FUEL: true,
    RECEIPT_TWICE: true,
    JOB_DAMAGED: true,
    UNIT_UNKNOWN: true,
    UNIT_TWICE: true,
    UNITS_UNORDERED: true,
    QUORUM_DIFFERS: true,
    QUORUM_NOT_REACHED: true,
    UNITS_ROOT_DIFFERS: true,
    UNIT_COUNT_DIFFERS: true,
    CREDITS_DIFFER: true,
    CREDITS_ROOT_DIFFERS: true,
    CREDIT_TOTAL_DIFFERS: true,
    OUTPUT_DIFFERS: true,
    FUEL_DIFFERS: true,
    EXIT_CLASS_DIFFERS: true,
    PROGRAM_DAMAGED: true,
    INPUT_DAMAGED: true,
  }
  expect(new Set(lies.map(([, [code]]) => code))).toEqual(new Set(Object.keys(all)))
})
