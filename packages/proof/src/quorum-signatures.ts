/** Attestors' signatures as the contract takes them: distinct, ascending by signer, 64 bytes. */
import { fromHex, toHex } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { recoverSigner } from './signature.ts'
import type { RecoverSigner, Signature } from './signature.ts'

/** A signature as ERC-2098 writes it: the top bit of `vs` is `v - 27`. */
export interface CompactSignature {
  readonly r: Hex
  readonly vs: Hex
}

/** A low-s signature in the 64 bytes that calldata is paid for. */
export function compactSignature(signature: Signature): CompactSignature {
  const bytes = fromHex(signature)
  const vs = bytes.slice(32, 64)
  if (bytes[64] === 28) vs[0] = (vs[0] ?? 0) | 0x80
  return { r: toHex(bytes.slice(0, 32)), vs: toHex(vs) }
}

/** The 65 bytes that {@link compactSignature} made smaller. */
export function expandSignature({ r, vs }: CompactSignature): Signature {
  const s = fromHex(vs)
  const v = 27 + ((s[0] ?? 0) >> 7)
  s[0] = (s[0] ?? 0) & 0x7f
  return `${r}${toHex(s).slice(2)}${v.toString(16)}` as Signature
}

/**
 * The signatures of `digest` by `quorum` distinct attestors in ascending order of their accounts,
 * or null when there are not so many among those given. What nobody of them signed is left out.
 */
export function quorumSignatures(
  digest: Hex,
  signatures: readonly Signature[],
  attestors: ReadonlySet<Account>,
  quorum: number,
  recover: RecoverSigner = recoverSigner,
): readonly CompactSignature[] | null {
  const bySigner = new Map<Account, Signature>()
  for (const signature of signatures) {
    const signer = recover(digest, signature)
    if (signer !== null && attestors.has(signer)) bySigner.set(signer, signature)
  }
  if (bySigner.size < quorum) return null
  const ascending = [...bySigner].sort(([a], [b]) => (a < b ? -1 : 1))
  return ascending.slice(0, quorum).map(([, signature]) => compactSignature(signature))
}
