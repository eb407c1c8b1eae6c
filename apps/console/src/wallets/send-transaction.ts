/** Asks a browser wallet to sign and send a transaction; only on the chain it was made for. */
import { GridError, isHex } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { askWallet, chainOf, moveToChain, unusable } from './ask-wallet.ts'
import type { Provider } from './provider.ts'

interface Call {
  readonly chainId: bigint
  readonly to: Account
  readonly data: Hex
}

/**
 * The hash it was sent under, which no block need have yet.
 * @throws `WALLET_DECLINED`, `WALLET_ELSEWHERE`, `WALLET_FAILED`
 */
export async function sendTransaction(
  provider: Provider,
  from: Account,
  { chainId, to, data }: Call,
): Promise<Hex> {
  await moveToChain(provider, chainId)
  // The same call on another chain would pay for nothing, or for something else.
  const found = await chainOf(provider)
  if (found !== chainId) throw elsewhere(found, chainId)
  const call = { from, to, data, value: '0x0' }
  const hash = await askWallet(provider, 'eth_sendTransaction', [call])
  if (isHex(hash, 32)) return hash
  throw unusable("found no transaction hash in the wallet's answer")
}

const elsewhere = (found: bigint, expected: bigint): GridError =>
  new GridError('WALLET_ELSEWHERE', `found the wallet on chain ${found}, expected ${expected}`, {
    hint: 'Nothing was sent. Choose that chain in the wallet, adding it first if need be.',
    details: { found, expected },
  })
