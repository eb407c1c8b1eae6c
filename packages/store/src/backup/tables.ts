/** What a database holds, as its own catalogue tells: tables, columns, who refers to whom. */
import type { Session } from '../database.ts'

/** Prisma's list of migrations, which a restored database gets by being migrated. */
const listOfMigrations = '_prisma_migrations'

/** Every table of ours, those referred to before those that refer to them. */
export async function listTables(session: Session): Promise<readonly string[]> {
  const tables = await session.query<{ name: string }>(
    `SELECT table_name::text AS name FROM information_schema.tables
     WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name`,
    [],
  )
  const references = await session.query<{ from: string; to: string }>(
    `SELECT from_table.relname::text AS from, to_table.relname::text AS to
     FROM pg_constraint JOIN pg_class AS from_table ON from_table.oid = conrelid
     JOIN pg_class AS to_table ON to_table.oid = confrelid
     WHERE contype = 'f' AND conrelid <> confrelid`,
    [],
  )
  const waiting = new Set(tables.map(({ name }) => name))
  waiting.delete(listOfMigrations)
  const ordered: string[] = []
  while (waiting.size > 0) {
    const free = [...waiting].filter((name) =>
      references.every(({ from, to }) => from !== name || !waiting.has(to)),
    )
    // Tables that refer to each other in a ring would come in any order.
    for (const name of free.length > 0 ? free : [...waiting]) {
      waiting.delete(name)
      ordered.push(name)
    }
  }
  return ordered
}

/** Columns that rows bring; those computed from others make themselves. */
export async function listColumns(session: Session, table: string): Promise<readonly string[]> {
  const columns = await session.query<{ name: string }>(
    `SELECT column_name::text AS name FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER'
     ORDER BY ordinal_position`,
    [table],
  )
  return columns.map(({ name }) => name)
}

/** Lets every counter of new rows go on after the highest number in use. */
export async function advanceSequences(session: Session): Promise<void> {
  const counted = await session.query<{ table: string; column: string; sequence: string }>(
    `SELECT * FROM (
       SELECT table_name::text AS table, column_name::text AS column,
         pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
       FROM information_schema.columns WHERE table_schema = current_schema()
     ) AS columns WHERE sequence IS NOT NULL`,
    [],
  )
  for (const { table, column, sequence } of counted) {
    await session.query(
      `SELECT setval($1::regclass, coalesce(max(${quoted(column)}), 0) + 1, false)
       FROM ${quoted(table)}`,
      [sequence],
    )
  }
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Names of the migrations applied, in order. */
export async function listApplied(session: Session): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>(
    `SELECT migration_name AS name FROM ${listOfMigrations}
     WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL ORDER BY migration_name`,
    [],
  )
  return rows.map(({ name }) => name)
}
