/** Bundles read back: canonical bytes from any mirror, checked before anything is believed. */
import {
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
import type { Bundle, BundledReceipt, BundledTrust } from './batch.ts'

const rulesShape = {
  rewriterVersion: countSchema,
  fuelPerCreditMicro: uintSchema(64).pipe(z.bigint().positive()),
  quorumMin: z.int().min(1),
} as const
/** Rules before any job could ask for trust. */
const rulesSchemaV1 = z.strictObject({ version: z.literal(1), ...rulesShape })
const rulesSchemaV2 = z.strictObject({
  version: z.literal(2),
  ...rulesShape,
  trust: trustRulesSchema,
  seedDistance: z.int().min(1).max(100_000),
})

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

const trustSchema: z.ZodType<BundledTrust> = z.strictObject({
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
})

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
    trust: trustSchema,
  }),
])

/** Reads a bundle's canonical bytes. @throws `NOT_UTF8`, `NOT_CANONICAL`, `BAD_DOCUMENT` */
export const decodeBundle = (bytes: Uint8Array): Bundle =>
  readDocument('a bundle', bundleSchema, bytes)
