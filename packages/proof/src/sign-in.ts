/**
 * Sign-in: the message of EIP-4361 with which a wallet says who is there.
 *
 * In: who signs in, where, on which chain, under which nonce, until when. Out: the text a wallet
 * shows and signs; or from a text what it says, or null.
 * Invariant: a text is read only when writing what it says gives the same text again, byte for byte
 * (sign-in.test.ts). So there is one text for each meaning, and nothing beside it.
 */
import { isHex } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { keccakText } from './words.ts'

export interface SignIn {
  readonly account: Account
  /** Scheme, host and port of whoever is signed in to, such as `https://grid.example.org`. */
  readonly origin: string
  readonly chainId: bigint
  /** 8 to 128 letters and digits. */
  readonly nonce: string
  readonly issuedAtMs: number
  readonly expiresAtMs: number
}

const statement = 'Sign in to Pumasi. This says who you are: it costs nothing and moves nothing.'
/** Longer than any text of ours. */
const TEXT_CHARS_MAX = 1_000
/** The last moment that is written with four digits for its year. */
const TIME_MAX_MS = 253_402_300_799_999

/** The text to sign. Of what EIP-4361 leaves open, resources and request ids are never there. */
export const signInText = (signIn: SignIn): string =>
  [
    `${signIn.origin.replace(/^https?:\/\//, '')} wants you to sign in with your Ethereum account:`,
    checksumAddress(signIn.account),
    '',
    statement,
    '',
    `URI: ${signIn.origin}`,
    'Version: 1',
    `Chain ID: ${signIn.chainId}`,
    `Nonce: ${signIn.nonce}`,
    `Issued At: ${new Date(signIn.issuedAtMs).toISOString()}`,
    `Expiration Time: ${new Date(signIn.expiresAtMs).toISOString()}`,
  ].join('\n')

/** What a text says, or null when it is not exactly one that {@link signInText} writes. */
export function parseSignIn(text: string): SignIn | null {
  if (text.length > TEXT_CHARS_MAX) return null
  const lines = text.split('\n')
  const fieldOf = (name: string): string =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
  const account = lines[1]?.toLowerCase()
  const origin = fieldOf('URI')
  const chainId = fieldOf('Chain ID')
  const nonce = fieldOf('Nonce')
  const issuedAtMs = Date.parse(fieldOf('Issued At'))
  const expiresAtMs = Date.parse(fieldOf('Expiration Time'))
  const isTime = (ms: number): boolean => ms >= 0 && ms <= TIME_MAX_MS
  const whole =
    isHex(account, 20) &&
    /^https?:\/\/[^\s/]+$/.test(origin) &&
    /^[1-9]\d{0,77}$/.test(chainId) &&
    /^[A-Za-z0-9]{8,128}$/.test(nonce) &&
    isTime(issuedAtMs) &&
    isTime(expiresAtMs)
  if (!whole) return null
  const times = { issuedAtMs, expiresAtMs }
  const found = { account: account as Account, origin, chainId: BigInt(chainId), nonce, ...times }
  return signInText(found) === text ? found : null
}

/** An address with the capitals of EIP-55, as wallets show it. */
export function checksumAddress(account: Account): Hex {
  const hash = keccakText(account.slice(2)).slice(2)
  const digits = [...account.slice(2)].map((digit, position) =>
    Number(`0x${hash[position]}`) >= 8 ? digit.toUpperCase() : digit,
  )
  return `0x${digits.join('')}`
}
