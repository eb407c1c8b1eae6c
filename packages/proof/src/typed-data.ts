/** EIP-712 with static fields only: type strings, domain separator, digest to sign. */
import type { Account, Hex } from '@pumasi/domain'
import { encodeWords, keccak, keccakText } from './words.ts'
import type { Word } from './words.ts'

/** Ties a signature to one ledger on one chain. */
export interface SigningDomain {
  readonly chainId: bigint
  readonly ledger: Account
}

export const signingDomainName = 'Pumasi'
export const signingDomainVersion = '1'

const domainTypeHash = keccakText(
  'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)',
)

/** EIP-712 domain separator. */
export const domainSeparator = ({ chainId, ledger }: SigningDomain): Hex =>
  keccak(
    encodeWords([
      domainTypeHash,
      keccakText(signingDomainName),
      keccakText(signingDomainVersion),
      chainId,
      ledger,
    ]),
  )

/** A struct's fields in order, as `[type, name]`. */
export type Fields = readonly (readonly [type: string, name: string])[]

/** `Name(type field,...)`, the string EIP-712 hashes. */
export const typeString = (name: string, fields: Fields): string =>
  `${name}(${fields.map(([type, field]) => `${type} ${field}`).join(',')})`

/** The 32 bytes a key signs: `keccak256(0x1901 || domain separator || struct hash)`. */
export function signingDigest(domain: SigningDomain, typeHash: Hex, words: readonly Word[]): Hex {
  const envelope = new Uint8Array(66)
  envelope.set([0x19, 0x01])
  envelope.set(encodeWords([separatorOf(domain), keccak(encodeWords([typeHash, ...words]))]), 2)
  return keccak(envelope)
}

let last: { readonly domain: SigningDomain; readonly separator: Hex } | null = null

/** A process signs for one domain: hashing it anew was two thirds of each digest (2026-11). */
function separatorOf(domain: SigningDomain): Hex {
  const { chainId, ledger } = domain
  if (last?.domain.chainId !== chainId || last.domain.ledger !== ledger) {
    last = { domain: { chainId, ledger }, separator: domainSeparator(domain) }
  }
  return last.separator
}
