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

/** A struct's fields in order, as `[type, name]`. */
export type Fields = readonly (readonly [type: string, name: string])[]

/** `Name(type field,...)`, the string EIP-712 hashes. */
export const typeString = (name: string, fields: Fields): string =>
  `${name}(${fields.map(([type, field]) => `${type} ${field}`).join(',')})`

const domainFields = [
  ['string', 'name'],
  ['string', 'version'],
  ['uint256', 'chainId'],
  ['address', 'verifyingContract'],
] as const satisfies Fields

const domainTypeHash = keccakText(typeString('EIP712Domain', domainFields))

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

/** A struct and its domain in the form wallets show and sign; plain JSON, integers as decimals. */
export interface TypedData {
  readonly types: Readonly<
    Record<string, readonly { readonly name: string; readonly type: string }[]>
  >
  readonly primaryType: string
  readonly domain: Readonly<Record<string, string>>
  readonly message: Readonly<Record<string, string>>
}

/** Writes a struct as {@link TypedData}; `message` has the fields' names as its keys. */
export function composeTypedData(
  { chainId, ledger }: SigningDomain,
  name: string,
  fields: Fields,
  message: Readonly<Record<string, string | number | bigint>>,
): TypedData {
  const named = (each: Fields) => each.map(([type, field]) => ({ name: field, type }))
  return {
    types: { EIP712Domain: named(domainFields), [name]: named(fields) },
    primaryType: name,
    domain: {
      ...{ name: signingDomainName, version: signingDomainVersion },
      ...{ chainId: `${chainId}`, verifyingContract: ledger },
    },
    message: Object.fromEntries(fields.map(([, field]) => [field, `${message[field]}`])),
  }
}

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
