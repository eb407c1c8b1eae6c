/** How a code and a key are written for people to compare: the same at both ends of a pairing. */
import type { Account } from '@pumasi/domain'

/** `ABCD-2345` */
export const writeCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`

/**
 * A key's first 64 bits in fours, `1a2b 3c4d 5e6f 7081`: nobody finds another key that begins alike
 * while a code is good.
 */
export const fingerprintOf = (session: Account): string =>
  (session.slice(2, 18).match(/.{4}/g) ?? []).join(' ')
