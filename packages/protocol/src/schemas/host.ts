/** What hosts send. */
import { z } from 'zod'
import {
  countSchema,
  digestSchema,
  jobIdSchema,
  labelSchema,
  leaseIdSchema,
  uintSchema,
} from '@pumasi/domain'
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

/** What a host has room for, as it says itself: decides which units it is offered, nothing else. */
export const roomSchema = z.strictObject({
  /** Memory all units running at a time may have together, in bytes. */
  memoryMaxBytes: countSchema,
  /** Disk for the output of one more unit, in bytes. */
  outputMaxBytes: countSchema,
  /** How long the host will go on running units, in milliseconds. */
  timeMaxMs: countSchema,
  /** Fuel one slot burnt in a second lately; null before the first unit. */
  fuelPerSecond: uintSchema(64).nullable(),
  /** The only jobs it works for, or null for all. */
  jobs: z.array(jobIdSchema).max(BUNDLE_MAX).nullable(),
})
export type HostRoom = z.infer<typeof roomSchema>

/** Without a room since version 1, with one since version 2. */
export const acquireSchema = z.strictObject({
  count: z.int().min(1).max(BUNDLE_MAX),
  room: roomSchema.optional(),
})
export const renewSchema = z.strictObject({ leaseIds: z.array(leaseIdSchema).max(BUNDLE_MAX) })
export const returnSchema = z.strictObject({
  leaseId: leaseIdSchema,
  code: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'expected an error code'),
  message: z.string().max(500),
})
export const reportSchema = z.strictObject({
  receipts: z.array(signedReceiptSchema).min(1).max(BUNDLE_MAX),
})
