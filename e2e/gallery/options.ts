/** Options of the gallery run, checked before anything starts. */
import { parseArgs } from 'node:util'
import { programs } from '@pumasi/programs'
import type { ListedProgram } from '@pumasi/programs'
import { wholeOption } from '../named-run/command.ts'

export const usage = `Usage: nx run e2e:gallery -- [NAME...] [--small] [--minutes M] [--write] [--json]

Gives the demo of each program named, or of all, to a real grid: a local chain, a coordinator, two
honest workers, one that lies and one that vanishes in the middle of a unit. Waits, compares the
outcome with the published values, and lets \`pumasi audit --all\` execute every unit again.

  --small       the small study of each, in seconds
  --minutes M   a program that is not through after this time has failed (default 30)
  --write       keep record and picture for docs/gallery.md and the console
  --json        print one JSON document

Exit code: 0 every program passed; 1 one did not; 2 wrong usage.
`

export interface GalleryOptions {
  readonly programs: readonly ListedProgram[]
  readonly small: boolean
  readonly minutes: number
  readonly write: boolean
  readonly json: boolean
}

/** Null when help was asked for. @throws TypeError on anything unknown */
export function readOptions(args: readonly string[]): GalleryOptions | null {
  const flag = { type: 'boolean' } as const
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...{ small: flag, write: flag, json: flag, help: flag },
      minutes: { type: 'string' },
    },
  })
  if (values.help === true) return null
  if (values.small === true && values.write === true) {
    throw new TypeError('found --small with --write: the gallery shows whole demos')
  }
  return {
    programs: positionals.length === 0 ? programs : positionals.map(named),
    small: values.small === true,
    minutes: wholeOption('minutes', values.minutes ?? '30', 1, 1_440),
    ...{ write: values.write === true, json: values.json === true },
  }
}

function named(name: string): ListedProgram {
  const found = programs.find((program) => program.name === name)
  if (found !== undefined) return found
  throw new TypeError(
    `found program ${name}, expected one of ${programs.map((p) => p.name).join()}`,
  )
}
