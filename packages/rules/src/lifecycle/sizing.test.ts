import { expect, test } from 'vitest'
import { deriveSizing } from './sizing.ts'
import type { Sample } from './sizing.ts'

const minute: Sample = {
  ...{ unitIndex: 0, exitClass: 'exited', exitCode: 0 },
  ...{ fuel: 100_000_000_000n, elapsedMs: 60_000 },
}
const plan = { unitCount: 120, quorum: 2, fuelMax: 300_000_000_000n }

test('a job is as large as its mean unit times units times votes', () => {
  const sizing = deriveSizing(
    [minute, { ...minute, fuel: 50_000_000_000n, elapsedMs: 30_000 }],
    plan,
  )
  expect(sizing).toMatchObject({
    fuelPerUnit: 75_000_000_000n,
    fuelTotal: 75_000_000_000n * 240n,
    elapsedMsPerUnit: 45_000,
    coreHours: 3,
    advice: [],
  })
})

test.each<[string, Partial<Sample>, Partial<typeof plan>, RegExp | null]>([
  ['a minute is right', {}, {}, null],
  ['ten seconds is still right', { elapsedMs: 10_000 }, {}, null],
  ['ten minutes is still right', { elapsedMs: 600_000 }, {}, null],
  ['half a second is short', { elapsedMs: 500 }, {}, /short: do the work of about 120 in one/],
  ['no more units are joined than there are', { elapsedMs: 1 }, { unitCount: 7 }, /about 7 in/],
  ['a job of one unit cannot be joined', { elapsedMs: 1 }, { unitCount: 1 }, null],
  ['half an hour is long', { elapsedMs: 1_800_000 }, {}, /split each into about 30/],
  ['a limit just above is tight', {}, { fuelMax: 150_000_000_000n }, /leave room/],
  ['a limit of twice is not', {}, { fuelMax: 200_000_000_000n }, null],
  ['a trap is no unit', { exitClass: 'trapped', fuel: 0n }, {}, /Unit 0 ended as trapped/],
  ['an exit code is asked about', { exitCode: 3 }, {}, /exited with 3/],
])('%s', (_, change, changedPlan, says) => {
  const { advice } = deriveSizing([{ ...minute, ...change }], { ...plan, ...changedPlan })
  expect(advice).toHaveLength(says === null ? 0 : 1)
  if (says !== null) expect(advice[0]).toMatch(says)
})

test('nothing that exited means nothing estimated', () => {
  const failed: Sample = { ...minute, exitClass: 'fuel-exhausted', fuel: 0n, elapsedMs: 5 }
  expect(deriveSizing([failed], plan)).toMatchObject({ fuelTotal: 0n, coreHours: 0 })
})
