/** Signing in: asks a coordinator for its terms, signs what we write ourselves, answers. */
import { GridError } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { accountOfKey, signInText, signPersonalText } from '@pumasi/proof'
import type { Signature } from '@pumasi/proof'
import type { SignedIn } from '@pumasi/protocol'
import { connectGrid } from './connect.ts'

/** Whoever signs: a key in this process, or a wallet that asks its owner. */
export interface Wallet {
  readonly account: Account
  /** Signs a personal message (EIP-191). */
  readonly sign: (text: string) => Signature | Promise<Signature>
}

export const walletOfKey = (privateKey: Hex): Wallet => ({
  account: accountOfKey(privateKey),
  sign: (text) => signPersonalText(text, privateKey),
})

/**
 * Signs a wallet in for `stayMs` from now on; the token is for {@link connectGrid}. The text names
 * the address that was given: one that passes it on to another grid gets nothing.
 * @throws `SIGN_IN_*`, `PROTOCOL_VERSION_UNKNOWN`, `COORDINATOR_UNREACHABLE`
 */
export async function signIn(url: string, wallet: Wallet, stayMs: number): Promise<SignedIn> {
  const { call } = connectGrid({ url })
  const { nonce, chainId, stayMaxMs } = await call((client) => client.account.signInTerms.mutate())
  if (!(stayMs > 0 && stayMs <= stayMaxMs)) throw wrongStay(stayMs, stayMaxMs)
  const { account } = wallet
  const issuedAtMs = Date.now()
  const times = { issuedAtMs, expiresAtMs: issuedAtMs + stayMs }
  const message = signInText({ account, origin: new URL(url).origin, chainId, nonce, ...times })
  const signature = await wallet.sign(message)
  return call((client) => client.account.signIn.mutate({ message, signature }))
}

const wrongStay = (found: number, most: number): GridError =>
  new GridError(
    'SIGN_IN_TOO_LONG',
    `found ${found / 3_600_000} hours, expected more than none and at most ${most / 3_600_000}`,
    { hint: 'Sign in for less time, and again when it is over.' },
  )
