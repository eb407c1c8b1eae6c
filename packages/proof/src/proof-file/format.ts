/**
 * Proof file: all that a stranger needs, beside a chain, to believe one output: what a researcher
 * puts beside a figure. docs/proof-file.md tells every field.
 *
 * In: bytes from anybody. Out: a value in which nothing is unknown, missing or out of its bounds.
 */
import {
  GridError,
  accountSchema,
  countSchema,
  digestSchema,
  exitClasses,
  fileNameSchema,
  hexOf,
  jobIdSchema,
  limitsSchema,
  uintSchema,
} from '@pumasi/domain'
import type { Account, Digest, ExitClass, Hex, JobId, UnitInput } from '@pumasi/domain'
import { z } from 'zod'
import { decodeJsonFile, encodeJsonFile } from '../json-file.ts'
import type { SignedDelegation } from '../delegation.ts'
import type { Header } from '../header.ts'
import type { SignedReceipt } from '../receipt.ts'
import { headerSchema, signedDelegationSchema, signedReceiptSchema } from '../schemas.ts'

export interface ProofFile {
  readonly format: 'pumasi-proof'
  readonly version: 1
  readonly chain: { readonly chainId: bigint; readonly ledger: Account }
  /** The batch that holds the unit, as the ledger's event has it. */
  readonly batch: {
    readonly id: number
    readonly header: Header
    readonly txHash: Hex
    readonly blockNumber: number
  }
  /** What is claimed, and what every receipt says. */
  readonly unit: {
    readonly jobId: JobId
    readonly unitIndex: number
    readonly programHash: Digest
    readonly inputHash: Digest
    readonly outputHash: Digest
    readonly exitClass: ExitClass
    readonly fuel: bigint
  }
  /** Everything the execution depended on; its digest is `unit.inputHash`. */
  readonly input: UnitInput
  /** One for each account that was credited. */
  readonly receipts: readonly SignedReceipt[]
  /** The wallets' grants to the keys that signed. */
  readonly delegations: readonly SignedDelegation[]
  /** From the leaves of the receipts, in their order, to the header's root of units. */
  readonly inclusion: {
    readonly leaves: readonly { readonly index: number; readonly creditMicro: bigint }[]
    readonly proof: readonly Hex[]
    readonly proofFlags: readonly boolean[]
  }
}

/** Bytes a proof file may have: names and arguments of the input are the most of it. */
export const PROOF_FILE_BYTES_MAX = 16 * 1024 * 1024
/** Accounts that may stand behind one output; a quorum is 16 at the most. */
const RECEIPTS_MAX = 256
/** Nodes of a multiproof: a path of 64 for each receipt. */
const NODES_MAX = 64 * RECEIPTS_MAX

const word = hexOf<Hex>(32)
const text = z.string().max(1_000_000)

const schema: z.ZodType<ProofFile> = z.strictObject({
  format: z.literal('pumasi-proof'),
  version: z.literal(1),
  chain: z.strictObject({ chainId: uintSchema(256), ledger: accountSchema }),
  batch: z.strictObject({
    id: z.int().positive(),
    header: headerSchema,
    txHash: word,
    blockNumber: countSchema,
  }),
  unit: z.strictObject({
    ...{ jobId: jobIdSchema, unitIndex: countSchema },
    ...{ programHash: digestSchema, inputHash: digestSchema, outputHash: digestSchema },
    ...{ exitClass: z.enum(exitClasses), fuel: uintSchema(64) },
  }),
  input: z.strictObject({
    program: digestSchema,
    args: z.array(text).max(256),
    stdin: digestSchema.nullable(),
    files: z.array(z.strictObject({ name: fileNameSchema, digest: digestSchema })).max(256),
    seed: digestSchema,
    limits: limitsSchema,
  }),
  receipts: z.array(signedReceiptSchema).min(1).max(RECEIPTS_MAX),
  delegations: z.array(signedDelegationSchema).min(1).max(RECEIPTS_MAX),
  inclusion: z.strictObject({
    leaves: z.array(z.strictObject({ index: countSchema, creditMicro: uintSchema(128) })),
    proof: z.array(word).max(NODES_MAX),
    proofFlags: z.array(z.boolean()).max(NODES_MAX),
  }),
})

/** The text of a proof file; integers that may exceed 2^53 are decimal strings. */
export const encodeProofFile = (file: ProofFile): string => encodeJsonFile(file)

/** Reads a proof file. @throws `PROOF_FILE_UNREADABLE` (details: `field`) */
export const decodeProofFile = (bytes: Uint8Array): ProofFile =>
  decodeJsonFile(bytes, { schema, bytesMax: PROOF_FILE_BYTES_MAX, unreadable })

const unreadable = (found: string, field = ''): GridError =>
  new GridError('PROOF_FILE_UNREADABLE', `found a file that is no proof: ${found}`, {
    hint: 'Get the file again where it was published; a newer version needs a newer Pumasi.',
    details: { field },
  })
