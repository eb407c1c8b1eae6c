import { expect, test } from 'vitest'
import type { Verification } from '../programs/verify.ts'
import {
  describeTable,
  describeVerification,
  summariseVerification,
} from './verification-report.ts'

const verification: Verification = {
  ...{ name: 'ising', title: 'Ising model', ok: false, units: 12 },
  ...{ fuelTotal: 36_000_000_000n, fuelLargest: 3_100_000_000n, elapsedMs: 8_250 },
  plot: '',
  table: { columns: [], rows: [] },
  checks: [
    {
      ...{ quantity: 'energy', value: -1.41421, reference: -1.4, low: -1.415, high: -1.413 },
      ...{ source: 'Onsager 1944', ok: false },
    },
    {
      ...{ quantity: 'key', value: '0x0f', reference: '0x0f', low: '0x0f', high: '0x0f' },
      ...{ source: 'planted', ok: true },
    },
  ],
}

test('all of it: one line says how it went, then value, reference, tolerance and source', () => {
  expect(describeVerification(verification)).toBe(`\
WRONG  ising    1/2  worst 1174 % of tolerance     8.3 s
       Ising model
     ! energy: -1.41421; reference -1.40000, within -1.41500 to -1.41300
         Onsager 1944
       key: 0x0f; reference 0x0f, exactly
         planted
       12 units, 36.0 G fuel, the largest 3.10 G
`)
})

test('in short: one line of fixed columns, and what is wrong', () => {
  const right = verification.checks.filter(({ ok }) => ok)
  expect(summariseVerification({ ...verification, ok: true, checks: right }, 7)).toBe(
    'ok     ising      1/1  all exact                   8.3 s\n',
  )
  expect(summariseVerification(verification, 7)).toBe(`\
WRONG  ising      1/2  worst 1174 % of tolerance     8.3 s
     ! energy: -1.41421; reference -1.40000, within -1.41500 to -1.41300
         Onsager 1944
`)
})

test('columns are as wide as what they hold', () => {
  const table = {
    columns: ['T', 'energy'],
    rows: [
      ['2.269', '-1.4'],
      ['3', '-0.8168'],
    ],
  }
  expect(describeTable(table)).toBe('T       energy\n2.269     -1.4\n3      -0.8168\n')
})
