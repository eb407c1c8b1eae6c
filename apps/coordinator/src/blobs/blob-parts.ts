/** What the routes of blobs and of uploads work with, and the sizes they allow. */
import { statfs } from 'node:fs/promises'
import { GridError, jobBounds } from '@pumasi/domain'
import { outputSizeMax } from '@pumasi/engine'
import type { Caller } from '@pumasi/protocol'
import type { StreamedBlobs, UploadDesk } from '@pumasi/store'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CallKind } from '../limits/admission.ts'

export interface BlobParts {
  readonly blobs: StreamedBlobs
  readonly desk: UploadDesk
  readonly callerOf: (request: FastifyRequest) => Caller
  /** Waits for its turn; the way out is taken when the answer has ended. */
  readonly admit: (kind: CallKind, request: FastifyRequest, reply: FastifyReply) => Promise<void>
  readonly disk: Disk
  readonly onBytes: (direction: 'in' | 'out', count: number) => void
}

/** Programs and inputs come from whoever may submit, outputs from hosts. */
const SUBMITTER_BYTES_MAX = 256 * 1024 * 1024
const HOST_BYTES_MAX = outputSizeMax(jobBounds.outputMaxBytes)

/** Most bytes this caller may upload as one blob. @throws `HOST_TOKEN_MISSING` */
export function sizeMaxOf({ submitter, session }: Caller): number {
  if (submitter) return SUBMITTER_BYTES_MAX
  if (session !== null) return HOST_BYTES_MAX
  throw new GridError('HOST_TOKEN_MISSING', 'found no token that allows uploads', {
    hint: 'Send a bearer token: of an admitted host, of an account that may submit, or the operator token.',
  })
}

/** @throws `BLOB_TOO_LARGE` */
export function assertSize(found: number, allowed: number): void {
  if (found <= allowed) return
  throw new GridError('BLOB_TOO_LARGE', `found ${found} bytes, expected at most ${allowed}`, {
    hint: 'Send a smaller blob.',
    details: { found, expectedMax: allowed },
  })
}

export interface Disk {
  /** Free bytes, or null where nobody can tell. */
  readonly freeBytes: () => Promise<number | null>
  /** @throws `BLOB_STORE_FULL` while `count` more bytes would leave less than the reserve */
  readonly assertRoom: (count: number) => Promise<void>
}

/** The disk a folder is on; what is kept free is for the database. */
export function watchDisk(folder: string, reserveBytes: number): Disk {
  const freeBytes = async (): Promise<number | null> => {
    const found = await statfs(folder).catch(() => null)
    return found === null ? null : found.bavail * found.bsize
  }
  return {
    freeBytes,
    assertRoom: async (count) => {
      const free = await freeBytes()
      if (free === null || free - count >= reserveBytes) return
      throw new GridError('BLOB_STORE_FULL', `found ${free} bytes free, ${count} more to come`, {
        hint: 'Free some disk space, or lower disk-reserve-mib; the same call may be repeated.',
        retryable: true,
        details: { free, count, reserveBytes },
      })
    },
  }
}
