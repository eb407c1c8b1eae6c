/**
 * TabSession: the session key of this tab, and who earns by it.
 *
 * The key is made here, lives in memory only and ends with the tab. It signs receipts and answers
 * challenges; it can move nothing.
 */
import {
  accountOfKey,
  scopeEveryJob,
  signChallenge,
  signDelegation,
  signReceipt,
} from '@pumasi/proof'
import type { Delegation, SignedDelegation, SigningDomain } from '@pumasi/proof'
import type { Account, Hex } from '@pumasi/domain'
import type { HostIdentity } from '@pumasi/protocol'
import type { Signer } from '@pumasi/engine'
import { randomKey } from './tab-wallet.ts'
import type { TabWallet } from './tab-wallet.ts'

/** How long a wallet allows this tab to sign: longer than tabs live, and no longer. */
export const DELEGATION_DAYS = 7
/** Clocks of tab and coordinator may differ by this much. */
const SKEW_S = 3_600

export interface TabSession extends HostIdentity {
  /** The wallet that earns. */
  readonly account: Account
  readonly signerFor: (domain: SigningDomain) => Signer
}

/** What a wallet is asked to sign for a session key. */
export const grantFor = (
  account: Account,
  session: Account,
  nowSeconds: number,
  days: number = DELEGATION_DAYS,
): Delegation => ({
  ...{ account, session, scope: scopeEveryJob, epoch: 0 },
  notBefore: nowSeconds - SKEW_S,
  expiresAt: nowSeconds + days * 86_400,
})

/** A session that earns for the wallet made in this browser. */
export function openTabSession({ account, key: walletKey }: TabWallet): TabSession {
  const key = randomKey()
  const session = accountOfKey(key)
  return sessionOf(key, account, (domain, nowSeconds) =>
    signDelegation(grantFor(account, session, nowSeconds), domain, walletKey),
  )
}

/** A session that earns for whoever `ask` gets to sign. @throws what `ask` throws */
export async function openDelegatedSession(
  ask: (session: Account) => Promise<SignedDelegation>,
): Promise<TabSession> {
  const key = randomKey()
  const signed = await ask(accountOfKey(key))
  return sessionOf(key, signed.delegation.account, () => signed)
}

const sessionOf = (key: Hex, account: Account, delegate: HostIdentity['delegate']): TabSession => ({
  account,
  session: accountOfKey(key),
  delegate,
  signChallenge: (challenge, domain) => signChallenge(challenge, domain, key),
  signerFor: (domain) => ({ sign: (claim) => signReceipt({ ...claim, account }, domain, key) }),
})
