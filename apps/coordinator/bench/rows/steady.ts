/** How long a host waits for leases while the coordinator works at half of its peak. */
import { median, percentile } from '../rounds.ts'
import { atMost, figure } from './row.ts'
import type { Bench, Row } from './row.ts'
import { withSession } from './session.ts'
import type { BenchSession } from './session.ts'
import { playRounds } from './throughput.ts'

const BUNDLE = 50
const SECONDS = 5
const CYCLES = 3

/** Receipts a second at half of what this machine can do now. */
export async function halfOfPeak(session: BenchSession, rounds: number): Promise<number> {
  const played = await playRounds(session, { quorum: 2, bundle: BUNDLE, atOnce: 8 }, rounds)
  return median(played.map(({ perSecond }) => perSecond)) / 2
}

/** Reports the work leased before at a steady pace, leasing as much again meanwhile. */
export async function playSteadily(
  { load }: BenchSession,
  perSecond: number,
): Promise<readonly number[]> {
  await load.sign(BUNDLE)
  return load.pace(perSecond / BUNDLE, BUNDLE)
}

/** A job that does not end while it is being watched, and the first leases of it. */
export async function beginWork(
  { load, addJob }: BenchSession,
  perSecond: number,
  seconds: number,
  total: number,
): Promise<void> {
  await addJob(Math.max(1_000, Math.ceil(total / BUNDLE) * BUNDLE), 2)
  await load.acquire(BUNDLE, Math.max(8, Math.ceil((perSecond * seconds) / BUNDLE)), 8)
}

export const measureSteady = (bench: Bench): Promise<Row[]> =>
  withSession(bench, 'steady', async (session) => {
    const perSecond = await halfOfPeak(session, 1)
    await beginWork(session, perSecond, SECONDS, perSecond * SECONDS * (CYCLES + 2))
    // The first cycle warms up.
    await playSteadily(session, perSecond)
    const latencies: number[] = []
    for (let n = 0; n < CYCLES; n += 1) latencies.push(...(await playSteadily(session, perSecond)))
    const note = `${latencies.length} requests for 50 leases, from when each was due`
    return [
      figure('half of peak', perSecond, 'receipts/s'),
      figure('lease latency, median, at half of peak', median(latencies), 'ms', note),
      atMost('lease latency, p99, at half of peak', percentile(latencies, 0.99), 'ms', 50),
    ]
  })
