/**
 * Signs a wallet in to the coordinator that served this page (EIP-4361). What proves it afterwards
 * lies in a cookie that no script can read; this page learns only who it is taken for.
 */
import { toHex, utf8 } from '@pumasi/domain'
import { signInText } from '@pumasi/proof'
import type { GridClient, PageSession } from '@pumasi/protocol'
import { askAccount, askSignature } from '../wallets/ask-wallet.ts'
import type { Provider } from '../wallets/provider.ts'

/** How long a wallet stays signed in at the most; a working day. */
export const STAY_HOURS = 12

export interface Place {
  readonly client: Pick<GridClient, 'account'>
  /** Of the page, as the wallet shows and checks it. */
  readonly origin: string
  readonly nowMs: number
}

/** @throws `WALLET_DECLINED`, `WALLET_FAILED`, what the coordinator refuses with */
export async function signIn(provider: Provider, place: Place): Promise<PageSession> {
  const { client, origin, nowMs } = place
  const account = await askAccount(provider)
  const { nonce, chainId, stayMaxMs } = await client.account.signInTerms.mutate()
  const expiresAtMs = nowMs + Math.min(STAY_HOURS * 3_600_000, stayMaxMs)
  const message = signInText({ account, origin, chainId, nonce, issuedAtMs: nowMs, expiresAtMs })
  const signature = await askSignature(provider, 'personal_sign', [toHex(utf8(message)), account])
  return client.account.enter.mutate({ message, signature })
}
