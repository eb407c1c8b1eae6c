/** A Postgres server behind the {@link Database} seam: pool, prepared statements, bounded waits. */
import { PrismaPg } from '@prisma/adapter-pg'
import { GridError } from '@pumasi/domain'
import pg from 'pg'
import { byKeySql, parsers } from './database.ts'
import { dutiesOn } from './duty.ts'
import type { Database, Parameter, Session } from './database.ts'
import { PrismaClient } from './generated/client.ts'

/** Also how long a call waits for a free connection. */
const CONNECT_MAX_MS = 8_000
const STATEMENT_MAX_MS = 60_000
const LOCK_MAX_MS = 20_000

/** What every answer relies on, whatever the server's own defaults are. */
const settings = [
  'default_transaction_isolation=read\\ committed',
  'synchronous_commit=on',
  `statement_timeout=${STATEMENT_MAX_MS}`,
  `lock_timeout=${LOCK_MAX_MS}`,
  `idle_in_transaction_session_timeout=${STATEMENT_MAX_MS}`,
]

const beginSql = `BEGIN; ${byKeySql}`

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    parsers[oid] ?? pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** Opens a pool; connects with the first statement. @throws `STORE_BAD_URL` */
export function openServer(url: string): Database {
  const place = describeUrl(url)
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: CONNECT_MAX_MS,
    query_timeout: STATEMENT_MAX_MS + CONNECT_MAX_MS,
    keepAlive: true,
    // Statements asked at once are sent at once; each still sees all that those before it did.
    pipeline: true,
    options: settings.map((setting) => `-c ${setting}`).join(' '),
    application_name: 'pumasi',
  })
  // An idle connection that dies is replaced; the next statement tells the caller if none can be.
  pool.on('error', () => undefined)
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  const duties = dutiesOn(pool)
  return {
    place,
    prisma,
    ...sessionOn(pool),
    transaction: (work) => transact(pool, work),
    claimDuty: duties.claimDuty,
    close: async () => {
      await duties.releaseAll()
      await prisma.$disconnect()
      await pool.end()
    },
  }
}

const names = new Map<string, string>()
/** A statement is prepared once on each connection, under a name of its own. */
function nameOf(sql: string): string {
  const known = names.get(sql)
  if (known !== undefined) return known
  const name = `pumasi_${names.size}`
  names.set(sql, name)
  return name
}

const sessionOn = (client: pg.Pool | pg.PoolClient): Session => ({
  async query<Row extends object>(sql: string, params: readonly Parameter[]) {
    const values = params.map((value) => (typeof value === 'bigint' ? String(value) : value))
    const { rows } = await client.query<Row>({ name: nameOf(sql), text: sql, values, types })
    return rows
  },
  async run(script) {
    await client.query(script)
  },
})

async function transact<T>(pool: pg.Pool, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // A connection that breaks between two statements reports it here; the next statement fails too.
  const ignore = (): void => undefined
  client.on('error', ignore)
  let broken: Error | undefined
  try {
    await client.query(beginSql)
    const result = await work(sessionOn(client))
    await client.query('COMMIT')
    return result
  } catch (cause) {
    await client.query('ROLLBACK').catch((error: Error) => {
      broken = error
    })
    throw cause
  } finally {
    client.removeListener('error', ignore)
    client.release(broken)
  }
}

function describeUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new GridError('STORE_BAD_URL', `found a database URL that is not postgres://...`, {
      hint: 'Give it as postgres://USER:PASSWORD@HOST:PORT/DATABASE.',
      details: { found: parsed?.protocol ?? 'no URL', expected: 'postgres:' },
    })
  }
  return `postgres://${parsed.host}${parsed.pathname}`
}
