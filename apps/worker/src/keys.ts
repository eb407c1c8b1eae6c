/** Keys of a worker: a wallet that earns, a session key that signs, the delegation between them. */
import { join } from 'node:path'
import { keepSecret } from '@pumasi/daemon'
import type { Account, Hex } from '@pumasi/domain'
import {
  accountOfKey,
  scopeEveryJob,
  signChallenge,
  signDelegation,
  signReceipt,
} from '@pumasi/proof'
import type { Signature, SignedDelegation, SigningDomain } from '@pumasi/proof'
import type { Signer } from '@pumasi/engine'

const DELEGATION_S = 30 * 86_400
/** Clocks of worker and coordinator may differ by this much. */
const SKEW_S = 3_600

export interface WorkerKeys {
  readonly account: Account
  readonly session: Account
  /** A delegation for this ledger, valid from an hour ago for 30 days. */
  readonly delegate: (domain: SigningDomain, nowSeconds: number) => SignedDelegation
  readonly signChallenge: (challenge: Hex, domain: SigningDomain) => Signature
  readonly signerFor: (domain: SigningDomain) => Signer
}

export interface OwnKeys extends WorkerKeys {
  /** The same session key, earning for another wallet by what `delegate` shows. */
  readonly earnFor: (account: Account, delegate: WorkerKeys['delegate']) => WorkerKeys
}

/**
 * Reads the keys in a folder, or makes them; `epoch` is the wallet's on the ledger.
 * @throws `SECRET_DAMAGED`, `SECRET_MISSING`
 */
export async function keepKeys(folder: string, epoch = 0): Promise<OwnKeys> {
  const wallet = await keepSecret(join(folder, 'wallet.key'))
  const session = await keepSecret(join(folder, 'session.key'))
  const earnFor: OwnKeys['earnFor'] = (account, delegate) => ({
    ...{ account, delegate, session: accountOfKey(session) },
    signChallenge: (challenge, domain) => signChallenge(challenge, domain, session),
    signerFor: (domain) => ({
      sign: (claim) => signReceipt({ ...claim, account }, domain, session),
    }),
  })
  const account = accountOfKey(wallet)
  const own = earnFor(account, (domain, nowSeconds) =>
    signDelegation(
      {
        ...{ account, session: accountOfKey(session), scope: scopeEveryJob, epoch },
        notBefore: nowSeconds - SKEW_S,
        expiresAt: nowSeconds + DELEGATION_S,
      },
      domain,
      wallet,
    ),
  )
  return { ...own, earnFor }
}
