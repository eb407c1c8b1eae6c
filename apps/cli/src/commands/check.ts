/** `pumasi check`: does a program do the same in both sandboxes, and does it belong on a grid? */
import type { Command } from 'commander'
import { planJob } from '@pumasi/rules'
import { checkJob } from '../author/check-program.ts'
import { describeCheck } from '../author/check-report.ts'
import { readExpectation, writeExpectation } from '../author/expectation.ts'
import { readJobFile } from '../requester/job-file.ts'
import { readJob } from '../requester/read-job.ts'
import { sampleUnits } from '../requester/trial.ts'
import { print } from '../terminal/failure.ts'
import { wholeNumber } from '../terminal/options.ts'
import { startProgress } from '../terminal/progress.ts'

interface CheckOptions {
  readonly units: number
  readonly expect?: string
  readonly writeExpected?: string
  readonly json?: boolean
}

export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('Run units of a job in the fast and the reference sandbox and judge the job')
    .argument('<job-file>', 'a YAML file; docs/job-file.md describes it')
    .option('--units <count>', 'units to run, the first and the last among them', wholeNumber(1), 2)
    .option('--expect <file>', 'run the units of this file, and compare what they print')
    .option('--write-expected <file>', 'keep what the units print as what is expected')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Needs no grid and sends nothing. Says what a unit takes (fuel, time, memory, bytes in and out),
what the job would take, and how much faster 10 to 1,000,000 hosts would be.
Exit code: 0 when both sandboxes agree and all is as expected, 1 otherwise.

Examples:
  pumasi check job.yaml
  pumasi check job.yaml --write-expected expected.json
  pumasi check job.yaml --expect expected.json --json`,
    )
    .action(check)
}

async function check(path: string, options: CheckOptions): Promise<void> {
  const job = await readJob(await readJobFile(path))
  const { unitCount } = planJob(job.spec)
  const { expect } = options
  const expectation = expect === undefined ? null : await readExpectation(expect, unitCount)
  const units =
    expectation?.units.map(({ unitIndex }) => unitIndex) ?? sampleUnits(unitCount, options.units)
  const { checked, tried } = await checkJob(job, units, expectation, startProgress)
  if (options.writeExpected !== undefined) await writeExpectation(options.writeExpected, tried)
  if (options.json) print(checked)
  else process.stdout.write(describeCheck(checked))
  process.exitCode = checked.ok ? 0 : 1
}
