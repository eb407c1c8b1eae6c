/**
 * Signatures checked by libsecp256k1, fifteen times as fast as plain JavaScript (2026-11), where
 * npm brings a build of it; elsewhere proof's own.
 */
import { createRequire } from 'node:module'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fromHex, isHex, toHex } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import type { Signatures } from '@pumasi/engine'
import { keccak, recoverSession, recoverSigner } from '@pumasi/proof'
import type { RecoverSigner } from '@pumasi/proof'
import type Secp256k1 from 'secp256k1'

/** Receipts checked before other requests get their turn. */
const STRETCH = 16

const native = loadNative()

/** The package's own entry would fall back to another implementation; ours is proof's. */
function loadNative(): typeof Secp256k1 | null {
  try {
    return createRequire(import.meta.url)('secp256k1/bindings.js') as typeof Secp256k1
  } catch {
    return null
  }
}

/** As `recoverSigner` of proof, whatever the bytes. */
export const recoverNatively: RecoverSigner | null =
  native &&
  ((digest, signature) => {
    if (!isHex(signature, 65)) return null
    const bytes = fromHex(signature)
    const v = bytes[64]
    if (v !== 27 && v !== 28) return null
    const compact = bytes.subarray(0, 64)
    try {
      if (hasHighS(native, compact)) return null
      const publicKey = native.ecdsaRecover(compact, v - 27, fromHex(digest), false)
      return accountOf(keccak(publicKey.subarray(1)))
    } catch {
      return null
    }
  })

const accountOf = (hash: Hex): Account => `0x${hash.slice(26)}` as Account

function hasHighS({ signatureNormalize }: typeof Secp256k1, compact: Uint8Array): boolean {
  const low = signatureNormalize(Uint8Array.from(compact))
  return toHex(low) !== toHex(compact)
}

/** Checks receipts in stretches, so that no report holds up the whole process. */
export const createSignatures = (
  recover: RecoverSigner = recoverNatively ?? recoverSigner,
): Signatures => ({
  recoverSessions: async (signed, domain) => {
    const sessions: (Account | null)[] = []
    for (const [index, one] of signed.entries()) {
      if (index % STRETCH === STRETCH - 1) await nextTurn()
      sessions.push(recoverSession(one, domain, recover))
    }
    return sessions
  },
})
