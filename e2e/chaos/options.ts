/** Options of the chaos run, checked before anything starts. */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { wholeOption } from '../named-run/command.ts'

export const usage = `Usage: nx run e2e:chaos -- [--kills N] [--seed S] [--minutes M] [--json]

Starts a Postgres, a chain, two coordinators and four workers, ends them with kill -9 at random
points while they work, lets the work finish, and proves that nothing was lost or counted twice.

  --kills N     kills in all (default 20)
  --seed S      draws the same kills again (default: a new one, printed)
  --minutes M   the run is given up after this time (default 5, and 1 for every 5 kills)
  --json        print the outcome as one JSON document

Exit code: 0 everything proved; 1 a proof failed or time ran out; 2 wrong usage.
`

export interface ChaosOptions {
  readonly kills: number
  readonly seed: string
  readonly minutes: number
  readonly json: boolean
}

/** Null when help was asked for. @throws TypeError on anything unknown */
export function readOptions(args: readonly string[]): ChaosOptions | null {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const { values } = parseArgs({
    args: [...args],
    options: { kills: text, seed: text, minutes: text, json: flag, help: flag },
  })
  if (values.help === true) return null
  const kills = wholeOption('kills', values.kills ?? '20', 1, 10_000)
  return {
    kills,
    seed: values.seed ?? randomBytes(4).toString('hex'),
    minutes: wholeOption('minutes', values.minutes ?? String(5 + Math.ceil(kills / 5)), 1, 1_440),
    json: values.json === true,
  }
}
