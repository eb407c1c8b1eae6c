/**
 * Tiny: one job of very many tiny units, from its submission to the audit of every batch.
 *
 * What it shows is whether anything grows with the job: leases, batches, the chain, a stranger's
 * audit. How fast a unit runs says little, since there is next to nothing in one.
 */
import { readFile, rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { connectGrid } from '@pumasi/client'
import { WASM_PAGE_BYTES } from '@pumasi/domain'
import type { JobId, JobSpec } from '@pumasi/domain'
import { compileEcho } from '../chaos/load/echo.ts'
import { startGrid } from '../chaos/grid/grid.ts'
import type { ChaosGrid } from '../chaos/grid/grid.ts'
import { runAudit } from '../chaos/proofs/audit.ts'
import { readGas } from './gas.ts'
import { readOptions, usage } from './options.ts'
import type { TinyOptions } from './options.ts'

const LOOK_MS = 1_000
const TELL_MS = 15_000

try {
  const options = readOptions(process.argv.slice(2))
  if (options === null) process.stdout.write(usage)
  else process.exitCode = (await runTiny(options)) ? 0 : 1
} catch (error) {
  process.stderr.write(`${String(error)}\n`)
  process.exitCode = error instanceof TypeError ? 2 : 1
}

async function runTiny(options: TinyOptions): Promise<boolean> {
  const { workers, minutes, json } = options
  const interrupt = new AbortController()
  const stop = (): void => interrupt.abort(new Error('interrupted'))
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop)
  const late = setTimeout(() => {
    interrupt.abort(new Error(`not finished within ${minutes} minutes`))
  }, minutes * 60_000)
  const onDefect = (defect: string): void => interrupt.abort(new Error(defect))
  let grid: ChaosGrid | null = null
  let clean = false
  try {
    const { signal } = interrupt
    grid = await startGrid({ coordinators: 1, workers, settings: {}, onDefect, signal })
    const figures = await measure(grid, options, signal)
    print(figures, json)
    clean = figures.audit.ok
    return clean
  } catch (error) {
    throw (interrupt.signal.reason as Error | undefined) ?? error
  } finally {
    clearTimeout(late)
    await grid?.end()
    if (grid !== null && clean) await rm(grid.logs, { recursive: true })
    else if (grid !== null) process.stderr.write(`what every process said is in ${grid.logs}\n`)
  }
}

async function measure(grid: ChaosGrid, { units, workers, all }: TinyOptions, signal: AbortSignal) {
  const token = (await readFile(grid.operatorTokenFile, 'utf8')).trim()
  const connection = connectGrid({ url: grid.url, token })
  const spec = jobOf(await connection.upload(await compileEcho()), units)
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

function jobOf(program: JobSpec['program'], units: number): JobSpec {
  return {
    version: 1,
    ...{ name: 'tiny', nonce: '', requester: null, program },
    args: ['{n}'],
    axes: [{ name: 'n', from: 1, to: units }],
    ...{ stdin: [], files: [] },
    limits: {
      fuelMax: 1_000_000_000n,
      memoryMaxBytes: 16 * WASM_PAGE_BYTES,
      outputMaxBytes: 65_536,
    },
    quorum: 2,
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
