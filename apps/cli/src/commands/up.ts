/** `pumasi up`: a whole grid on this machine, on a real scientific question. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { fetchOutputs } from '@pumasi/client'
import { digestOfCanonical } from '@pumasi/domain'
import { boardingSchool } from '@pumasi/programs'
import { readPlan } from '../programs/planned-job.ts'
import { submitJobFile } from '../requester/submit.ts'
import { wholeNumber } from '../terminal/options.ts'
import { runAudit } from '../up/audit-process.ts'
import { openDataDir, writeWhole } from '../up/data-dir.ts'
import type { DataDir } from '../up/data-dir.ts'
import { finishJob } from '../up/finish-job.ts'
import { startGrid } from '../up/grid.ts'
import type { LocalGrid } from '../up/grid.ts'
import { composeReport, describeReport } from '../up/report.ts'
import type { Report } from '../up/report.ts'
import { vanishOnce } from '../up/vanish.ts'

interface UpOptions {
  readonly data: string
  readonly port: number
  readonly units: number
  readonly sample: number
  readonly once?: boolean
  readonly report?: string
}

export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description('Start a whole grid here: chain, coordinator, attestors, workers, job, audit')
    .option('--data <folder>', 'where everything is kept', '.pumasi')
    .option('--port <number>', 'port of coordinator and console, 0 for any', wholeNumber(0), 4600)
    .option('--units <count>', 'work units of the job', wholeNumber(20), 300)
    .option('--sample <count>', 'units the audit executes again', wholeNumber(1), 20)
    .option('--once', 'stop after the audit instead of serving on: exit code 0 or 1')
    .option('--report <file>', 'write the report as JSON (docs/report.md)')
    .addHelpText(
      'after',
      `
One of the three workers lies and one is killed in the middle of a unit. Stop it at any moment,
also with kill -9, and start it again: it goes on where it was.
Environment: DATABASE_URL, a postgres:// URL, replaces the embedded database.

Examples:
  pumasi up
  pumasi up --once --report report.json
  pumasi up --data /tmp/grid --port 8080 --units 1000`,
    )
    .action(up)
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

async function up(options: UpOptions): Promise<void> {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      say('stopping')
      stopping.abort()
    })
  }
  const dir = await openDataDir(options.data)
  try {
    const grid = await startGrid({ dir, port: options.port, say, signal: stopping.signal })
    try {
      process.exitCode = await serve(dir, grid, options, stopping.signal)
    } finally {
      await grid.stop()
    }
  } finally {
    await dir.release()
  }
}

async function serve(
  dir: DataDir,
  grid: LocalGrid,
  { units, sample, report: reportFile, once }: UpOptions,
  signal: AbortSignal,
): Promise<0 | 1> {
  const { jobId, unitCount, state } = await submitJobFile(
    grid.connection,
    readPlan(boardingSchool, boardingSchool.planJob(units)),
  )
  say(`job: ${unitCount} units, ${state === 'known' ? 'going on' : 'submitted'} (${jobId})`)
  say(`console: ${grid.url}`)
  const [, , last] = grid.workers
  if (last === undefined) return 1
  const status = await finishJob(grid, jobId, (tell) => vanishOnce(last, tell), signal)
  if (status === null) return 1
  const stdouts: Uint8Array[] = []
  const believed: { unitIndex: number; outputHash: string }[] = []
  for await (const { unit, outputHash, output } of fetchOutputs(grid.connection, jobId)) {
    stdouts.push(output.stdout)
    believed.push({ unitIndex: unit.unitIndex, outputHash })
  }
  const outputsDigest = digestOfCanonical(believed)
  const posterior = boardingSchool.reduce(stdouts)
  const plot = join(dir.root, 'boarding-school.svg')
  await writeWhole(plot, boardingSchool.plot(posterior))
  say('audit: a process of its own, with RPC, ledger address and mirror alone')
  const audit = await runAudit(grid, sample)
  const reference = boardingSchool.compare(posterior)
  const report = composeReport({
    ...{ grid, jobId, outputsDigest, status, audit, posterior, reference, plot },
  })
  await save(report, reportFile)
  process.stdout.write(describeReport(report))
  if (!once && !signal.aborted) {
    say(`serving on at ${grid.url}; Ctrl-C stops`)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  }
  return audit.ok ? 0 : 1
}

async function save(report: Report, file: string | undefined): Promise<void> {
  if (file !== undefined) await writeWhole(file, `${JSON.stringify(report, null, 2)}\n`)
}
