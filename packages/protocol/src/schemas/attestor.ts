/** What attestors send. */
import { accountSchema } from '@pumasi/domain'
import { signatureSchema } from '@pumasi/proof'
import { z } from 'zod'

/** Most characters of a reason. */
export const REASON_MAX = 1_000

export const attestorWordSchema = z.strictObject({
  batchId: z.int().positive(),
  attestor: accountSchema,
  /** Of the attestation; of the refusal when there is one. */
  signature: signatureSchema,
  /** Why the batch is refused, in printable characters; null to attest it. */
  refusal: z
    .string()
    .min(1)
    .max(REASON_MAX)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected printable characters only')
    .nullable(),
})
