/** Bundles read back: canonical bytes from any mirror, checked before anything is believed. */
import { countSchema, jobIdSchema, readDocument, uintSchema } from '@pumasi/domain'
import { creditLeafSchema, signedDelegationSchema, signedReceiptShape } from '@pumasi/proof'
import { z } from 'zod'
import type { GridRules } from '../policy/credit.ts'
import type { Bundle, BundledReceipt } from './batch.ts'

const rulesSchema: z.ZodType<GridRules> = z.strictObject({
  version: z.literal(1),
  rewriterVersion: countSchema,
  fuelPerCreditMicro: uintSchema(64).pipe(z.bigint().positive()),
  quorumMin: z.int().min(1),
})

const bundledReceiptSchema: z.ZodType<BundledReceipt> = z.strictObject({
  ...signedReceiptShape,
  acceptedAtMs: countSchema,
})

const bundleSchema: z.ZodType<Bundle> = z.strictObject({
  version: z.literal(1),
  batchId: z.int().positive(),
  units: z
    .array(
      z.strictObject({
        jobId: jobIdSchema,
        unitIndex: countSchema,
        quorum: z.int().positive(),
        receipts: z.array(bundledReceiptSchema).min(1),
      }),
    )
    .min(1),
  delegations: z.array(signedDelegationSchema),
  rules: rulesSchema,
  credits: z.array(creditLeafSchema).min(1),
})

/** Reads a bundle's canonical bytes. @throws `NOT_UTF8`, `NOT_CANONICAL`, `BAD_DOCUMENT` */
export const decodeBundle = (bytes: Uint8Array): Bundle =>
  readDocument('a bundle', bundleSchema, bytes)
