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
import type { KnownEpoch } from '../chain/read-epoch.ts'
import { randomKey } from './tab-wallet.ts'
import type { TabWallet } from './tab-wallet.ts'

/** How long a wallet allows this tab to sign: longer than tabs live, and no longer. */
export const DELEGATION_DAYS = 7
/** Clocks of tab and coordinator may differ by this much. */
const SKEW_S = 3_600

export interface TabSession extends HostIdentity {
  /** The wallet that earns. */
  readonly account: Account
  /** The epoch its delegation names; null where nobody was asked. */
  readonly epoch: KnownEpoch | null
  readonly signerFor: (domain: SigningDomain) => Signer
}

interface Grant {
  readonly account: Account
  readonly session: Account
  readonly nowSeconds: number
  readonly epoch: number
  readonly days?: number
}

/** What a wallet is asked to sign for a session key. */
export const grantFor = ({
  account,
  session,
  nowSeconds,
  epoch,
  days = DELEGATION_DAYS,
}: Grant): Delegation => ({
  ...{ account, session, scope: scopeEveryJob, epoch },
  notBefore: nowSeconds - SKEW_S,
  expiresAt: nowSeconds + days * 86_400,
})

/** A session that earns for the wallet made in this browser, which has no coin to revoke with. */
export function openTabSession({ account, key: walletKey }: TabWallet): TabSession {
  const key = randomKey()
  const session = accountOfKey(key)
  return sessionOf(key, account, null, (domain, nowSeconds) =>
    signDelegation(grantFor({ account, session, nowSeconds, epoch: 0 }), domain, walletKey),
  )
}

/** A session that earns for whoever `ask` gets to sign. @throws what `ask` throws */
export async function openDelegatedSession(
  ask: (session: Account) => Promise<GrantedDelegation>,
): Promise<TabSession> {
  const key = randomKey()
  const { signed, known } = await ask(accountOfKey(key))
  return sessionOf(key, signed.delegation.account, known, () => signed)
}

/** What a wallet signed, and by whose word it named its epoch. */
export interface GrantedDelegation {
  readonly signed: SignedDelegation
  readonly known: KnownEpoch
}

const sessionOf = (
  key: Hex,
  account: Account,
  epoch: KnownEpoch | null,
  delegate: HostIdentity['delegate'],
): TabSession => ({
  ...{ account, epoch },
  session: accountOfKey(key),
  delegate,
  signChallenge: (challenge, domain) => signChallenge(challenge, domain, key),
  signerFor: (domain) => ({ sign: (claim) => signReceipt({ ...claim, account }, domain, key) }),
})
