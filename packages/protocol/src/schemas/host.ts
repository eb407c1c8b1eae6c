/** What hosts send. */
import { z } from 'zod'
import { exitClasses } from '@pumasi/domain'
import type { SignedDelegation, SignedReceipt } from '@pumasi/proof'
import {
  accountSchema,
  challengeSchema,
  countSchema,
  digestSchema,
  jobIdSchema,
  labelSchema,
  leaseIdSchema,
  signatureSchema,
  uint64Schema,
} from './primitives.ts'

/** Most leases in one request, and most receipts in one report. */
export const BUNDLE_MAX = 50

const seconds = countSchema.max(2 ** 40)

export const signedDelegationSchema: z.ZodType<SignedDelegation, SignedDelegation> = z.strictObject(
  {
    delegation: z.strictObject({
      account: accountSchema,
      session: accountSchema,
      scope: digestSchema,
      notBefore: seconds,
      expiresAt: seconds,
      epoch: countSchema,
    }),
    signature: signatureSchema,
  },
)

export const signedReceiptSchema: z.ZodType<SignedReceipt, SignedReceipt> = z.strictObject({
  receipt: z.strictObject({
    jobId: jobIdSchema,
    unitIndex: countSchema,
    programHash: digestSchema,
    inputHash: digestSchema,
    outputHash: digestSchema,
    exitClass: z.enum(exitClasses),
    fuel: uint64Schema,
    rewriterVersion: countSchema.max(2 ** 32 - 1),
    leaseId: leaseIdSchema,
    account: accountSchema,
  }),
  signature: signatureSchema,
})

export const registrationSchema = z.strictObject({
  protocolVersion: countSchema,
  delegation: signedDelegationSchema,
  name: labelSchema,
  platform: labelSchema,
  challenge: challengeSchema,
  /** The session key's signature over the challenge: proof that it is held. */
  signature: signatureSchema,
})
export type Registration = z.infer<typeof registrationSchema>

export const acquireSchema = z.strictObject({ count: z.int().min(1).max(BUNDLE_MAX) })
export const renewSchema = z.strictObject({ leaseIds: z.array(leaseIdSchema).max(BUNDLE_MAX) })
export const returnSchema = z.strictObject({
  leaseId: leaseIdSchema,
  code: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'expected an error code'),
  message: z.string().max(500),
})
export const reportSchema = z.strictObject({
  receipts: z.array(signedReceiptSchema).min(1).max(BUNDLE_MAX),
})
