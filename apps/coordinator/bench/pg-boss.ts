/**
 * The yardstick: a plain job queue on the same Postgres, doing nothing but queueing. A cycle is
 * send, fetch and complete, 500 jobs at a time, on analysed tables.
 */
import { PgBoss } from 'pg-boss'
import { inParallel } from './load/wire.ts'
import { runOn } from './postgres.ts'

const AT_ONCE = 500
/** More of them were no faster on two cores (2026-11). */
const CONNECTIONS = 4
const QUEUE = 'units'

export interface Peer {
  /** Cycles `jobs` jobs, a multiple of 500, once; answers jobs per second. */
  readonly measure: (jobs: number) => Promise<number>
  readonly stop: () => Promise<void>
}

export async function startPeer(url: string): Promise<Peer> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false })
  boss.on('error', (error) => process.stderr.write(`pg-boss: ${String(error)}\n`))
  await boss.start()
  await boss.createQueue(QUEUE)
  const send = async (): Promise<void> => {
    const jobs = Array.from({ length: AT_ONCE }, (_, unit) => ({ data: { unit } }))
    await boss.insert(QUEUE, jobs)
  }
  const work = async (): Promise<void> => {
    const fetched = await boss.fetch(QUEUE, { batchSize: AT_ONCE })
    await boss.complete(
      QUEUE,
      fetched.map(({ id }) => id),
    )
  }
  const measure = async (jobs: number): Promise<number> => {
    const turns = Array.from({ length: jobs / AT_ONCE }, (_, turn) => turn)
    const sendMs = await inParallel(turns, CONNECTIONS, send)
    await runOn(url, 'ANALYZE')
    const workMs = await inParallel(turns, CONNECTIONS, work)
    return (1_000 * jobs) / (sendMs + workMs)
  }
  await measure(4 * AT_ONCE)
  return {
    measure,
    stop: () => boss.stop({ graceful: false }),
  }
}
