/**
 * Asks a browser wallet to let a session key sign receipts: one signature, no transaction.
 * What comes back is checked here before anything is done with it.
 */
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { delegationTypedData, verifyDelegation } from '@pumasi/proof'
import type { SignedDelegation, SigningDomain } from '@pumasi/proof'
import { askAccount, askSignature, moveToChain } from '../wallets/ask-wallet.ts'
import type { Provider } from '../wallets/provider.ts'
import { grantFor } from './tab-session.ts'

/** @throws `WALLET_DECLINED`, `WALLET_FAILED`, `WALLET_SIGNATURE_INVALID` */
export async function askDelegation(
  provider: Provider,
  session: Account,
  domain: SigningDomain,
  nowSeconds: number,
  days?: number,
): Promise<SignedDelegation> {
  const account = await askAccount(provider)
  await moveToChain(provider, domain.chainId)
  const delegation = grantFor(account, session, nowSeconds, days)
  const typedData = JSON.stringify(delegationTypedData(delegation, domain))
  const signature = await askSignature(provider, 'eth_signTypedData_v4', [account, typedData])
  const signed = { delegation, signature }
  if (verifyDelegation(signed, domain)) return signed
  throw new GridError(
    'WALLET_SIGNATURE_INVALID',
    `found a signature that is not ${account}'s own, expected one over the delegation shown`,
    { hint: 'Choose an account with a key of its own; contract wallets cannot delegate.' },
  )
}
