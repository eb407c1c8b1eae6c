/**
 * The grid of a named run: brought up for one piece of work, and ended whatever comes of it.
 *
 * The work is given up at Ctrl-C, when its time is over, and when a process ends that nobody
 * killed. What the processes said is kept unless all went well.
 */
import { rm } from 'node:fs/promises'
import { startGrid } from '../grid/grid.ts'
import type { GridOptions, KillableGrid } from '../grid/grid.ts'

interface Wanted extends Omit<GridOptions, 'onDefect' | 'signal'> {
  /** The work is given up after this time, with the start of the grid. */
  readonly minutes: number
}

/** Answers what `work` does. @throws why it was given up, or what it throws */
export async function onGrid<Outcome extends { readonly ok: boolean }>(
  { minutes, ...wanted }: Wanted,
  work: (grid: KillableGrid, signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  const interrupt = new AbortController()
  const { signal } = interrupt
  const giveUp = (why: string): void => interrupt.abort(new Error(why))
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => giveUp('interrupted'))
  const late = setTimeout(giveUp, minutes * 60_000, `not finished within ${minutes} minutes`)
  let grid: KillableGrid | null = null
  let ok = false
  try {
    grid = await startGrid({ ...wanted, onDefect: giveUp, signal })
    const outcome = await work(grid, signal)
    ok = outcome.ok
    return outcome
  } catch (error) {
    throw (signal.reason as Error | undefined) ?? error
  } finally {
    clearTimeout(late)
    await grid?.end()
    // For what still looks on.
    interrupt.abort()
    if (grid !== null && ok) await rm(grid.logs, { recursive: true })
    else if (grid !== null) process.stderr.write(`what every process said is in ${grid.logs}\n`)
  }
}
