/**
 * Upload desk: blobs that arrive in pieces, over hours and broken lines, before they are blobs.
 *
 * Each upload is a file of what has arrived and a note of what it will be, in a folder of this
 * machine, so that it goes on after a restart. Only when all bytes are there are they given to the
 * blob store, which checks the digest; before that nobody can read them. An upload belongs to the
 * one who began it: to anybody else it does not exist. Coordinators may share the folder: each goes
 * on with what another began, and two at once on one upload spoil nothing but that upload.
 */
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { ABANDONED_MS } from './draft.ts'
import { guarded } from './failures.ts'
import type { StreamedBlobs } from './streamed-blobs.ts'

export interface UploadPlan {
  /** Who may go on with it: a session key, or a word for the operator. */
  readonly owner: string
  readonly digest: Digest
  readonly size: number
}

export interface UploadState extends UploadPlan {
  readonly id: string
  /** Bytes that have arrived. */
  readonly offset: number
  /** After this moment, unless more arrives, it is dropped. */
  readonly expiresAtMs: number
}

export interface UploadDesk {
  /** @throws `UPLOAD_LIMIT` */
  begin(plan: UploadPlan): Promise<UploadState>
  /** @throws `UNKNOWN_UPLOAD`, also for an upload of somebody else */
  find(id: string, owner: string): Promise<UploadState>
  /**
   * Adds bytes at `offset`; what arrived stays when the source breaks off. The last byte makes it
   * a blob. @throws `UPLOAD_OFFSET_WRONG`, `UPLOAD_BUSY`, `BLOB_TOO_LARGE`, `BLOB_MISMATCH`
   */
  append(
    id: string,
    owner: string,
    offset: number,
    source: AsyncIterable<Uint8Array>,
  ): Promise<UploadState>
  drop(id: string, owner: string): Promise<void>
  /** Drops uploads that nobody went on with; answers how many. */
  sweep(nowMs: number): Promise<number>
}

/** Uploads one owner may have open, and all together. */
const OWNER_UPLOADS_MAX = 32
const UPLOADS_MAX = 1_000

/** Opens a folder of uploads, made when missing. @throws `BLOB_UNREACHABLE` */
export async function openUploadDesk(folder: string, blobs: StreamedBlobs): Promise<UploadDesk> {
  const plans = await guarded(folder, () => readPlans(folder))
  const busy = new Set<string>()
  const partOf = (id: string): string => join(folder, `${id}.part`)
  const noteOf = (id: string): string => join(folder, `${id}.json`)

  const planOf = async (id: string, owner: string): Promise<UploadPlan> => {
    // The note decides: another coordinator over the same folder may have begun or ended it.
    const plan = isUploadId(id) ? await readPlan(noteOf(id)) : undefined
    if (plan === undefined) plans.delete(id)
    else plans.set(id, plan)
    if (plan !== undefined && plan.owner === owner) return plan
    throw new GridError('UNKNOWN_UPLOAD', 'found no such upload', {
      hint: 'It is complete, was dropped, or belongs to somebody else: ask for the blob, or begin.',
    })
  }
  const stateOf = async (id: string, plan: UploadPlan): Promise<UploadState> => {
    const { size, mtimeMs } = await stat(partOf(id))
    return { ...plan, id, offset: size, expiresAtMs: Math.ceil(mtimeMs) + ABANDONED_MS }
  }
  const remove = async (id: string): Promise<void> => {
    plans.delete(id)
    await rm(noteOf(id), { force: true })
    await rm(partOf(id), { force: true })
  }
  /** One at a time for each upload. */
  const alone = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    if (busy.has(id)) {
      throw new GridError('UPLOAD_BUSY', 'found another request at work on this upload', {
        hint: 'Wait for it to end, ask for the offset, and go on from there.',
        retryable: true,
      })
    }
    busy.add(id)
    try {
      return await guarded(folder, work)
    } finally {
      busy.delete(id)
    }
  }
  /** Makes a complete upload a blob; a store that cannot take it now can be asked again. */
  const publish = async (id: string, { digest, size }: UploadPlan): Promise<void> => {
    try {
      await blobs.putBlobStream(createReadStream(partOf(id)), { digest, sizeMax: size })
    } catch (error) {
      // Other bytes will not become the right ones.
      if ((error as { code?: unknown }).code === 'BLOB_MISMATCH') await remove(id)
      throw error
    }
    await remove(id)
  }

  return {
    begin: (plan) =>
      guarded(folder, async () => {
        assertRoom(plans, plan.owner)
        const id = randomBytes(16).toString('hex')
        plans.set(id, plan)
        try {
          await writeFile(partOf(id), '', { flag: 'wx', mode: 0o600 })
          await writeFile(`${noteOf(id)}.new`, JSON.stringify(plan), { mode: 0o600, flush: true })
          await rename(`${noteOf(id)}.new`, noteOf(id))
          return await stateOf(id, plan)
        } catch (error) {
          await remove(id)
          throw error
        }
      }),

    find: async (id, owner) => {
      return alone(id, async () => {
        const plan = await planOf(id, owner)
        const state = await stateOf(id, plan)
        // A crash between the last byte and the blob: asking is enough to finish it.
        if (state.offset === plan.size) await publish(id, plan)
        return state
      })
    },

    append: async (id, owner, offset, source) => {
      return alone(id, async () => {
        const plan = await planOf(id, owner)
        const before = await stateOf(id, plan)
        if (before.offset !== offset) throw wrongOffset(offset, before.offset)
        await appendParts(partOf(id), source, plan.size - offset)
        const state = await stateOf(id, plan)
        if (state.offset === plan.size) await publish(id, plan)
        return state
      })
    },

    drop: async (id, owner) => {
      await alone(id, async () => {
        await planOf(id, owner)
        await remove(id)
      })
    },

    sweep: (nowMs) =>
      guarded(folder, async () => {
        let dropped = 0
        for (const [id, plan] of plans) {
          if (busy.has(id)) continue
          const state = await stateOf(id, plan).catch(() => null)
          if (state !== null && state.expiresAtMs > nowMs) continue
          await remove(id)
          dropped += 1
        }
        return dropped
      }),
  }
}

/** The uploads a folder holds; old files without a readable note are dropped. */
async function readPlans(folder: string): Promise<Map<string, UploadPlan>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const plans = new Map<string, UploadPlan>()
  const names = await readdir(folder)
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const plan = await readPlan(join(folder, name))
    if (plan !== undefined) plans.set(name.slice(0, -'.json'.length), plan)
  }
  for (const name of names.filter((each) => !plans.has(each.replace(/\..*/, '')))) {
    // A young one may be of an upload that another coordinator is just beginning.
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Infinity }))
    if (mtimeMs < Date.now() - ABANDONED_MS) await rm(join(folder, name), { force: true })
  }
  return plans
}

const isUploadId = (id: string): boolean => /^[0-9a-f]{32}$/.test(id)

/** The plan in a note; none when the upload is over, also in this moment. */
async function readPlan(note: string): Promise<UploadPlan | undefined> {
  const text = await readFile(note, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? undefined : (JSON.parse(text) as UploadPlan)
}

/** Writes what comes as it comes, at most `sizeMax` bytes, and flushes it however it ends. */
async function appendParts(
  path: string,
  source: AsyncIterable<Uint8Array>,
  sizeMax: number,
): Promise<void> {
  const file = await open(path, 'a')
  try {
    let size = 0
    for await (const part of source) {
      size += part.length
      if (size > sizeMax) {
        throw new GridError('BLOB_TOO_LARGE', `found more than the ${sizeMax} bytes left`, {
          hint: 'Send what was announced when the upload began, from the offset on.',
          details: { found: size, expectedMax: sizeMax },
        })
      }
      await file.writeFile(part)
    }
  } finally {
    await file.sync().catch(() => undefined)
    await file.close()
  }
}

function assertRoom(plans: ReadonlyMap<string, UploadPlan>, owner: string): void {
  const own = [...plans.values()].filter((plan) => plan.owner === owner).length
  if (own < OWNER_UPLOADS_MAX && plans.size < UPLOADS_MAX) return
  throw new GridError(
    'UPLOAD_LIMIT',
    `found ${own} uploads of this owner open, ${plans.size} in all`,
    {
      hint: 'End or drop some of them first; abandoned ones are dropped after a day.',
      retryable: true,
      details: { own, ownMax: OWNER_UPLOADS_MAX, all: plans.size, allMax: UPLOADS_MAX },
    },
  )
}

const wrongOffset = (found: number, expected: number): GridError =>
  new GridError('UPLOAD_OFFSET_WRONG', `found the offset ${found}, expected ${expected}`, {
    hint: 'Ask for the offset with HEAD and go on from there.',
    details: { found, expected },
  })
