/** A browser wallet, injected by EIP-6963, with a real key behind it and a name that is markup. */
import { JsonRpcProvider, Wallet, getBytes, toUtf8String } from 'ethers'
import type { BaseWallet } from 'ethers'
import type { Page } from 'playwright-core'

export const walletName = 'Village <b>wallet</b>'

const icon =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="#0b7285"/></svg>',
  )

export interface InjectedWallet {
  /** The next thing it is asked to sign, or to send, it declines. */
  readonly declineNext: () => void
  /** Its owner adds the chain of this node and moves it there; until then it is on chain 1. */
  readonly moveTo: (rpcUrl: string) => void
}

/** Gives a page, before it is opened, a wallet that signs what it is asked to. */
export async function injectWallet(
  page: Page,
  wallet: Pick<BaseWallet, 'address' | 'privateKey' | 'signTypedData' | 'signMessage'>,
  name = walletName,
): Promise<InjectedWallet> {
  let declines = false
  let node: string | null = null
  const send = async (call: { to: string; data: string }): Promise<string> => {
    if (node === null) throw new Error('is on a chain without a node')
    const provider = new JsonRpcProvider(node)
    try {
      return (await new Wallet(wallet.privateKey, provider).sendTransaction(call)).hash
    } finally {
      provider.destroy()
    }
  }
  const answers: Readonly<Record<string, (params: readonly never[]) => Promise<unknown>>> = {
    personal_sign: ([hex]) => wallet.signMessage(toUtf8String(getBytes(hex ?? '0x'))),
    eth_sendTransaction: ([call]) => send(call as never),
    eth_signTypedData_v4: ([, text]) => {
      const { domain, types, message } = JSON.parse(text ?? '')
      delete types.EIP712Domain
      return wallet.signTypedData(domain, types, message)
    },
  }
  await page.exposeFunction('askWallet', async (method: string, params: never[]) => {
    if (method === 'eth_requestAccounts') return [wallet.address]
    if (method === 'eth_chainId') return node === null ? '0x1' : '0x7a69'
    const answer = answers[method]
    if (answer === undefined) throw new Error(`does not know ${method}`)
    if (!declines) return answer(params)
    declines = false
    return { declined: true }
  })
  await page.addInitScript(`{
    const request = async ({ method, params }) => {
      const answer = await askWallet(method, params ?? [])
      if (answer?.declined) throw Object.assign(new Error('no'), { code: 4001 })
      return answer
    }
    const detail = {
      info: { uuid: 'u-1', name: ${JSON.stringify(name)}, icon: ${JSON.stringify(icon)}, rdns: 'test' },
      provider: { request },
    }
    const announce = () =>
      dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze(detail) }))
    addEventListener('eip6963:requestProvider', announce)
    announce()
  }`)
  return {
    declineNext: () => {
      declines = true
    },
    moveTo: (rpcUrl) => {
      node = rpcUrl
    },
  }
}
