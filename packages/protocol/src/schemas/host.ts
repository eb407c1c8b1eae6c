/** What hosts send. */
import { z } from 'zod'
import { countSchema, digestSchema, labelSchema, leaseIdSchema } from '@pumasi/domain'
import { signatureSchema, signedDelegationSchema, signedReceiptSchema } from '@pumasi/proof'

/** Most leases in one request, and most receipts in one report. */
export const BUNDLE_MAX = 50

export const registrationSchema = z.strictObject({
  protocolVersion: countSchema,
  delegation: signedDelegationSchema,
  name: labelSchema,
  platform: labelSchema,
  challenge: digestSchema,
  /** The session key's answer to the challenge (`signChallenge`): proof that it is held. */
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
