/** The smallest pieces of every message. Anything not described is refused. */
import { z } from 'zod'
import { isHex } from '@pumasi/domain'
import type { Account, Digest, Hex, JobId, LeaseId } from '@pumasi/domain'
import type { Signature } from '@pumasi/proof'

const hexOf = <T extends Hex>(bytes: number) =>
  z.custom<T>((value) => isHex(value, bytes), {
    error: `expected 0x and ${2 * bytes} lower-case hexadecimal digits`,
  })

export const digestSchema = hexOf<Digest>(32)
export const jobIdSchema = hexOf<JobId>(32)
export const leaseIdSchema = hexOf<LeaseId>(32)
export const accountSchema = hexOf<Account>(20)
export const signatureSchema = hexOf<Signature>(65)
export const challengeSchema = hexOf<Hex>(32)

/** A count or index that fits Solidity's uint64 and JavaScript alike. */
export const countSchema = z.int().nonnegative()
/** uint64 as bigint. */
export const uint64Schema = z
  .bigint()
  .nonnegative()
  .max(2n ** 64n - 1n)
/** What strangers call themselves: printable, short. */
export const labelSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected printable characters only')
