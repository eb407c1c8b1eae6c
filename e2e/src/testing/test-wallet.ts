/** A browser wallet, injected by EIP-6963, with a real key behind it and a name that is markup. */
import type { Wallet } from 'ethers'
import { getBytes, toUtf8String } from 'ethers'
import type { Page } from 'playwright-core'

export const walletName = 'Village <b>wallet</b>'

interface InjectOptions {
  /** Requests for a signature that it declines before it signs. */
  readonly declines?: number
}

/** Gives a page, before it is opened, a wallet that signs what it is asked to. */
export async function injectWallet(
  page: Page,
  wallet: Pick<Wallet, 'address' | 'signTypedData' | 'signMessage'>,
  { declines = 0 }: InjectOptions = {},
): Promise<void> {
  let left = declines
  await page.exposeFunction('askWallet', async (method: string, params: string[]) => {
    if (method === 'eth_requestAccounts') return [wallet.address]
    if (method === 'eth_chainId') return '0x1'
    if (!['eth_signTypedData_v4', 'personal_sign'].includes(method)) {
      throw new Error(`does not know ${method}`)
    }
    if (left > 0) {
      left -= 1
      return { declined: true }
    }
    if (method === 'personal_sign') {
      return wallet.signMessage(toUtf8String(getBytes(params[0] ?? '0x')))
    }
    const { domain, types, message } = JSON.parse(params[1] ?? '')
    delete types.EIP712Domain
    return wallet.signTypedData(domain, types, message)
  })
  await page.addInitScript(`{
    const request = async ({ method, params }) => {
      const answer = await askWallet(method, params ?? [])
      if (answer?.declined) throw Object.assign(new Error('no'), { code: 4001 })
      return answer
    }
    const detail = {
      info: { uuid: 'u-1', name: ${JSON.stringify(walletName)}, icon: 'data:image/svg+xml,<svg/>', rdns: 'test' },
      provider: { request },
    }
    const announce = () =>
      dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze(detail) }))
    addEventListener('eip6963:requestProvider', announce)
    announce()
  }`)
}
