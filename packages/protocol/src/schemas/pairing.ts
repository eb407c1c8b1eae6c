/**
 * Pairing: a machine elsewhere shows a short code, and a wallet delegates to the key behind it.
 *
 * The code finds the request and gives no right: what counts is the wallet's signature, which the
 * machine checks itself. The claim is a secret between the machine and its coordinator.
 */
import { z } from 'zod'
import { accountSchema, digestSchema, labelSchema } from '@pumasi/domain'
import { signatureSchema, signedDelegationSchema } from '@pumasi/proof'

/** Digits and capitals that nobody takes for each other: no 0, 1, I, L or O. */
export const CODE_SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
export const CODE_LENGTH = 8

/** A code as people write it: small letters, spaces and dashes do not matter. */
export const codeSchema = z
  .string()
  .max(4 * CODE_LENGTH)
  .transform((text) => text.toUpperCase().replace(/[\s-]/g, ''))
  .pipe(
    z
      .string()
      .regex(
        new RegExp(`^[${CODE_SIGNS}]{${CODE_LENGTH}}$`),
        `expected ${CODE_LENGTH} letters and digits`,
      ),
  )

export const pairingSchema = z.strictObject({
  session: accountSchema,
  name: labelSchema,
  platform: labelSchema,
  challenge: digestSchema,
  /** The session key's answer to the challenge: nobody asks for a key that is not theirs. */
  signature: signatureSchema,
})
export type PairingWish = z.infer<typeof pairingSchema>

export const claimSchema = z.strictObject({ claim: digestSchema })
export const lookSchema = z.strictObject({ code: codeSchema })
export const approvalSchema = z.strictObject({
  code: codeSchema,
  delegation: signedDelegationSchema,
})
export type PairingApproval = z.infer<typeof approvalSchema>
