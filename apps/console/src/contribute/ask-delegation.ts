/**
 * Asks a browser wallet to let a session key sign receipts: one signature, no transaction.
 * What comes back is checked here before anything is done with it.
 */
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { delegationTypedData, verifyDelegation } from '@pumasi/proof'
import type { SigningDomain } from '@pumasi/proof'
import type { EpochReader } from '../chain/read-epoch.ts'
import { askAccount, askSignature, moveToChain } from '../wallets/ask-wallet.ts'
import type { Provider } from '../wallets/provider.ts'
import { grantFor } from './tab-session.ts'
import type { GrantedDelegation } from './tab-session.ts'

export interface WantedGrant {
  readonly session: Account
  readonly domain: SigningDomain
  readonly nowSeconds: number
  /** Says in which epoch the account is. */
  readonly epochOf: EpochReader
  readonly days?: number
}

/** @throws `WALLET_DECLINED`, `WALLET_FAILED`, `WALLET_SIGNATURE_INVALID` */
export async function askDelegation(
  provider: Provider,
  { session, domain, nowSeconds, epochOf, ...term }: WantedGrant,
): Promise<GrantedDelegation> {
  const account = await askAccount(provider)
  await moveToChain(provider, domain.chainId)
  const known = await epochOf(account)
  const delegation = grantFor({ account, session, nowSeconds, epoch: known.epoch, ...term })
  const typedData = JSON.stringify(delegationTypedData(delegation, domain))
  const signature = await askSignature(provider, 'eth_signTypedData_v4', [account, typedData])
  const signed = { delegation, signature }
  if (verifyDelegation(signed, domain)) return { signed, known }
  throw new GridError(
    'WALLET_SIGNATURE_INVALID',
    `found a signature that is not ${account}'s own, expected one over the delegation shown`,
    { hint: 'Choose an account with a key of its own; contract wallets cannot delegate.' },
  )
}
