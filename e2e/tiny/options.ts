/** Options of the run of tiny units, checked before anything starts. */
import { parseArgs } from 'node:util'
import { wholeOption } from '../named-run/command.ts'

export const usage = `Usage: nx run e2e:tiny -- [--units N] [--workers W] [--minutes M] [--all] [--json]

Starts a Postgres, a chain, one coordinator with its usual settings and workers, all as processes of
their own; submits one job of tiny units, waits until each is believed by a quorum of two and
committed, and audits the ledger. Prints units a second, batches, gas and the time of the audit.

  --units N     units of the job (default 100000)
  --workers W   workers, each with an account and one slot (default 2)
  --minutes M   the run is given up after this time (default 10, and 1 for every 2000 units)
  --all         the audit executes every unit again, instead of ten that blocks draw
  --json        print the figures as one JSON document

Exit code: 0 all committed and the audit clean; 1 not so, or time ran out; 2 wrong usage.
`

export interface TinyOptions {
  readonly units: number
  readonly workers: number
  readonly minutes: number
  readonly all: boolean
  readonly json: boolean
}

/** Null when help was asked for. @throws TypeError on anything unknown */
export function readOptions(args: readonly string[]): TinyOptions | null {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const { values } = parseArgs({
    args: [...args],
    options: { units: text, workers: text, minutes: text, all: flag, json: flag, help: flag },
  })
  if (values.help === true) return null
  const units = wholeOption('units', values.units ?? '100000', 1, 1_000_000)
  return {
    units,
    workers: wholeOption('workers', values.workers ?? '2', 2, 64),
    minutes: wholeOption(
      'minutes',
      values.minutes ?? String(10 + Math.ceil(units / 2_000)),
      1,
      1_440,
    ),
    all: values.all === true,
    json: values.json === true,
  }
}
