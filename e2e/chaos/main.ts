/** Chaos: kill -9 of everything at random points under load, and then the proofs. */
import { defaultTrustRules } from '@pumasi/rules'
import type { KillableGrid } from '../grid/grid.ts'
import { runCommand } from '../named-run/command.ts'
import { onGrid } from '../named-run/on-grid.ts'
import { createChance } from './chance.ts'
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

await runCommand({ usage, readOptions, run: runChaos })

async function runChaos({ kills, seed, minutes, json }: ChaosOptions): Promise<boolean> {
  const startedAt = performance.now()
  const say = (text: string): void => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    process.stderr.write(`${seconds.padStart(7)} s  ${text}\n`)
  }
  say(`seed ${seed}, ${kills} kills, at most ${minutes} minutes`)
  const proofs: Proof[] = []
  const proved = (): boolean => proofs.every(({ ok }) => ok)
  let counts: KillCounts | null = null
  try {
    const wanted = { coordinators: 2, workers: 4, settings, trustRules, minutes }
    const driven = await onGrid(wanted, async (grid, signal) => {
      say(`grid at ${grid.url}`)
      const counts = await driveGrid(grid, { kills, seed }, proofs, say, signal)
      return { ok: proved(), counts }
    })
    counts = driven.counts
  } catch (error) {
    proofs.push({ name: 'the run came to its end', ok: false, detail: String(error) })
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  printOutcome({ seed, kills, counts, seconds, proofs }, json)
  return proved()
}

async function driveGrid(
  grid: KillableGrid,
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
