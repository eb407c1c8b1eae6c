/** Receipts and delegations as they arrive from strangers: on the wire, and in bundles. */
import { z } from 'zod'
import {
  accountSchema,
  countSchema,
  digestSchema,
  exitClasses,
  hexOf,
  jobIdSchema,
  leaseIdSchema,
  uintSchema,
} from '@pumasi/domain'
import type { Hex, Root } from '@pumasi/domain'
import type { CreditProof } from './credit-proof.ts'
import type { SignedDelegation } from './delegation.ts'
import type { Header } from './header.ts'
import type { CreditLeaf } from './leaf.ts'
import type { SignedReceipt } from './receipt.ts'
import type { Signature } from './signature.ts'

export const signatureSchema = hexOf<Signature>(65)

const seconds = countSchema.max(2 ** 40)

export const signedDelegationSchema: z.ZodType<SignedDelegation> = z.strictObject({
  delegation: z.strictObject({
    account: accountSchema,
    session: accountSchema,
    scope: digestSchema,
    notBefore: seconds,
    expiresAt: seconds,
    epoch: countSchema,
  }),
  signature: signatureSchema,
})

/** The fields of a signed receipt, for documents that add their own. */
export const signedReceiptShape = {
  receipt: z.strictObject({
    jobId: jobIdSchema,
    unitIndex: countSchema,
    programHash: digestSchema,
    inputHash: digestSchema,
    outputHash: digestSchema,
    exitClass: z.enum(exitClasses),
    fuel: uintSchema(64),
    rewriterVersion: countSchema.max(2 ** 32 - 1),
    leaseId: leaseIdSchema,
    account: accountSchema,
  }),
  signature: signatureSchema,
} as const

export const signedReceiptSchema: z.ZodType<SignedReceipt> = z.strictObject(signedReceiptShape)

export const creditLeafSchema: z.ZodType<CreditLeaf> = z.strictObject({
  account: accountSchema,
  cumulativeCreditMicro: uintSchema(128),
})

/** A batch's header, as files carry it. */
export const headerSchema: z.ZodType<Header> = z.strictObject({
  ...{ prev: hexOf<Hex>(32), unitsRoot: hexOf<Root>(32), creditsRoot: hexOf<Root>(32) },
  ...{ dataHash: digestSchema, rulesHash: digestSchema },
  ...{ committedAt: countSchema, unitCount: countSchema },
  cumulativeCreditMicro: uintSchema(128),
})

export const creditProofSchema: z.ZodType<CreditProof> = z.strictObject({
  id: z.int().positive(),
  header: headerSchema,
  leaf: creditLeafSchema,
  proof: z.array(hexOf<Hex>(32)).max(64),
})
