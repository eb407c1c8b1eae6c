/** The smallest pieces of every message and document. Anything not described is refused. */
import { z } from 'zod'
import { isHex } from '../hex.ts'
import type { Account, Digest, Hex, JobId, LeaseId } from '../hex.ts'

/** `0x` and exactly `bytes` lower-case hexadecimal bytes. */
export const hexOf = <T extends Hex>(bytes: number) =>
  z.custom<T>((value) => isHex(value, bytes), {
    error: `expected 0x and ${2 * bytes} lower-case hexadecimal digits`,
  })

export const digestSchema = hexOf<Digest>(32)
export const jobIdSchema = hexOf<JobId>(32)
export const leaseIdSchema = hexOf<LeaseId>(32)
export const accountSchema = hexOf<Account>(20)

/** A count or index that fits Solidity's uint64 and JavaScript alike. */
export const countSchema = z.int().nonnegative()
/** An unsigned integer of some bits: bigint on the wire, a decimal string in documents. */
export const uintSchema = (bits: number) =>
  z
    .union([
      z.bigint(),
      z
        .string()
        .regex(/^(0|[1-9]\d{0,77})$/, 'expected decimal digits')
        .transform(BigInt),
    ])
    .pipe(
      z
        .bigint()
        .nonnegative()
        .max(2n ** BigInt(bits) - 1n),
    )
/** What strangers call themselves: printable, short. */
export const labelSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected printable characters only')
