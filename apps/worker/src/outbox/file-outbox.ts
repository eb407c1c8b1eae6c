/**
 * The outbox in a folder: a file for each finished unit, and one for each bundle of leases.
 *
 * Files appear whole or not at all and survive kill -9 of this process; they are not flushed to the
 * disk one by one, which tiny units could not bear: after a power cut a file may be damaged, is set
 * aside, and its unit goes to another host. Bounded: beyond `bytesMax` nothing is kept.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GridError, toErrorShape } from '@pumasi/domain'
import type { LeaseId } from '@pumasi/domain'
import type { FinishedUnit, LeasedWork, Outbox } from '@pumasi/engine'
import { decodeFinished, decodeLeases, encodeFinished, encodeLeases } from './entry.ts'

/** Damaged files that are kept to be looked at. */
const DAMAGED_MAX = 20

export interface FileOutboxOptions {
  readonly folder: string
  /** Bytes of all files together. */
  readonly bytesMax: number
  /** Called for each file that cannot be read. */
  readonly onDamaged: (file: string, code: string, message: string) => void
}

interface Bundle {
  readonly file: string
  readonly bytes: number
  readonly open: Set<LeaseId>
}

/** Opens the folder, or makes it. @throws what the file system does */
export async function openFileOutbox(options: FileOutboxOptions): Promise<Outbox> {
  const { folder, bytesMax, onDamaged } = options
  const aside = join(folder, 'damaged')
  await mkdir(aside, { recursive: true, mode: 0o700 })
  const bundles = new Map<LeaseId, Bundle>()
  const units = new Map<LeaseId, number>()
  let bytes = 0

  const write = async (name: string, content: Uint8Array): Promise<void> => {
    if (bytes + content.length > bytesMax) throw full(bytes, content.length, bytesMax)
    bytes += content.length
    const draft = join(folder, `${randomUUID()}.draft`)
    try {
      await writeFile(draft, content, { flag: 'wx', mode: 0o600 })
      await rename(draft, join(folder, name))
    } catch (error) {
      bytes -= content.length
      await rm(draft, { force: true })
      throw error
    }
  }
  const remove = async (name: string, size: number): Promise<void> => {
    bytes -= size
    await rm(join(folder, name), { force: true })
  }
  const setAside = async (name: string, error: unknown): Promise<void> => {
    const { code, message } = toErrorShape(error)
    await rename(join(folder, name), join(aside, name))
    onDamaged(join(aside, name), code, message)
  }
  const closeLease = async (leaseId: LeaseId): Promise<void> => {
    const bundle = bundles.get(leaseId)
    if (bundle === undefined) return
    bundles.delete(leaseId)
    bundle.open.delete(leaseId)
    if (bundle.open.size === 0) await remove(bundle.file, bundle.bytes)
  }
  const noteLeases = (file: string, size: number, leases: readonly LeasedWork[]): void => {
    const open = new Set(leases.map(({ leaseId }) => leaseId))
    for (const leaseId of open) bundles.set(leaseId, { file, bytes: size, open })
  }

  /** Reads the files of one kind; those that are damaged are set aside. */
  async function readAll<T>(ending: string, decode: (content: Uint8Array) => T) {
    const found: { readonly name: string; readonly size: number; readonly entry: T }[] = []
    for (const name of (await readdir(folder)).filter((each) => each.endsWith(ending)).sort()) {
      try {
        const { size } = await stat(join(folder, name))
        if (bytes + size > bytesMax) throw full(bytes, size, bytesMax)
        found.push({ name, size, entry: decode(await readFile(join(folder, name))) })
        bytes += size
      } catch (error) {
        await setAside(name, error)
      }
    }
    return found
  }

  return {
    restore: async () => {
      const drafts = (await readdir(folder)).filter((name) => name.endsWith('.draft'))
      for (const draft of drafts) await rm(join(folder, draft), { force: true })
      const finished = await readAll('.unit', decodeFinished)
      for (const { size, entry } of finished) units.set(entry.signed.receipt.leaseId, size)
      const leases: LeasedWork[] = []
      for (const { name, size, entry } of await readAll('.leases', decodeLeases)) {
        const open = entry.filter(({ leaseId }) => !units.has(leaseId) && !bundles.has(leaseId))
        noteLeases(name, size, open)
        if (open.length === 0) await remove(name, size)
        leases.push(...open)
      }
      await keepFew(aside)
      return { leases, finished: finished.map(({ entry }) => entry) }
    },

    keepLeases: async (leases) => {
      const fresh = leases.filter(({ leaseId }) => !bundles.has(leaseId))
      if (fresh.length === 0) return
      const content = encodeLeases(fresh)
      const name = `${randomUUID()}.leases`
      await write(name, content)
      noteLeases(name, content.length, fresh)
    },

    keepFinished: async (unit: FinishedUnit) => {
      const { leaseId } = unit.signed.receipt
      if (units.has(leaseId)) return
      const content = encodeFinished(unit)
      await write(nameOf(leaseId), content)
      units.set(leaseId, content.length)
      await closeLease(leaseId)
    },

    forget: async (leaseIds) => {
      for (const leaseId of leaseIds) {
        const size = units.get(leaseId)
        units.delete(leaseId)
        if (size !== undefined) await remove(nameOf(leaseId), size)
        await closeLease(leaseId)
      }
    },
  }
}

const nameOf = (leaseId: LeaseId): string => `${leaseId}.unit`

/** The newest damaged files stay. */
async function keepFew(aside: string): Promise<void> {
  const names = await readdir(aside)
  const dated = await Promise.all(
    names.map(async (name) => ({ name, atMs: (await stat(join(aside, name))).mtimeMs })),
  )
  const old = dated.sort((a, b) => b.atMs - a.atMs).slice(DAMAGED_MAX)
  for (const { name } of old) await rm(join(aside, name), { force: true })
}

const full = (held: number, more: number, bytesMax: number): GridError =>
  new GridError('OUTBOX_FULL', `found ${held} bytes kept and ${more} more, expected ${bytesMax}`, {
    hint: 'Receipts wait for the coordinator; allow more with --disk-max if they often do.',
    retryable: true,
    details: { held, more, bytesMax },
  })
