/** `pumasi submit`: give a job to a grid. */
import type { Command } from 'commander'
import { formatCount } from '@pumasi/domain'
import { addConnectionOptions, connectRequester } from '../requester/connection.ts'
import type { ConnectionOptions } from '../requester/connection.ts'
import { dryRun } from '../requester/dry-run.ts'
import type { DryRun } from '../requester/dry-run.ts'
import { readJobFile } from '../requester/job-file.ts'
import { readJob } from '../requester/read-job.ts'
import { submitJobFile } from '../requester/submit.ts'
import { waitForJob } from '../requester/watch-job.ts'
import { print } from '../terminal/failure.ts'
import { priorityOption, wholeNumber } from '../terminal/options.ts'
import { startProgress } from '../terminal/progress.ts'

interface SubmitOptions extends ConnectionOptions {
  readonly wait?: boolean
  readonly dryRun?: number | true
  readonly priority?: number
  readonly untried?: boolean
}

/** Units a dry run tries unless it is told: the first, the last and one between. */
const SAMPLES = 3

export function addSubmitCommand(program: Command): void {
  const command = program
    .command('submit')
    .description('Submit a job file')
    .argument('<job-file>', 'a YAML file; docs/job-file.md describes it')
    .option('--priority <n>', 'among jobs of yours, higher goes first', priorityOption)
    .option('--untried', 'do not run the first unit here before anything is sent')
    .option('--wait', 'wait until every unit is settled and committed')
    .option(
      '--dry-run [units]',
      'send nothing: try so many units here and estimate the whole (3 by default)',
      wholeNumber(1),
    )
  addConnectionOptions(command)
    .addHelpText(
      'after',
      `
Submitting the same file again finds the same job; another nonce makes another one.

Examples:
  pumasi submit packages/programs/src/boarding-school/job.yaml
  pumasi submit job.yaml --dry-run           what one unit burns, what the job would take
  pumasi submit job.yaml --wait --json`,
    )
    .action(submit)
}

async function submit(path: string, options: SubmitOptions): Promise<void> {
  const file = await readJobFile(path)
  if (options.dryRun !== undefined) {
    const count = options.dryRun === true ? SAMPLES : options.dryRun
    const tried = await dryRun(await readJob(file), count, startProgress('units tried'))
    if (options.json) print(tried)
    else process.stdout.write(describe(tried))
    process.exitCode = tried.samples.every(({ exitClass }) => exitClass === 'exited') ? 0 : 1
    return
  }
  const connection = await connectRequester(options)
  const submitted = await submitJobFile(connection, file, options)
  if (options.wait) await waitForJob(connection, submitted.jobId)
  if (options.json) print(submitted)
  else
    process.stdout.write(`${submitted.jobId}\n${submitted.unitCount} units, ${submitted.state}\n`)
}

function describe(tried: DryRun): string {
  const { samples, unitCount, quorum, fuelTotal, coreHours, advice } = tried
  const rows = samples.map(
    ({ unitIndex, exitClass, fuel, elapsedMs }) =>
      `unit ${String(unitIndex).padEnd(9)}${exitClass}  ${formatCount(fuel)} fuel  ${elapsedMs} ms`,
  )
  return [
    ...rows,
    `whole job     ${unitCount} units, ${quorum} ${quorum === 1 ? 'run' : 'runs'} each: about ${formatCount(fuelTotal)} fuel`,
    `              ${coreHours.toPrecision(2)} hours of one core such as this one`,
    ...advice,
    'Nothing was sent.',
    '',
  ].join('\n')
}
