/** Chaos: kill -9 of everything at random points under load, and then the proofs. */
import { rm } from 'node:fs/promises'
import { defaultTrustRules } from '@pumasi/rules'
import { createChance } from './chance.ts'
import { startGrid } from './grid/grid.ts'
import type { ChaosGrid } from './grid/grid.ts'
import { killAtRandom } from './kills.ts'
import type { KillCounts } from './kills.ts'
import { startLoad } from './load/load.ts'
import { readOptions, usage } from './options.ts'
import type { ChaosOptions } from './options.ts'
import { auditAll } from './proofs/audit.ts'
import { gather } from './proofs/gather.ts'
import { proveAll } from './proofs/prove.ts'
import type { Proof } from './proofs/prove.ts'
import { printOutcome } from './outcome.ts'

const STOP_MS = 30_000
/** Everything comes round within seconds: leases, batches. */
const settings = {
  'lease-seconds': 5,
  'batch-units': 50,
  'batch-seconds': 3,
  'seed-confirmations': 1,
}
/** Accounts are known soon, and then checked, spot checked and vested often. */
const trustRules = {
  ...defaultTrustRules,
  ...{ probationUnits: 3, auditFloorPpm: 300_000, vestingChecks: 1, spotCheckPpm: 100_000 },
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options === null) process.stdout.write(usage)
  else process.exitCode = (await runChaos(options)) ? 0 : 1
} catch (error) {
  process.stderr.write(`${String(error)}\n`)
  process.exitCode = error instanceof TypeError ? 2 : 1
}

async function runChaos({ kills, seed, minutes, json }: ChaosOptions): Promise<boolean> {
  const startedAt = performance.now()
  const interrupt = new AbortController()
  const stop = (): void => interrupt.abort(new Error('interrupted'))
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop)
  const late = setTimeout(() => {
    interrupt.abort(new Error(`not finished within ${minutes} minutes`))
  }, minutes * 60_000)
  const say = (text: string): void => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    process.stderr.write(`${seconds.padStart(7)} s  ${text}\n`)
  }
  say(`seed ${seed}, ${kills} kills, at most ${minutes} minutes`)
  const proofs: Proof[] = []
  let counts: KillCounts | null = null
  let grid: ChaosGrid | null = null
  try {
    const onDefect = (defect: string): void => interrupt.abort(new Error(defect))
    grid = await startGrid({
      ...{ coordinators: 2, workers: 4, settings, trustRules },
      ...{ onDefect, signal: interrupt.signal },
    })
    say(`grid at ${grid.url}`)
    counts = await driveGrid(grid, { kills, seed }, proofs, say, interrupt.signal)
  } catch (error) {
    proofs.push({
      name: 'the run came to its end',
      ok: false,
      detail: String(interrupt.signal.reason ?? error),
    })
  } finally {
    await grid?.end()
    clearTimeout(late)
    interrupt.abort()
  }
  const proved = proofs.every(({ ok }) => ok)
  if (grid !== null && proved) await rm(grid.logs, { recursive: true })
  else if (grid !== null) say(`what every process said is in ${grid.logs}`)
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  printOutcome({ seed, kills, counts, seconds, proofs }, json)
  return proved
}

async function driveGrid(
  grid: ChaosGrid,
  { kills, seed }: Pick<ChaosOptions, 'kills' | 'seed'>,
  proofs: Proof[],
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<KillCounts> {
  const load = await startLoad(grid.url, grid.operatorTokenFile, signal)
  const counts = await Promise.race([
    killAtRandom(
      ...([grid, createChance(seed), kills, () => load.beliefs.size] as const),
      (done, name) => say(`kill ${done}: ${name}; ${load.beliefs.size} units believed`),
      signal,
    ),
    // It ends before the kills only by failing.
    load.done.then(() => Promise.reject(new Error('the load ended early'))),
  ])
  load.finish()
  say(`no more kills; ${load.beliefs.size} of ${load.units()} units believed`)
  await load.done
  say('every unit is believed and committed')
  const evidence = await gather(grid, load, signal)
  proofs.push(...proveAll(evidence))
  const { defects, calls } = load
  const detail = `${calls.answered} calls answered, ${calls.failed} repeated`
  proofs.push({
    name: 'nothing seen contradicts itself',
    ok: defects.length === 0,
    detail: defects[0] ?? detail,
  })
  say('audit')
  const { rpcUrl, ledger, url } = grid
  proofs.push(await auditAll({ rpcUrl, ledger, mirror: url }, signal))
  const codes = await Promise.all(
    [...grid.workers, ...grid.coordinators].map((member) => member.stop(STOP_MS)),
  )
  proofs.push({
    name: 'those left end in good order',
    ok: codes.every((code) => code === 0),
    detail: `exit codes ${codes.join(' ')}`,
  })
  return counts
}
