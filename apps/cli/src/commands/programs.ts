/** `pumasi programs`: the science programs, their plans, their checks against the literature. */
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { stringify } from 'yaml'
import { GridError } from '@pumasi/domain'
import { programNamed, programsNamed } from '../programs/named.ts'
import { verify } from '../programs/verify.ts'
import type { Verification } from '../programs/verify.ts'
import { print } from '../terminal/failure.ts'
import { wholeNumber } from '../terminal/options.ts'
import { startPassingProgress, startProgress } from '../terminal/progress.ts'
import {
  describeTable,
  describeVerification,
  summariseVerification,
} from '../terminal/verification-report.ts'
import { writeWhole } from '../up/data-dir.ts'

interface VerifyOptions {
  readonly small?: boolean
  readonly verbose?: boolean
  readonly json?: boolean
}

interface ConcludeOptions {
  readonly plot?: string
  readonly json?: boolean
}

export function addProgramsCommand(program: Command): void {
  const command = program
    .command('programs')
    .description('The science programs: list, plan, conclude, verify against published numbers')
    .addHelpText(
      'after',
      `
Examples:
  pumasi programs list
  pumasi programs plan boarding-school --scale 5000 > study.yaml && pumasi submit study.yaml --wait
  pumasi job outputs JOB --to outputs
  pumasi programs conclude boarding-school outputs --plot posterior.svg
  pumasi programs verify                     every program's demo: a line each, about a minute each
  pumasi programs verify boarding-school --small --json`,
    )
  command.command('list').description('Names, titles and scales').option('--json').action(list)
  command
    .command('plan')
    .description('Print the job file of a study')
    .argument('<program>')
    .requiredOption('--scale <count>', 'how large; `list` says what is counted', wholeNumber(0))
    .action(plan)
  command
    .command('conclude')
    .description('Table, picture and comparison from the outputs of believed units')
    .argument('<program>')
    .argument('<folder>', 'where `pumasi job outputs --to` wrote them')
    .option('--plot <file>', 'write the picture (SVG)')
    .option('--json', 'print one JSON document')
    .action(conclude)
  command
    .command('verify')
    .description('Compute studies here, in the sandbox, and compare with published numbers')
    .argument('[program...]', 'all, a line each, unless named')
    .option('--small', 'the small study of each, in seconds')
    .option('--verbose', 'every value with reference, tolerance and source, as for one named')
    .option('--json', 'print one JSON document')
    .action(verifyAll)
}

function list({ json }: { readonly json?: boolean }): void {
  const listed = programsNamed([]).map(({ name, title, scale, jobFileUrl }) => ({
    ...{ name, title, scale, jobFile: fileURLToPath(jobFileUrl) },
  }))
  if (json) return print({ ok: true, programs: listed })
  const rows = listed.map(({ name, title, scale }) => [
    ...[name, title, `${scale.demo} of ${scale.min} to ${scale.max} ${scale.counts}`],
  ])
  process.stdout.write(describeTable({ columns: ['program', 'title', 'demo'], rows }))
}

function plan(name: string, { scale }: { readonly scale: number }): void {
  const program = programNamed(name)
  const job = program.planJob(scale)
  // Where the file will lie is not known here.
  const inputs = job.inputs?.map((path) => fileURLToPath(new URL(path, program.jobFileUrl)))
  process.stdout.write(
    stringify({ ...job, program: fileURLToPath(program.moduleUrl), ...(inputs && { inputs }) }),
  )
}

async function conclude(name: string, folder: string, options: ConcludeOptions): Promise<void> {
  const { table, plot, checks } = programNamed(name).conclude(await readOutputs(folder))
  if (options.plot !== undefined) await writeWhole(options.plot, plot)
  if (options.json) print({ ok: true, table, checks })
  else process.stdout.write(describeTable(table))
}

/** Every `UNIT/stdout` below `folder`. @throws `FILE_MISSING` */
async function readOutputs(folder: string): Promise<Uint8Array[]> {
  try {
    const units = await readdir(folder, { withFileTypes: true })
    const folders = units.filter((each) => each.isDirectory())
    return await Promise.all(folders.map(({ name }) => readFile(join(folder, name, 'stdout'))))
  } catch (cause) {
    throw new GridError('FILE_MISSING', `found no outputs of units in ${folder}`, {
      hint: 'Give the folder that `pumasi job outputs JOB --to FOLDER` wrote.',
      details: { folder },
      cause,
    })
  }
}

async function verifyAll(names: readonly string[], options: VerifyOptions): Promise<void> {
  const verifications: Verification[] = []
  const chosen = programsNamed(names)
  const whole = options.verbose === true || names.length > 0
  const width = Math.max(...chosen.map(({ name }) => name.length))
  const start = whole ? startProgress : startPassingProgress
  for (const program of chosen) {
    const progress = start(`${program.name}, units`)
    const verification = await verify(program, options.small === true, progress)
    verifications.push(verification)
    if (options.json) continue
    process.stdout.write(
      whole ? describeVerification(verification) : summariseVerification(verification, width),
    )
  }
  const ok = verifications.every((each) => each.ok)
  if (options.json) print({ ok, verifications: verifications.map(withoutPlot) })
  process.exitCode = ok ? 0 : 1
}

const withoutPlot = ({ plot: _, ...rest }: Verification): Omit<Verification, 'plot'> => rest
