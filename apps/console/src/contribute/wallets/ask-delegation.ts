/**
 * Asks a browser wallet to let this tab's session key sign receipts: one signature, no transaction.
 * What comes back is checked here before anything is done with it.
 */
import { GridError, isHex } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { delegationTypedData, verifyDelegation } from '@pumasi/proof'
import type { Signature, SignedDelegation, SigningDomain } from '@pumasi/proof'
import { grantFor } from '../tab-session.ts'
import type { Provider } from './provider.ts'

/** EIP-1193: the visitor said no. */
const REJECTED = 4001

/** @throws `WALLET_DECLINED`, `WALLET_FAILED`, `WALLET_SIGNATURE_INVALID` */
export async function askDelegation(
  provider: Provider,
  session: Account,
  domain: SigningDomain,
  nowSeconds: number,
): Promise<SignedDelegation> {
  const accounts = await ask(provider, 'eth_requestAccounts', [])
  const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined
  const account = typeof first === 'string' ? first.toLowerCase() : first
  if (!isHex(account, 20)) throw unusable(`found no account in the wallet's answer`)
  await moveToChain(provider, domain.chainId)
  const delegation = grantFor(account as Account, session, nowSeconds)
  const typedData = JSON.stringify(delegationTypedData(delegation, domain))
  const answer = await ask(provider, 'eth_signTypedData_v4', [account, typedData])
  if (!isHex(answer, 65)) throw unusable("found no signature of 65 bytes in the wallet's answer")
  const signed = { delegation, signature: normalise(answer) }
  if (verifyDelegation(signed, domain)) return signed
  throw new GridError(
    'WALLET_SIGNATURE_INVALID',
    `found a signature that is not ${account}'s own, expected one over the delegation shown`,
    { hint: 'Choose an account with a key of its own; contract wallets cannot delegate.' },
  )
}

/** Many wallets sign only for the chain they are on; one that cannot move says so when signing. */
async function moveToChain(provider: Provider, chainId: bigint): Promise<void> {
  const wanted = `0x${chainId.toString(16)}`
  const current = await ask(provider, 'eth_chainId', [])
  if (current === wanted) return
  await provider
    .request({ method: 'wallet_switchEthereumChain', params: [{ chainId: wanted }] })
    .catch(() => undefined)
}

async function ask(
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
        hint: 'Nothing was signed. Start again whenever you like.',
        cause: error,
      })
    }
    throw unusable(`found ${method} refused by the wallet: ${String(message ?? error)}`, error)
  }
}

const unusable = (found: string, cause?: unknown): GridError =>
  new GridError('WALLET_FAILED', found.slice(0, 500), {
    hint: "Unlock the wallet, add the grid's chain to it if it asks for it, and try again.",
    ...(cause === undefined ? {} : { cause }),
  })

/** Some wallets write the recovery bit as 0 or 1 where Ethereum writes 27 or 28. */
function normalise(signature: Hex): Signature {
  const v = Number.parseInt(signature.slice(-2), 16)
  const written = v < 27 ? `${signature.slice(0, -2)}${(v + 27).toString(16)}` : signature
  return written.toLowerCase() as Signature
}
