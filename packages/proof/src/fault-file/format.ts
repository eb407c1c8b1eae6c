/**
 * Fault file: what an audit found that proves itself, with all that the contract wants to see, so
 * that anybody can have the batches voided. docs/auditing.md tells every field.
 *
 * In: bytes from anybody. Out: a value in which nothing is unknown, missing or out of its bounds;
 * whether the faults are any, only the contract says.
 */
import {
  GridError,
  accountSchema,
  countSchema,
  digestSchema,
  hexOf,
  jobIdSchema,
  uintSchema,
} from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { z } from 'zod'
import { decodeJsonFile, encodeJsonFile } from '../json-file.ts'
import { headerSchema } from '../schemas.ts'
import type { SigningDomain } from '../typed-data.ts'
import type { FaultProof, UnitProof } from './fault.ts'

export interface FaultFile {
  readonly format: 'pumasi-faults'
  readonly version: 1
  readonly chain: SigningDomain
  /** One for each batch, ascending. */
  readonly faults: readonly FaultProof[]
}

/** A fault has some kilobytes: two leaves with their paths. */
export const FAULT_FILE_BYTES_MAX = 16 * 1024 * 1024
const FAULTS_MAX = 1_000
/** A path in the largest tree there can be. */
const PATH_MAX = 64

const unitProofSchema: z.ZodType<UnitProof> = z.strictObject({
  id: z.int().positive(),
  header: headerSchema,
  leaf: z.strictObject({
    ...{ jobId: jobIdSchema, unitIndex: countSchema, index: countSchema },
    ...{ programHash: digestSchema, inputHash: digestSchema, outputHash: digestSchema },
    ...{ fuel: uintSchema(64), account: accountSchema, creditMicro: uintSchema(128) },
  }),
  proof: z.array(hexOf<Hex>(32)).max(PATH_MAX),
})

const faultSchema: z.ZodType<FaultProof> = z.discriminatedUnion('fault', [
  z.strictObject({
    fault: z.enum(['wrong-credit', 'index-out-of-range']),
    units: z.tuple([unitProofSchema]),
  }),
  z.strictObject({
    fault: z.enum(['index-reused', 'duplicate-unit']),
    units: z.tuple([unitProofSchema, unitProofSchema]),
  }),
])

const schema: z.ZodType<FaultFile> = z.strictObject({
  format: z.literal('pumasi-faults'),
  version: z.literal(1),
  chain: z.strictObject({ chainId: uintSchema(256), ledger: accountSchema }),
  faults: z.array(faultSchema).max(FAULTS_MAX),
})

/** The text of a fault file; integers that may exceed 2^53 are decimal strings. */
export const encodeFaultFile = (file: FaultFile): string => encodeJsonFile(file)

/** Reads a fault file. @throws `FAULT_FILE_UNREADABLE` (details: `field`) */
export const decodeFaultFile = (bytes: Uint8Array): FaultFile =>
  decodeJsonFile(bytes, { schema, bytesMax: FAULT_FILE_BYTES_MAX, unreadable })

const unreadable = (found: string, field = ''): GridError =>
  new GridError('FAULT_FILE_UNREADABLE', `found a file of no faults: ${found}`, {
    hint: 'Write it again with pumasi audit --faults FILE.',
    details: { field },
  })
