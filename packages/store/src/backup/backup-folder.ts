/**
 * A backup of the database in a folder: one compressed file of rows for each table, and a manifest
 * that is written last, so that half a backup is none.
 *
 * Rows are JSON as Postgres itself writes and reads it, the same for a server and for PGlite: what
 * was kept in one may be restored into the other.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GridError } from '@pumasi/domain'
import { z } from 'zod'

export const manifestSchema = z.strictObject({
  format: z.literal('pumasi-backup'),
  version: z.literal(1),
  createdAt: z.string(),
  /** Migrations the rows were written under, in order. */
  migrations: z.array(z.string()),
  tables: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z_][a-z0-9_]*$/),
      rows: z.int().nonnegative(),
      /** SHA-256 of the file. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})
export type Manifest = z.infer<typeof manifestSchema>

export const manifestFile = (folder: string): string => join(folder, 'backup.json')
export const tableFile = (folder: string, table: string): string =>
  join(folder, 'tables', `${table}.jsonl.gz`)

/** Reads a backup's manifest and compares every file with it. @throws `BACKUP_DAMAGED` */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(manifestFile(folder), 'utf8').catch((cause: unknown) => {
    throw damaged(folder, 'no backup.json that can be read', cause)
  })
  const read = manifestSchema.safeParse(parse(text))
  if (!read.success) throw damaged(folder, 'a backup.json of another form', read.error)
  for (const { name, sha256 } of read.data.tables) {
    const found = await hashOf(tableFile(folder, name)).catch((cause: unknown) => {
      throw damaged(folder, `no rows of ${name} that can be read`, cause)
    })
    if (found !== sha256) throw damaged(folder, `other rows of ${name} than were written`)
  }
  return read.data
}

/** SHA-256 of a file. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return hash.digest('hex')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

const damaged = (folder: string, found: string, cause?: unknown): GridError =>
  new GridError('BACKUP_DAMAGED', `found ${found} in ${folder}`, {
    hint: 'Use another backup: this one is not what was written, or was never finished.',
    details: { folder },
    cause,
  })
