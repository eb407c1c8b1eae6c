/** secp256k1 signatures as Ethereum writes them: 65 bytes `r || s || v`, low s, v 27 or 28. */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { fromHex, isHex, toHex } from '@pumasi/domain'
import type { Account, Branded, Hex } from '@pumasi/domain'
import { keccak256 } from './keccak.ts'

export type Signature = Branded<Hex, 'Signature'>

const accountOfPublicKey = (uncompressed: Uint8Array): Account =>
  toHex(keccak256(uncompressed.subarray(1)).subarray(12)) as Account

/** The account a 32-byte private key controls. */
export const accountOfKey = (privateKey: Hex): Account =>
  accountOfPublicKey(secp256k1.getPublicKey(fromHex(privateKey), false))

/** Signs 32 bytes deterministically (RFC 6979). */
export function signDigest(privateKey: Hex, digest: Hex): Signature {
  const signed = secp256k1.sign(fromHex(digest), fromHex(privateKey), {
    prehash: false,
    format: 'recovered',
  })
  const bytes = new Uint8Array(65)
  bytes.set(signed.subarray(1))
  bytes[64] = 27 + (signed[0] ?? 0)
  return toHex(bytes) as Signature
}

/**
 * Who signed `digest`, or null when the bytes are no valid low-s signature.
 */
export type RecoverSigner = (digest: Hex, signature: string) => Account | null

const recoverPlainly: RecoverSigner = (digest, signature) => {
  if (!isHex(signature, 65)) return null
  const bytes = fromHex(signature)
  const v = bytes[64]
  if (v !== 27 && v !== 28) return null
  const recovered = new Uint8Array(65)
  recovered[0] = v - 27
  recovered.set(bytes.subarray(0, 64), 1)
  try {
    const parsed = secp256k1.Signature.fromBytes(recovered, 'recovered')
    if (parsed.hasHighS()) return null
    return accountOfPublicKey(parsed.recoverPublicKey(fromHex(digest)).toBytes(false))
  } catch {
    return null
  }
}

let current = recoverPlainly

/** {@link RecoverSigner} in plain JavaScript, or as {@link accelerateSignatures} was given. */
export const recoverSigner: RecoverSigner = (digest, signature) => current(digest, signature)

/**
 * Reads signatures by another implementation from now on, once it has answered some questions as
 * plain JavaScript does; false, and nothing changes, when it has not. Only time depends on it.
 */
export function accelerateSignatures(fast: RecoverSigner): boolean {
  const agrees = questions().every(
    ([digest, signature]) => fast(digest, signature) === recoverPlainly(digest, signature),
  )
  if (agrees) current = fast
  return agrees
}

/** A signature, its other half, which is none, and bytes that are none in other ways. */
function questions(): readonly (readonly [Hex, string])[] {
  const digest: Hex = `0x${'ab'.repeat(32)}`
  const good = signDigest(`0x${'17'.repeat(32)}`, digest)
  const { n } = secp256k1.Point.CURVE()
  const s = n - BigInt(`0x${good.slice(66, 130)}`)
  const other = good.endsWith('1b') ? '1c' : '1b'
  const high = `${good.slice(0, 66)}${s.toString(16).padStart(64, '0')}${other}`
  const bad = [high, `${good.slice(0, -2)}1d`, `${good.slice(0, -2)}${other}`, good.slice(0, -2)]
  return [good, ...bad, '0x', `0x${'00'.repeat(65)}`].map((signature) => [digest, signature])
}
