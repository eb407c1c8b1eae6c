/** A coordinator with a load generator in front of it, on a database of its own. */
import { startChain, startGrid } from '../grid.ts'
import type { Grid } from '../grid.ts'
import { startLoad } from '../load/process.ts'
import type { Load } from '../load/process.ts'
import { establishHosts } from './audits.ts'
import { countStatements, writeStatements } from '../statements.ts'
import { dropDatabase, makeDatabase } from '../postgres.ts'
import type { Bench } from './row.ts'

export const HOSTS = 400

export interface BenchSession {
  readonly grid: Grid
  readonly load: Load
  /** Null on PGlite. */
  readonly databaseUrl: string | null
  /** Writes what the statements cost since the last time, where they are profiled. */
  readonly noteStatements: (phase: string) => Promise<void>
  readonly addJob: (units: number, quorum: number | null) => Promise<void>
}

export async function withSession<T>(
  bench: Bench,
  name: string,
  use: (session: BenchSession) => Promise<T>,
  { batching = false } = {},
): Promise<T> {
  const database = `pumasi_bench_${name}`
  const databaseUrl = name === 'embedded' ? null : await makeDatabase(bench.server, database)
  // A server that somebody else started may not count statements.
  const counted = bench.profile !== null && bench.server.counts ? databaseUrl : null
  if (counted !== null) await countStatements(counted)
  // A ledger belongs to one store: each gets its own.
  const chain = await startChain()
  const grid = await startGrid(chain, databaseUrl, { ...bench, batching })
  const load = startLoad()
  const noteStatements = async (phase: string): Promise<void> => {
    if (counted !== null) await writeStatements(counted, bench.profile ?? '', phase)
  }
  let jobs = 0
  try {
    const { url, operatorToken, chainId, ledger } = grid
    await load.prepare({ url, operatorToken, chainId: String(chainId), ledger }, HOSTS)
    if (batching && databaseUrl !== null) await establishHosts(databaseUrl)
    const addJob = async (units: number, quorum: number | null): Promise<void> => {
      await load.submit({ name: `${name} ${(jobs += 1)}`, units, quorum })
    }
    return await use({ grid, load, databaseUrl, addJob, noteStatements })
  } finally {
    load.stop()
    await grid.stop()
    await chain.stop()
    await noteStatements(name)
    if (databaseUrl !== null) await dropDatabase(bench.server, database)
  }
}
