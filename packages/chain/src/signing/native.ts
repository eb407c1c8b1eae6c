/**
 * Signatures read by libsecp256k1, fifteen times as fast as plain JavaScript (2026-11), where npm
 * brings a build of it.
 */
import { createRequire } from 'node:module'
import { isHex } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { keccak } from '@pumasi/proof'
import type { RecoverSigner } from '@pumasi/proof'
import type Secp256k1 from 'secp256k1'

const native = loadNative()

/** The package's own entry would fall back to another implementation; ours is proof's. */
function loadNative(): typeof Secp256k1 | null {
  try {
    return createRequire(import.meta.url)('secp256k1/bindings.js') as typeof Secp256k1
  } catch {
    return null
  }
}

/** Half the order of the curve: a larger s is the other half of a signature, and refused. */
const S_MAX = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0'

/** As `recoverSigner` of proof, whatever the bytes. */
export const recoverNatively: RecoverSigner | null =
  native &&
  ((digest, signature) => {
    if (!isHex(signature, 65) || signature.slice(66, 130) > S_MAX) return null
    const bytes = Buffer.from(signature.slice(2), 'hex')
    const v = bytes[64]
    if (v !== 27 && v !== 28) return null
    const message = Buffer.from(digest.slice(2), 'hex')
    try {
      const publicKey = native.ecdsaRecover(bytes.subarray(0, 64), v - 27, message, false)
      return accountOf(keccak(publicKey.subarray(1)))
    } catch {
      return null
    }
  })

const accountOf = (hash: Hex): Account => `0x${hash.slice(26)}` as Account
