/** Bundles read back: canonical bytes from any mirror, checked before anything is believed. */
import {
  GridError,
  accountSchema,
  countSchema,
  digestSchema,
  jobIdSchema,
  readDocument,
  uintSchema,
} from '@pumasi/domain'
import { creditLeafSchema, signedDelegationSchema, signedReceiptShape } from '@pumasi/proof'
import { z } from 'zod'
import { trustRulesSchema } from '../policy/trust/trust-rules.ts'
import type { Bundle, BundledReceipt } from './batch.ts'

const rulesShape = {
  rewriterVersion: countSchema,
  fuelPerCreditMicro: uintSchema(64).pipe(z.bigint().positive()),
  quorumMin: z.int().min(1),
} as const
/** Rules before any job could ask for trust. */
const rulesSchemaV1 = z.strictObject({ version: z.literal(1), ...rulesShape })
const trustingShape = {
  ...rulesShape,
  trust: trustRulesSchema,
  seedDistance: z.int().min(1).max(100_000),
} as const
/** Rules before any ruling took trust. */
const rulesSchemaV2 = z.strictObject({ version: z.literal(2), ...trustingShape })
const rulesSchemaV3 = z.strictObject({ version: z.literal(3), ...trustingShape })

const bundledReceiptSchema: z.ZodType<BundledReceipt> = z.strictObject({
  ...signedReceiptShape,
  acceptedAtMs: countSchema,
})

const unitsSchema = z.array(
  z.strictObject({
    jobId: jobIdSchema,
    unitIndex: countSchema,
    quorum: z.int().positive(),
    receipts: z.array(bundledReceiptSchema).min(1),
  }),
)

const trustShape = {
  seed: z.strictObject({ blockNumber: countSchema, blockHash: digestSchema }).nullable(),
  cancelled: z.array(jobIdSchema),
  sealed: z.array(
    z.strictObject({
      jobId: jobIdSchema,
      unitIndex: countSchema,
      account: accountSchema,
      digest: digestSchema,
      replicated: z.boolean(),
    }),
  ),
  closings: z.array(accountSchema),
  opened: z.array(bundledReceiptSchema),
} as const

const bodyShape = { batchId: z.int().positive(), delegations: z.array(signedDelegationSchema) }

const bundleSchema: z.ZodType<Bundle> = z.discriminatedUnion('version', [
  z.strictObject({
    version: z.literal(1),
    ...bodyShape,
    units: unitsSchema.min(1),
    rules: rulesSchemaV1,
    credits: z.array(creditLeafSchema).min(1),
  }),
  z.strictObject({
    version: z.literal(2),
    ...bodyShape,
    units: unitsSchema,
    rules: rulesSchemaV2,
    credits: z.array(creditLeafSchema),
    trust: z.strictObject(trustShape),
  }),
  z.strictObject({
    version: z.literal(3),
    ...bodyShape,
    units: unitsSchema,
    rules: rulesSchemaV3,
    credits: z.array(creditLeafSchema),
    trust: z.strictObject({ ...trustShape, rulings: z.array(z.int().positive()) }),
  }),
])

/**
 * Bytes for each sign that begins or parts values. The densest rows there are, shares of credit,
 * have 28, and no text in a bundle holds such a sign; brackets alone would take fifty times their
 * size in memory once they are parsed. How many receipts a bundle has no header says, since those
 * that are refused or sealed have no leaf: so its size alone cannot be held against the chain.
 */
const BYTES_PER_SIGN_MIN = 16
/** For rules and the names of lists, which are there once. */
const SIGNS_FREE = 1_000

/** Reads a bundle's canonical bytes. @throws `NOT_UTF8`, `NOT_CANONICAL`, `BAD_DOCUMENT` */
export function decodeBundle(bytes: Uint8Array): Bundle {
  assertSparse(bytes)
  return readDocument('a bundle', bundleSchema, bytes)
}

/** Before anything is parsed. @throws `BAD_DOCUMENT` */
function assertSparse(bytes: Uint8Array): void {
  const signsMax = SIGNS_FREE + bytes.length / BYTES_PER_SIGN_MIN
  let signs = 0
  for (const byte of bytes) {
    if (byte === COMMA || byte === BRACKET || byte === BRACE) signs += 1
    if (signs <= signsMax) continue
    throw new GridError(
      'BAD_DOCUMENT',
      `found more than ${Math.floor(signsMax)} values in ${bytes.length} bytes, expected a bundle`,
      { hint: 'No coordinator writes this: ask another mirror, or tell who committed it.' },
    )
  }
}

const [COMMA, BRACKET, BRACE] = [0x2c, 0x5b, 0x7b] as const
