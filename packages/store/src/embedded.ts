/**
 * PGlite behind the {@link Database} seam: Postgres in this process, one connection, one folder.
 *
 * Every write has reached the operating system when it resolves, so kill -9 loses nothing; PGlite
 * does not wait for the disk itself, so a power failure may lose the last moments (use a server
 * where that matters). A lock file keeps a second process out of the folder.
 */
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { GridError, isGridError } from '@pumasi/domain'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import { byKeySql } from './database.ts'
import type { Database, Session } from './database.ts'
import { sessionOn } from './embedded-statements.ts'
import { PrismaClient } from './generated/client.ts'
import { acquireLock } from './lock-file.ts'

/** Opens a folder, or a database in memory for null. @throws `STORE_LOCKED`, `STORE_DAMAGED` */
export async function openEmbedded(dataDir: string | null): Promise<Database> {
  if (dataDir === null) return over(await PGlite.create(), 'memory', () => Promise.resolve())
  await mkdir(dirname(dataDir), { recursive: true })
  const release = await acquireLock(`${dataDir}.lock`)
  try {
    return over(await PGlite.create({ dataDir }), dataDir, release)
  } catch (cause) {
    await release()
    if (isGridError(cause)) throw cause
    throw new GridError('STORE_DAMAGED', `found a database in ${dataDir} that does not open`, {
      hint: 'Free some disk space or restore the folder from a backup, then start again.',
      details: { dataDir },
      cause,
    })
  }
}

function over(database: PGlite, place: string, release: () => Promise<void>): Database {
  const prisma = new PrismaClient({ adapter: new PrismaPGlite(database) })
  const session = sessionOn(database)
  const learn = learnSizes(database)
  // As PGlite's own calls do it: not between the statements of somebody's transaction.
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const result = await database._runExclusiveTransaction(work)
    learn()
    return result
  }
  // The folder's lock keeps others out, so duties are this process's own.
  const duties = new Set<string>()
  return {
    place,
    prisma,
    query: (sql, params) => alone(() => session.query(sql, params)),
    run: (script) => alone(() => session.run(script)),
    transaction: (work) => alone(() => transact(session, work)),
    claimDuty: async (name) => {
      if (duties.has(name)) return null
      duties.add(name)
      return async () => void duties.delete(name)
    },
    close: async () => {
      await prisma.$disconnect()
      await database.close()
      await release()
    },
  }
}

async function transact<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  try {
    await session.run(`BEGIN; ${byKeySql}`)
    const result = await work(session)
    await session.run('COMMIT')
    return result
  } catch (cause) {
    await session.run('ROLLBACK').catch(() => undefined)
    throw cause
  }
}

/** Calls after which tables are measured anew; then after each so many as the last says. */
const LEARN_AFTER = [200, 2_000, 20_000, 200_000]

/**
 * PGlite has no autovacuum: without this, statements stay planned for the empty tables that they
 * were first run on.
 */
function learnSizes(database: PGlite): () => void {
  let calls = 0
  return () => {
    calls += 1
    if (!LEARN_AFTER.includes(calls) && calls % (LEARN_AFTER.at(-1) ?? 1) !== 0) return
    // Whoever called does not wait for it; what fails now is done the next time.
    database.exec('ANALYZE').catch(() => undefined)
  }
}
