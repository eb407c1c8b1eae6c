/**
 * The data directory of a whole grid: one format version, one owner at a time.
 *
 * Holds `grid.json` (which ledger all of this belongs to), keys, database, blobs, the local chain,
 * workers, logs and the report.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GridError, isHex } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { takeOwnership } from './owner-file.ts'

const FORMAT = 1

/** Which ledger the data belongs to. */
export interface GridFile {
  readonly format: typeof FORMAT
  readonly chainId: number
  readonly ledger: Account
}

export interface DataDir {
  readonly root: string
  readonly path: (...parts: string[]) => string
  readonly readGrid: () => Promise<GridFile | null>
  readonly writeGrid: (grid: GridFile) => Promise<void>
  /** A private key kept in `keys/NAME.key`, made when missing. */
  readonly keepKey: (name: string) => Promise<Hex>
  /** A text kept in `keys/NAME`, made when missing. */
  readonly keepText: (name: string, make: (key: Hex) => string) => Promise<string>
  readonly release: () => Promise<void>
}

/**
 * Opens, or makes, a data directory.
 * @throws `DATA_DIR_IN_USE`, `DATA_DIR_NEWER`, `DATA_DIR_DAMAGED`, `DATA_DIR_UNUSABLE`
 */
export async function openDataDir(folder: string): Promise<DataDir> {
  const root = resolve(folder)
  const path = (...parts: string[]): string => join(root, ...parts)
  await makeFolders(root, path)
  await takeOwnership(path('up.pid'))
  const dir: DataDir = {
    root,
    path,
    readGrid: () => readGrid(path('grid.json')),
    writeGrid: (grid) => writeWhole(path('grid.json'), `${JSON.stringify(grid, null, 2)}\n`),
    keepKey: async (name) => {
      const file = path('keys', `${name}.key`)
      const kept = (await readIfThere(file))?.trim()
      if (isHex(kept, 32)) return kept
      if (kept !== undefined) throw damaged(file, 'a private key')
      const key = newKey()
      await writeWhole(file, `${key}\n`)
      return key
    },
    keepText: async (name, make) => {
      const file = path('keys', name)
      const kept = await readIfThere(file)
      if (kept !== null) return kept
      const text = make(newKey())
      await writeWhole(file, text)
      return text
    },
    release: () => rm(path('up.pid'), { force: true }),
  }
  try {
    await dir.readGrid()
    return dir
  } catch (error) {
    await dir.release()
    throw error
  }
}

async function makeFolders(root: string, path: DataDir['path']): Promise<void> {
  try {
    await mkdir(path('keys'), { recursive: true, mode: 0o700 })
    await mkdir(path('logs'), { recursive: true })
  } catch (cause) {
    throw new GridError('DATA_DIR_UNUSABLE', `cannot keep anything in ${root}: ${String(cause)}`, {
      hint: 'Choose a folder this user may write with --data.',
      cause,
    })
  }
}

const newKey = (): Hex => `0x${randomBytes(32).toString('hex')}`

/** Only a missing file is none: one that cannot be read must never be replaced. */
async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null
    throw damaged(file, 'a readable file')
  }
}

async function readGrid(file: string): Promise<GridFile | null> {
  const text = await readIfThere(file)
  if (text === null) return null
  const grid = parse(text) as Partial<GridFile> | null
  if (typeof grid?.format === 'number' && grid.format > FORMAT) {
    throw new GridError('DATA_DIR_NEWER', `found format ${grid.format}, expected ${FORMAT}`, {
      hint: 'This directory was written by a newer Pumasi: update, or choose another with --data.',
    })
  }
  if (grid?.format !== FORMAT || !isHex(grid.ledger, 20) || !Number.isSafeInteger(grid.chainId)) {
    throw damaged(file, 'which ledger the data belongs to')
  }
  return { format: FORMAT, chainId: Number(grid.chainId), ledger: grid.ledger }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const damaged = (file: string, expected: string): GridError =>
  new GridError('DATA_DIR_DAMAGED', `found something else than ${expected} in ${file}`, {
    hint: 'Restore the file from a copy, or choose another directory with --data.',
  })

/** Writes a file so that a reader sees it whole or not at all. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.part`, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.part`, file)
}
