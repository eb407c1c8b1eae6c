/** `pumasi submit`: give a job to a grid. */
import type { Command } from 'commander'
import { addConnectionOptions, connectRequester } from '../requester/connection.ts'
import type { ConnectionOptions } from '../requester/connection.ts'
import { readJobFile } from '../requester/job-file.ts'
import { submitJobFile } from '../requester/submit.ts'
import { waitForJob } from '../requester/watch-job.ts'
import { print } from '../terminal/failure.ts'

export function addSubmitCommand(program: Command): void {
  const command = program
    .command('submit')
    .description('Submit a job file')
    .argument('<job-file>', 'a YAML file; docs/job-file.md describes it')
    .option('--wait', 'wait until every unit is settled and committed')
  addConnectionOptions(command)
    .addHelpText(
      'after',
      `
Submitting the same file again finds the same job; another nonce makes another one.

Examples:
  pumasi submit packages/programs/src/boarding-school/job.yaml
  pumasi submit job.yaml --wait --json`,
    )
    .action(async (path: string, options: ConnectionOptions & { wait?: boolean }) => {
      const file = await readJobFile(path)
      const connection = await connectRequester(options)
      const submitted = await submitJobFile(connection, file)
      if (options.wait) await waitForJob(connection, submitted.jobId)
      if (options.json) print(submitted)
      else
        process.stdout.write(
          `${submitted.jobId}\n${submitted.unitCount} units, ${submitted.state}\n`,
        )
    })
}
