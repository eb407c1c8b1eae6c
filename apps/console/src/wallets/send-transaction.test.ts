import type { Account } from '@pumasi/domain'
import { expect, test } from 'vitest'
import type { Provider } from './provider.ts'
import { sendTransaction } from './send-transaction.ts'

const from = `0x${'11'.repeat(20)}` as Account
const call = { chainId: 31_337n, to: `0x${'22'.repeat(20)}` as Account, data: '0xabcd' } as const
const txHash = `0x${'33'.repeat(32)}`
const rejected = Object.assign(new Error('no'), { code: 4001 })

/** A wallet on a chain, that moves to another one when it knows it. */
function walletOn(
  chain: unknown,
  { knows = [], sends = txHash }: { knows?: string[]; sends?: unknown } = {},
) {
  const asked: { method: string; params: readonly unknown[] }[] = []
  let at = chain
  const provider: Provider = {
    request: async ({ method, params = [] }) => {
      asked.push({ method, params })
      if (method === 'eth_chainId') return at
      if (method === 'wallet_switchEthereumChain') {
        const { chainId } = params[0] as { chainId: string }
        if (!knows.includes(chainId)) throw Object.assign(new Error('unknown'), { code: 4902 })
        at = chainId
        return null
      }
      if (sends instanceof Error) throw sends
      return sends
    },
  }
  return { provider, sent: () => asked.filter(({ method }) => method === 'eth_sendTransaction') }
}

test('sends what was proposed, from that account, and no coin with it', async () => {
  const { provider, sent } = walletOn('0x7a69')
  expect(await sendTransaction(provider, from, call)).toBe(txHash)
  const { to, data } = call
  expect(sent()).toEqual([
    { method: 'eth_sendTransaction', params: [{ from, to, data, value: '0x0' }] },
  ])
})

test('a wallet elsewhere is moved first', async () => {
  const { provider, sent } = walletOn('0x1', { knows: ['0x7a69'] })
  expect(await sendTransaction(provider, from, call)).toBe(txHash)
  expect(sent()).toHaveLength(1)
})

test.each([
  ['WALLET_ELSEWHERE', walletOn('0x1')],
  ['WALLET_FAILED', walletOn(31_337)],
  ['WALLET_FAILED', walletOn('main')],
])('%s: nothing is sent on a chain that is not the one', async (code, { provider, sent }) => {
  await expect(sendTransaction(provider, from, call)).rejects.toMatchObject({ code })
  expect(sent()).toEqual([])
})

test.each([
  ['WALLET_DECLINED', rejected],
  ['WALLET_FAILED', new Error('x'.repeat(100_000))],
  ['WALLET_FAILED', '0x12'],
  ['WALLET_FAILED', null],
  ['WALLET_FAILED', '<script>'],
])('%s for a wallet that answers %j', async (code, sends) => {
  const { provider } = walletOn('0x7a69', { sends })
  await expect(sendTransaction(provider, from, call)).rejects.toMatchObject({ code })
})
