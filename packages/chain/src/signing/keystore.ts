/**
 * Keystore: a private key under a password, in the V3 format that every Ethereum client reads.
 *
 * A file from a stranger may name parameters that take all memory or all day: these are refused.
 */
import { scryptSync } from 'node:crypto'
import { GridError } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import { decryptKeystoreJsonSync, encryptKeystoreJsonSync, scryptSync as scrypt } from 'ethers'

/** Memory that deriving one key may take: four times what today's clients write. */
const SCRYPT_BYTES_MAX = 2 ** 30
/** Rounds of PBKDF2, the other function the format knows. */
const PBKDF2_ROUNDS_MAX = 10_000_000
/** Characters of a keystore file. */
const KEYSTORE_LENGTH_MAX = 65_536

// OpenSSL's is ten times as fast as the JavaScript that ethers brings.
scrypt.register(
  (password, salt, N, r, p, length) =>
    new Uint8Array(scryptSync(password, salt, length, { N, r, p, maxmem: 2 * SCRYPT_BYTES_MAX })),
)

/** Encrypts a key; the parameters are those of geth's standard. */
export const encryptKeystore = (privateKey: Hex, password: string): string =>
  encryptKeystoreJsonSync({ address: accountOfKey(privateKey), privateKey }, password)

/** Whose key a keystore file holds, as far as it says. @throws `KEYSTORE_DAMAGED` */
export function accountOfKeystore(json: string): Account | null {
  const { address } = parseKeystore(json)
  const digits = typeof address === 'string' ? address.toLowerCase().replace(/^0x/, '') : ''
  return /^[0-9a-f]{40}$/.test(digits) ? (`0x${digits}` as Account) : null
}

/** @throws `KEYSTORE_DAMAGED`, `KEYSTORE_WRONG_PASSWORD` */
export function decryptKeystore(json: string, password: string): Hex {
  const { crypto } = parseKeystore(json)
  assertBounded(crypto)
  try {
    return decryptKeystoreJsonSync(json, password).privateKey as Hex
  } catch (error) {
    if (error instanceof Error && /incorrect password/.test(error.message)) {
      throw new GridError('KEYSTORE_WRONG_PASSWORD', 'found another password than the keystore’s', {
        hint: 'Give the password the keystore was made with; a line feed at its end is left out.',
      })
    }
    throw damaged('it does not decrypt')
  }
}

interface Keystore {
  readonly address?: unknown
  readonly crypto: { readonly kdf?: unknown; readonly kdfparams?: unknown }
}

function parseKeystore(json: string): Keystore {
  if (json.length > KEYSTORE_LENGTH_MAX) throw damaged('it is too long')
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw damaged('it is no JSON')
  }
  const { version, address, crypto, Crypto } = (value ?? {}) as Record<string, unknown>
  const section = crypto ?? Crypto
  if (Number(version) !== 3 || typeof section !== 'object' || section === null) {
    throw damaged('it is no V3 keystore')
  }
  return { address, crypto: section }
}

function assertBounded({ kdf, kdfparams }: Keystore['crypto']): void {
  const { n, r, p, c } = (kdfparams ?? {}) as Record<string, unknown>
  const bounded =
    kdf === 'scrypt'
      ? 128 * Number(n) * Number(r) * Number(p) <= SCRYPT_BYTES_MAX
      : kdf === 'pbkdf2' && Number(c) <= PBKDF2_ROUNDS_MAX
  if (!bounded) throw damaged('its key derivation is unknown or takes too much')
}

const damaged = (found: string): GridError =>
  new GridError('KEYSTORE_DAMAGED', `found a keystore that cannot be used: ${found}`, {
    hint: 'Restore the file from a copy, or make a new wallet with `pumasi wallet new`.',
  })
