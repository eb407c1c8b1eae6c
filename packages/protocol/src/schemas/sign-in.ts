/** What a wallet sends to say who is there. */
import { z } from 'zod'
import { signatureSchema } from '@pumasi/proof'

/** Longer than any message of EIP-4361 that is accepted. */
const MESSAGE_CHARS_MAX = 1_000

export const signInSchema = z.strictObject({
  /** As `signInText` writes it, with the coordinator's nonce. */
  message: z.string().max(MESSAGE_CHARS_MAX),
  /** 65 bytes; wallets may write them in capitals. */
  signature: z.string().toLowerCase().pipe(signatureSchema),
})
export type SignInAnswer = z.infer<typeof signInSchema>
