/** Runs every unit of a small job under Node's own WASI, for tests of this room. */
import { readFileSync } from 'node:fs'
import type { JobFile } from '../../src/program.ts'
import { run } from './run.ts'

/** The arguments of each unit, as the grid fills them in: the last axis runs fastest. */
export function unitArguments({ args, matrix }: JobFile): string[][] {
  let units: string[][] = [[...args]]
  for (const [name, values] of Object.entries(matrix)) {
    const listed =
      'from' in values
        ? Array.from({ length: values.to - values.from + 1 }, (_, step) => values.from + step)
        : values
    units = units.flatMap((unit) =>
      listed.map((value) => unit.map((word) => word.replaceAll(`{${name}}`, String(value)))),
    )
  }
  return units
}

/** What a job's units read: the texts of its inputs, or nothing. */
export const unitInputs = ({ inputs }: JobFile, jobFileUrl: URL): readonly string[] =>
  inputs?.map((path) => readFileSync(new URL(path, jobFileUrl), 'utf8')) ?? ['']

/** The standard output of each unit, in order; a unit that fails ends the test with its words. */
export function runStudy(module: WebAssembly.Module, job: JobFile, jobFileUrl: URL): Uint8Array[] {
  return unitInputs(job, jobFileUrl).flatMap((input) =>
    unitArguments(job).map((args) => {
      const { exitCode, stdout, stderr } = run(module, args, input)
      if (exitCode !== 0)
        throw new Error(`unit ${args.join(' ')} ended with ${exitCode}: ${stderr}`)
      return stdout
    }),
  )
}
