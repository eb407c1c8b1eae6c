/** `pumasi submit --dry-run`: units tried here, nothing sent, so no grid is needed. */
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { run } from './testing/pumasi.ts'

const job = fileURLToPath(
  new URL('../../packages/programs/src/boarding-school/job.yaml', import.meta.url),
)

it('estimates the demonstration from its first and last unit', async () => {
  const ended = await run(['submit', job, '--dry-run', '2', '--json'])
  expect(ended.code).toBe(0)
  const { samples, unitCount, quorum, fuelPerUnit, fuelTotal } = JSON.parse(ended.stdout) as {
    samples: { unitIndex: number; exitClass: string; fuel: string }[]
    unitCount: number
    quorum: number
    fuelPerUnit: string
    fuelTotal: string
  }
  expect(samples.map(({ unitIndex }) => unitIndex)).toEqual([0, unitCount - 1])
  expect(samples.map(({ exitClass }) => exitClass)).toEqual(['exited', 'exited'])
  const [first = 0n, last = 0n] = samples.map(({ fuel }) => BigInt(fuel))
  expect(BigInt(fuelPerUnit)).toBe((first + last) / 2n)
  expect(BigInt(fuelTotal)).toBe(BigInt(fuelPerUnit) * BigInt(unitCount * quorum))
})
