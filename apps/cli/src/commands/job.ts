/** `pumasi job`: list, status, wait, outputs, pause, resume, priority, cancel, delete. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  cancelJob,
  deleteJob,
  fetchOutputs,
  pauseJob,
  prioritiseJob,
  resumeJob,
} from '@pumasi/client'
import type { GridConnection } from '@pumasi/client'
import { GridError, fileNameSchema, formatCount, parseJobId } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import type { JobView, Steered } from '@pumasi/protocol'
import type { Command } from 'commander'
import { addConnectionOptions, connectRequester } from '../requester/connection.ts'
import type { ConnectionOptions } from '../requester/connection.ts'
import { waitForJob } from '../requester/watch-job.ts'
import { print } from '../terminal/failure.ts'
import { priorityOption, wholeNumber } from '../terminal/options.ts'
import { startProgress } from '../terminal/progress.ts'

const describeState = ({ state, pauseReason }: JobView): string =>
  pauseReason === null ? state : `${state} (${pauseReason})`

const summarise = (job: JobView): string =>
  [
    `${job.jobId}  ${job.name}`,
    `  ${describeState(job)}, priority ${job.priority}, of ${job.requester ?? 'the operator'}`,
    `  ${job.believed} of ${job.units} units believed, ${job.committed} on the chain, ` +
      `${job.failed} failed, ${job.cancelled} cancelled, ${job.activeLeases} running`,
  ].join('\n')

function show(job: JobView, json: boolean | undefined): void {
  if (json) print(job)
  else process.stdout.write(`${summarise(job)}\n`)
}

export function addJobCommand(program: Command): void {
  const job = program.command('job').description('Watch and steer submitted jobs')
  const add = (name: string, description: string): Command =>
    addConnectionOptions(job.command(name).description(description))

  add('list', 'List the newest jobs').action(async (options: ConnectionOptions) => {
    const { call } = await connectRequester(options)
    const jobs = await call((client) => client.job.list.query())
    if (options.json) print(jobs)
    else process.stdout.write(jobs.map((each) => `${summarise(each)}\n`).join('') || 'no jobs\n')
  })

  add('status', 'Show one job')
    .argument('<job-id>')
    .addHelpText('after', '\nExample:\n  pumasi job status 0x3f... --json')
    .action(async (id: string, options: ConnectionOptions) => {
      const jobId = parseJobId(id)
      const { call } = await connectRequester(options)
      show(await call((client) => client.job.fetch.query({ jobId })), options.json)
    })

  add('wait', 'Wait until a job is settled and committed')
    .argument('<job-id>')
    .addHelpText('after', '\nExit code 1 when units failed or the job was cancelled.')
    .action(async (id: string, options: ConnectionOptions) => {
      const done = await waitForJob(await connectRequester(options), parseJobId(id))
      show(done, options.json)
      process.exitCode = done.failed > 0 || done.cancelled > 0 ? 1 : 0
    })

  add('outputs', 'Download the believed outputs of a job into a folder')
    .argument('<job-id>')
    .requiredOption('--to <folder>', 'one folder for each unit is made here')
    .option('--from <unit>', 'leave out the units before this one', wholeNumber(0), 0)
    .addHelpText(
      'after',
      `
Each unit's folder holds stdout, stderr and the files it wrote; output.json has its digest and fuel.

Example:
  pumasi job outputs 0x3f... --to results/ --from 120    those that an earlier call did not get`,
    )
    .action(saveOutputs)

  const steer = (name: string, description: string, act: Steering): Command =>
    add(name, description)
      .argument('<job-id>')
      .action(async (id: string, options: ConnectionOptions & { reason?: string }) => {
        await tellSteered(id, options, (grid, jobId) => act(grid, jobId, options))
      })

  steer('pause', 'Lease nothing more of a job; what runs may end', (grid, jobId, { reason }) =>
    pauseJob(grid, jobId, reason ?? 'paused by hand'),
  ).option('--reason <text>', 'for whoever looks at it')
  steer('resume', 'Go on with a paused job; failures so far are forgiven', resumeJob)
  add('priority', 'Let a job go before or after others of yours')
    .argument('<job-id>')
    .argument('<priority>', 'from -100 to 100; 0 unless set', priorityOption)
    .addHelpText('after', '\nExample:\n  pumasi job priority 0x3f... 10')
    .action(async (id: string, priority: number, options: ConnectionOptions) => {
      await tellSteered(id, options, (grid, jobId) => prioritiseJob(grid, jobId, priority))
    })

  add('cancel', 'Cancel the open units of a job; believed ones stay')
    .argument('<job-id>')
    .action(async (id: string, options: ConnectionOptions) => {
      const jobId = parseJobId(id)
      const cancelled = await cancelJob(await connectRequester(options), jobId)
      if (options.json) print({ jobId, cancelled })
      else process.stdout.write(cancelled ? 'cancelled\n' : 'nothing to cancel\n')
    })

  add('delete', 'Delete a cancelled job of which nothing was believed')
    .argument('<job-id>')
    .addHelpText(
      'after',
      `
What was believed stays: the ledger refers to it, and auditors need it. The job's files go with the
coordinator's next sweeps, after the days its settings keep them.`,
    )
    .action(async (id: string, options: ConnectionOptions) => {
      const jobId = parseJobId(id)
      await deleteJob(await connectRequester(options), jobId)
      if (options.json) print({ jobId, deleted: true })
      else process.stdout.write('deleted\n')
    })
}

type Steering = (
  grid: GridConnection,
  jobId: JobId,
  options: { readonly reason?: string },
) => Promise<Steered>

const steeredWords: Readonly<Record<Steered, string>> = {
  applied: 'done',
  repeated: 'so already',
  over: 'the job is over',
}

async function tellSteered(
  id: string,
  options: ConnectionOptions,
  act: (grid: GridConnection, jobId: JobId) => Promise<Steered>,
): Promise<void> {
  const jobId = parseJobId(id)
  const answer = await act(await connectRequester(options), jobId)
  if (options.json) print({ jobId, answer })
  else process.stdout.write(`${steeredWords[answer]}\n`)
  process.exitCode = answer === 'over' ? 1 : 0
}

async function saveOutputs(
  id: string,
  options: ConnectionOptions & { readonly to: string; readonly from: number },
): Promise<void> {
  const jobId = parseJobId(id)
  const connection = await connectRequester(options)
  const { units } = await connection.call((client) => client.job.fetch.query({ jobId }))
  const progress = startProgress('outputs')
  let saved = 0
  let bytes = 0
  for await (const { unit, outputHash, output } of fetchOutputs(connection, jobId, options)) {
    const folder = join(options.to, String(unit.unitIndex).padStart(6, '0'))
    const { exitClass, exitCode, stdout, stderr, files } = output
    await save(join(folder, 'stdout'), stdout)
    await save(join(folder, 'stderr'), stderr)
    for (const { name, bytes: content } of files) {
      await save(join(folder, 'files', assertInside(name)), content)
    }
    const facts = {
      unitIndex: unit.unitIndex,
      outputHash,
      exitClass,
      exitCode,
      fuel: String(unit.fuel),
    }
    await save(join(folder, 'output.json'), Buffer.from(`${JSON.stringify(facts, null, 2)}\n`))
    saved += 1
    bytes += stdout.length
    progress.update(saved, units)
  }
  progress.end()
  if (options.json) print({ jobId, saved, folder: options.to })
  else process.stdout.write(`${saved} outputs (${formatCount(bytes, 'B')}) in ${options.to}\n`)
}

/** A quorum of liars chooses names too: none may lead out of the folder. */
function assertInside(name: string): string {
  if (fileNameSchema.safeParse(name).success) return name
  throw new GridError('OUTPUT_NAME_UNSAFE', `found an output file named "${name.slice(0, 80)}"`, {
    hint: 'Nothing was written under that name: do not trust this output.',
  })
}

async function save(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.part`, bytes)
  await rename(`${path}.part`, path)
}
