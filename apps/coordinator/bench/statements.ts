/** Which statements a database spent its time on, by `pg_stat_statements`. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runOn } from './postgres.ts'

const SHOWN = 20

const statementsSql = `
  SELECT calls, round((total_exec_time + total_plan_time)::numeric, 1) AS ms, rows, wal_bytes,
    wal_records, wal_fpi, shared_blks_hit, shared_blks_read, regexp_replace(query, '\\s+', ' ', 'g') AS query
  FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
  WHERE d.datname = current_database() AND query NOT LIKE '%pg_stat_statements%'
  ORDER BY total_exec_time + total_plan_time DESC LIMIT ${SHOWN}`

const columns = [
  ...['calls', 'ms', 'rows', 'wal_bytes', 'wal_records', 'wal_fpi'],
  ...['shared_blks_hit', 'shared_blks_read', 'query'],
]

/** Begins counting in a database that was just made. */
export const countStatements = async (url: string): Promise<void> => {
  await runOn(url, 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
}

/** Writes what was counted into a file, the dearest statement first, and begins anew. */
export async function writeStatements(url: string, folder: string, name: string): Promise<void> {
  const rows = await runOn(url, statementsSql)
  const lines = rows.map((row) => columns.map((column) => String(row[column]).trim()).join('\t'))
  await mkdir(folder, { recursive: true })
  const text = [columns.join('\t'), ...lines, ''].join('\n')
  await writeFile(join(folder, `statements-${name}.tsv`), text)
  await runOn(url, 'SELECT pg_stat_statements_reset()')
}
