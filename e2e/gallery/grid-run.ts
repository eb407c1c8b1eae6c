/**
 * One program's study on a real grid of its own, with a liar and a host that vanishes, and the
 * proofs: published values met, the liar refused, the unit of the vanished host handed over, every
 * unit executed again by an auditor.
 */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { JobFile, ListedProgram } from '@pumasi/programs'
import type { GridRun } from '@pumasi/programs/gallery'
import type { GridClient, UnitView } from '@pumasi/protocol'
import { run } from '../src/testing/pumasi.ts'
import { startSmallGrid } from '../src/testing/small-grid.ts'
import type { SmallGrid } from '../src/testing/small-grid.ts'

export interface GridOutcome {
  readonly record: GridRun
  /** SVG. */
  readonly plot: string
  /** What went wrong; empty when everything was proved. */
  readonly defects: readonly string[]
}

const LOOK_MS = 250
const PAGE = 500

/** Settings of a grid that notices soon who vanished. */
export const settings = { 'lease-seconds': '5', 'batch-units': '50' }

/** @throws what the grid says, when the study does not come to its end within `minutes` */
export async function runOnGrid(
  program: ListedProgram,
  job: JobFile,
  minutes: number,
): Promise<GridOutcome> {
  const startedAt = performance.now()
  const grid = await startSmallGrid({ settings })
  const late = setTimeout(() => void grid.end(), minutes * 60_000)
  try {
    return await proveOn(grid, program, job, startedAt)
  } finally {
    clearTimeout(late)
    await grid.end()
  }
}

/** The study on a grid that has no worker yet; two honest ones stay. @throws what the grid says */
export async function proveOn(
  grid: SmallGrid,
  program: ListedProgram,
  job: JobFile,
  startedAt = performance.now(),
): Promise<GridOutcome> {
  const jobId = await grid.submitJob(absolute(program, job))
  await castWorkers(grid)
  await waitForEnd(grid, jobId)
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  const units = await listUnits(grid.client, jobId)
  const conclusion = program.conclude(await fetchStdouts(grid, jobId))
  const { hosts, handovers } = await grid.client.status.query()
  const refused = hosts.reduce((sum, host) => sum + host.refused, 0)
  const handedOver = handovers.filter(({ from, to }) => to !== null && to !== from).length
  const audited = await auditAll(grid)
  const record: GridRun = {
    name: program.name,
    day: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'})`,
    ...{ seconds, units: units.length, quorum: job.replication.quorum },
    fuel: String(units.reduce((sum, { fuel }) => sum + (fuel ?? 0n), 0n)),
    ...{ accounts: hosts.length, refused, handedOver, reexecuted: audited.reexecuted },
    checks: conclusion.checks,
  }
  const wrong = conclusion.checks.filter(({ ok }) => !ok).map(({ quantity }) => quantity)
  const defects = [
    ...(wrong.length > 0 ? [`outside tolerance: ${wrong.join(', ')}`] : []),
    ...(refused === 0 ? ['nothing of the liar was refused'] : []),
    ...(handedOver === 0 ? ['nothing of the vanished host was handed over'] : []),
    ...(audited.reexecuted === units.length ? [] : [`audit: ${audited.detail}`]),
  ]
  return { record, plot: conclusion.plot, defects }
}

/** One takes a unit and vanishes, one lies from the beginning, two are honest. */
export async function castWorkers(grid: SmallGrid): Promise<Cast> {
  const vanishing = await grid.addWorker('vanishing')
  await untilHost(grid.client, vanishing.account, ({ activeLeases }) => activeLeases > 0)
  await vanishing.vanish()
  const lying = await grid.addWorker('lying', '--lying')
  await untilHost(grid.client, lying.account, ({ activeLeases }) => activeLeases > 0)
  const [steady] = await Promise.all([grid.addWorker('steady'), grid.addWorker('patient')])
  return { honest: steady.account, liar: lying.account }
}

/** Accounts of an honest worker and of the liar. */
interface Cast {
  readonly honest: string
  readonly liar: string
}

type HostView = Awaited<ReturnType<GridClient['status']['query']>>['hosts'][number]

async function untilHost(
  client: GridClient,
  account: string,
  is: (host: HostView) => boolean,
): Promise<void> {
  for (;;) {
    const { hosts } = await client.status.query()
    if (hosts.some((host) => host.account === account && is(host))) return
    await pause(LOOK_MS)
  }
}

const credentials = ({ url, tokenFile }: SmallGrid): string[] => [
  ...['--coordinator', url, '--token-file', tokenFile, '--json'],
]

async function waitForEnd(grid: SmallGrid, jobId: string): Promise<void> {
  const { code, stdout, stderr } = await run(['job', 'wait', jobId, ...credentials(grid)])
  if (code !== 0) throw new Error(`the job did not come to its end: ${stderr}${stdout}`)
}

async function fetchStdouts(grid: SmallGrid, jobId: string): Promise<Uint8Array[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-outputs-'))
  try {
    const ended = await run(['job', 'outputs', jobId, '--to', folder, ...credentials(grid)])
    if (ended.code !== 0) throw new Error(ended.stderr)
    const names = await readdir(folder)
    return await Promise.all(names.map((name) => readFile(join(folder, name, 'stdout'))))
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function listUnits(client: GridClient, jobId: string): Promise<UnitView[]> {
  const units: UnitView[] = []
  for (;;) {
    const from = units.length
    const page = await client.job.units.query({ jobId: jobId as never, from, limit: PAGE })
    units.push(...page)
    if (page.length < PAGE) return units
  }
}

async function auditAll(grid: SmallGrid): Promise<{ reexecuted: number; detail: string }> {
  const { code, stdout, stderr } = await grid.audit()
  const reexecuted = /(\d+) units executed again/.exec(stdout)?.[1]
  if (code === 0 && reexecuted !== undefined) return { reexecuted: Number(reexecuted), detail: '' }
  return { reexecuted: 0, detail: `${stdout}${stderr}`.slice(0, 1_000) }
}

/** A job file that may lie anywhere. */
export const absolute = (
  { moduleUrl, jobFileUrl }: ListedProgram,
  { inputs, ...job }: JobFile,
): object => ({
  ...job,
  program: fileURLToPath(moduleUrl),
  ...(inputs && { inputs: inputs.map((path) => fileURLToPath(new URL(path, jobFileUrl))) }),
})
