/**
 * Asks a browser wallet something. What it refuses becomes an error of the house; what it answers
 * is looked at before anything is done with it.
 */
import { GridError, isHex } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import type { Signature } from '@pumasi/proof'
import type { Provider } from './provider.ts'

/** EIP-1193: the visitor said no. */
const REJECTED = 4001

/** The account the visitor chose in the wallet. @throws `WALLET_DECLINED`, `WALLET_FAILED` */
export async function askAccount(provider: Provider): Promise<Account> {
  const accounts = await askWallet(provider, 'eth_requestAccounts', [])
  const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined
  const account = typeof first === 'string' ? first.toLowerCase() : first
  if (!isHex(account, 20)) throw unusable("found no account in the wallet's answer")
  return account as Account
}

/** A signature of 65 bytes. @throws `WALLET_DECLINED`, `WALLET_FAILED` */
export async function askSignature(
  provider: Provider,
  method: string,
  params: readonly unknown[],
): Promise<Signature> {
  const answer = await askWallet(provider, method, params)
  if (!isHex(answer, 65)) throw unusable("found no signature of 65 bytes in the wallet's answer")
  // Some wallets write the recovery bit as 0 or 1 where Ethereum writes 27 or 28.
  const v = Number.parseInt(answer.slice(-2), 16)
  const written = v < 27 ? `${answer.slice(0, -2)}${(v + 27).toString(16)}` : answer
  return written.toLowerCase() as Signature
}

/** The chain a wallet is on. @throws `WALLET_FAILED` */
export async function chainOf(provider: Provider): Promise<bigint> {
  const answer = await askWallet(provider, 'eth_chainId', [])
  if (typeof answer === 'string' && /^0x[0-9a-f]{1,64}$/i.test(answer)) return BigInt(answer)
  throw unusable("found no chain id in the wallet's answer")
}

/** Many wallets act only on the chain they are on; one that cannot move stays where it is. */
export async function moveToChain(provider: Provider, chainId: bigint): Promise<void> {
  if ((await chainOf(provider)) === chainId) return
  const params = [{ chainId: `0x${chainId.toString(16)}` }]
  await provider.request({ method: 'wallet_switchEthereumChain', params }).catch(() => undefined)
}

/** @throws `WALLET_DECLINED`, `WALLET_FAILED` */
export async function askWallet(
  provider: Provider,
  method: string,
  params: readonly unknown[],
): Promise<unknown> {
  try {
    return await provider.request({ method, params })
  } catch (error) {
    const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
    if (code === REJECTED) {
      throw new GridError('WALLET_DECLINED', 'found the request declined in the wallet', {
        hint: 'Nothing was signed or sent. Start again whenever you like.',
        cause: error,
      })
    }
    throw unusable(`found ${method} refused by the wallet: ${String(message ?? error)}`, error)
  }
}

/** An answer of a wallet that nothing can be done with. */
export const unusable = (found: string, cause?: unknown): GridError =>
  new GridError('WALLET_FAILED', found.slice(0, 500), {
    hint: "Unlock the wallet, add the grid's chain to it if it asks for it, and try again.",
    ...(cause === undefined ? {} : { cause }),
  })
