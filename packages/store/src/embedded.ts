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
import type { Transaction } from '@electric-sql/pglite'
import { GridError, isGridError } from '@pumasi/domain'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import { parsers } from './database.ts'
import type { Database, Parameter, Session } from './database.ts'
import { PrismaClient } from './generated/client.ts'
import { acquireLock } from './lock-file.ts'

const text = (value: unknown): string => String(value)
const options = {
  parsers: { ...parsers },
  serializers: { 17: text, 20: text, 1700: text, 3802: text },
}

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
  // The folder's lock keeps others out, so duties are this process's own.
  const duties = new Set<string>()
  return {
    place,
    prisma,
    ...sessionOn(database),
    transaction: (work) => database.transaction((inner) => work(sessionOn(inner))),
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

const sessionOn = (client: PGlite | Transaction): Session => ({
  async query<Row extends object>(sql: string, params: readonly Parameter[]) {
    const { rows } = await client.query<Row>(sql, [...params], options)
    return rows
  },
  async run(script) {
    await client.exec(script)
  },
})
