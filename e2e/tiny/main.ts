/**
 * Tiny: one job of very many tiny units, from its submission to the audit of every batch.
 *
 * What it shows is whether anything grows with the job: leases, batches, the chain, a stranger's
 * audit. How fast a unit runs says little, since there is next to nothing in one.
 */
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { connectGrid } from '@pumasi/client'
import type { JobId } from '@pumasi/domain'
import { runAudit } from '../grid/audit.ts'
import { compileEcho, echoSpec } from '../grid/echo.ts'
import type { KillableGrid } from '../grid/grid.ts'
import { runCommand } from '../named-run/command.ts'
import { onGrid } from '../named-run/on-grid.ts'
import { readGas } from './gas.ts'
import { readOptions, usage } from './options.ts'
import type { TinyOptions } from './options.ts'

const LOOK_MS = 1_000
const TELL_MS = 15_000

await runCommand({ usage, readOptions, run: runTiny })

async function runTiny(options: TinyOptions): Promise<boolean> {
  const { workers, minutes, json } = options
  const wanted = { coordinators: 1, workers, settings: {}, minutes }
  const { ok } = await onGrid(wanted, async (grid, signal) => {
    const figures = await measure(grid, options, signal)
    print(figures, json)
    return figures.audit
  })
  return ok
}

async function measure(
  grid: KillableGrid,
  { units, workers, all }: TinyOptions,
  signal: AbortSignal,
) {
  const token = (await readFile(grid.operatorTokenFile, 'utf8')).trim()
  const connection = connectGrid({ url: grid.url, token })
  const program = await connection.upload(await compileEcho())
  const asked = { name: 'tiny', nonce: '', args: ['{n}'] }
  const spec = echoSpec(program, units, { ...asked, version: 1, quorum: 2 })
  const startedAt = performance.now()
  const since = (): number => (performance.now() - startedAt) / 1_000
  const { jobId } = await connection.call((client) =>
    client.job.submit.mutate({ spec, wallMaxMs: 60_000 }),
  )
  const submitSeconds = since()
  const look = (id: JobId) => connection.call((client) => client.job.fetch.query({ jobId: id }))
  let believedSeconds: number | null = null
  for (let told = performance.now(); ;) {
    const { believed, committed } = await look(jobId)
    if (believed === units) believedSeconds ??= since()
    if (committed === units) break
    if (performance.now() - told > TELL_MS) {
      told = performance.now()
      const text = `${believed} of ${units} units believed, ${committed} committed`
      process.stderr.write(`${since().toFixed(0).padStart(6)} s  ${text}\n`)
    }
    await pause(LOOK_MS, undefined, { signal })
  }
  const committedSeconds = since()
  const { rpcUrl, ledger, url } = grid
  const audit = await runAudit({ rpcUrl, ledger, mirror: url }, all ? ['--all'] : [], signal)
  return {
    ...{ units, workers, submitSeconds, believedSeconds: believedSeconds ?? committedSeconds },
    ...{ committedSeconds, ...(await readGas(grid.databaseUrl)), audit },
  }
}

type Figures = Awaited<ReturnType<typeof measure>>

function print(figures: Figures, json: boolean): void {
  if (json) return void process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
  const { units, workers, batches, gasUsed, executions, audit } = figures
  const rate = units / figures.believedSeconds
  const lines = [
    `${units} units, ${workers} workers: submitted in ${figures.submitSeconds.toFixed(2)} s`,
    `believed in ${figures.believedSeconds.toFixed(0)} s, ${rate.toFixed(1)} units/s; committed ` +
      `${(figures.committedSeconds - figures.believedSeconds).toFixed(1)} s later`,
    `${batches} batches, ${gasUsed} gas, ${(gasUsed / executions).toFixed(1)} an execution`,
    `audit in ${audit.seconds.toFixed(1)} s, ${audit.unitsReexecuted} units executed again: ` +
      (audit.ok ? 'everything agrees' : audit.said),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
