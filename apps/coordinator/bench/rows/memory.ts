/** Whether the coordinator's memory stays flat at half of its peak. */
import { residentBytes } from '../grid.ts'
import { median } from '../rounds.ts'
import { atMost, figure } from './row.ts'
import type { Bench, Row } from './row.ts'
import { withSession } from './session.ts'
import type { BenchSession } from './session.ts'
import { beginWork, halfOfPeak, playSteadily } from './steady.ts'

const SECONDS = 5
const MEGABYTE = 1024 * 1024

/** Batches close meanwhile: ten minutes settle more units than the largest batch may have. */
export const measureMemory = (bench: Bench): Promise<Row[]> =>
  withSession(bench, 'memory', (session) => watch(session, bench), { batching: true })

async function watch(session: BenchSession, bench: Bench): Promise<Row[]> {
  const perSecond = await halfOfPeak(session, 1)
  const cycles = Math.max(4, Math.round((60 * bench.minutes) / SECONDS))
  await beginWork(session, perSecond, SECONDS, perSecond * SECONDS * (cycles + 2))
  const megabytes: number[] = []
  for (let n = 0; n < cycles; n += 1) {
    await playSteadily(session, perSecond)
    megabytes.push((await residentBytes(session.grid.pid)) / MEGABYTE)
  }
  // The first quarter fills caches and lets the heap find its size.
  const quarter = Math.ceil(cycles / 4)
  const early = median(megabytes.slice(quarter, 2 * quarter))
  const late = median(megabytes.slice(-quarter))
  const note = `${cycles} times ${SECONDS} s at ${perSecond.toFixed(0)} receipts/s`
  return [
    figure('memory of the coordinator, at the end', late, 'MB', note),
    atMost('its growth from the second to the last quarter', late / early, '', 1.1),
  ]
}
