/**
 * Ruling file: what one attestor got from executing a challenged unit again, signed, on its way to
 * whoever brings it before the contract.
 *
 * In: bytes from anybody. Out: a value of known form; whose signature it is, and whether that is an
 * attestor, is for whoever gathers a quorum to find out.
 */
import {
  GridError,
  accountSchema,
  decodeUtf8,
  digestSchema,
  firstIssue,
  hexOf,
  uintSchema,
} from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { z } from 'zod'
import type { Outcome } from './ruling.ts'
import { signatureSchema } from './schemas.ts'
import type { Signature } from './signature.ts'
import type { SigningDomain } from './typed-data.ts'

export interface RulingFile {
  readonly format: 'pumasi-ruling'
  readonly version: 1
  readonly chain: SigningDomain
  readonly batchId: number
  readonly outcome: Outcome
  readonly signature: Signature
}

/** A ruling has less than a kilobyte. */
export const RULING_FILE_BYTES_MAX = 16 * 1024

const schema: z.ZodType<RulingFile> = z.strictObject({
  format: z.literal('pumasi-ruling'),
  version: z.literal(1),
  chain: z.strictObject({ chainId: uintSchema(256), ledger: accountSchema }),
  batchId: z.int().positive(),
  outcome: z.strictObject({
    ...{ unit: hexOf<Hex>(32), outputHash: digestSchema, fuel: uintSchema(64) },
  }),
  signature: signatureSchema,
})

/** The text of a ruling file; integers that may exceed 2^53 are decimal strings. */
export const encodeRulingFile = (file: RulingFile): string =>
  `${JSON.stringify(file, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`

/** Reads a ruling file. @throws `RULING_FILE_UNREADABLE` */
export function decodeRulingFile(bytes: Uint8Array): RulingFile {
  if (bytes.length > RULING_FILE_BYTES_MAX)
    throw unreadable(`more than ${RULING_FILE_BYTES_MAX} bytes`)
  let value: unknown
  try {
    value = JSON.parse(decodeUtf8(bytes))
  } catch {
    throw unreadable('something else than JSON')
  }
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw unreadable(firstIssue(read.error))
}

const unreadable = (found: string): GridError =>
  new GridError('RULING_FILE_UNREADABLE', `found a file of no ruling: ${found}`, {
    hint: 'Have the attestor write it again with pumasi attest --rulings FOLDER.',
  })
