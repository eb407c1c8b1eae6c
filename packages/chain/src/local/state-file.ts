/**
 * State file: the local chain as gzip'd JSON, whose checksum tells a whole file from a torn one.
 * Written beside and renamed, with the one before kept, so that some good state is always there.
 */
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

export const previousOf = (stateFile: string): string => `${stateFile}.previous`
/** Where a file goes that cannot be used, for whoever wants to look at it. */
export const damagedOf = (stateFile: string): string => `${stateFile}.damaged`

/** Replaces the state; after a crash at any point one whole state can be read. */
export async function writeState(stateFile: string, gzipped: Uint8Array): Promise<void> {
  await mkdir(dirname(stateFile), { recursive: true })
  const fresh = `${stateFile}.new`
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.writeFile(gzipped)
    await file.sync()
  } finally {
    await file.close()
  }
  if (existsSync(stateFile)) await rename(stateFile, previousOf(stateFile))
  await rename(fresh, stateFile)
}

/** The JSON in a state file; `missing` or `damaged` when there is none to use. */
export async function readState(path: string): Promise<Uint8Array | 'missing' | 'damaged'> {
  if (!existsSync(path)) return 'missing'
  try {
    const json = await promisify(gunzip)(await readFile(path))
    const { blocks } = JSON.parse(json.toString('utf8')) as { blocks?: unknown }
    return Array.isArray(blocks) ? json : 'damaged'
  } catch {
    return 'damaged'
  }
}
