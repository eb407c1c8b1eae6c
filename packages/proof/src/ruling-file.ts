/**
 * Ruling file: what one attestor got from executing a challenged unit again, signed, on its way to
 * whoever brings it before the contract.
 *
 * In: bytes from anybody. Out: a value of known form; whose signature it is, and whether that is an
 * attestor, is for whoever gathers a quorum to find out.
 */
import { GridError, accountSchema, digestSchema, hexOf, uintSchema } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { z } from 'zod'
import { decodeJsonFile, encodeJsonFile } from './json-file.ts'
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
export const encodeRulingFile = (file: RulingFile): string => encodeJsonFile(file)

/** Reads a ruling file. @throws `RULING_FILE_UNREADABLE` (details: `field`) */
export const decodeRulingFile = (bytes: Uint8Array): RulingFile =>
  decodeJsonFile(bytes, { schema, bytesMax: RULING_FILE_BYTES_MAX, unreadable })

const unreadable = (found: string, field = ''): GridError =>
  new GridError('RULING_FILE_UNREADABLE', `found a file of no ruling: ${found}`, {
    hint: 'Have the attestor write it again with pumasi attest --rulings FOLDER.',
    details: { field },
  })
