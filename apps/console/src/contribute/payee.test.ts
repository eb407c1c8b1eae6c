import type { Account } from '@pumasi/domain'
import { accountOfKey, signDelegation, verifyDelegation } from '@pumasi/proof'
import type { Delegation, SigningDomain } from '@pumasi/proof'
import { beforeEach, expect, test, vi } from 'vitest'
import { firstEpoch } from '../chain/read-epoch.ts'
import type { KnownEpoch } from '../chain/read-epoch.ts'
import { createPayroll } from './payee.ts'
import type { PayTerms } from './payee.ts'
import { forgetWallet, recallWallet } from './tab-wallet.ts'
import type { FoundWallet } from '../wallets/provider.ts'

const domain: SigningDomain = { chainId: 31_337n, ledger: `0x${'1e'.repeat(20)}` as Account }
const key = `0x${'11'.repeat(32)}` as const
const NOW_S = 1_800_000_000
const DAY_S = 86_400

const at = (nowSeconds: number, known: KnownEpoch = firstEpoch): PayTerms => ({
  ...{ domain, nowSeconds },
  epochOf: async () => known,
})

let kept: Map<string, string>
beforeEach(() => {
  kept = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  })
})

/** A wallet that signs whatever delegation it is shown, and counts how often. */
function countingWallet() {
  let signed = 0
  const answers: Record<string, (params: readonly unknown[]) => unknown> = {
    eth_requestAccounts: () => [accountOfKey(key)],
    eth_chainId: () => '0x7a69',
    eth_signTypedData_v4: ([, shown]) => {
      signed += 1
      const { message } = JSON.parse(String(shown)) as { message: Record<string, string> }
      const { notBefore, expiresAt, epoch } = message
      const numbers = { notBefore: +`${notBefore}`, expiresAt: +`${expiresAt}`, epoch: +`${epoch}` }
      return signDelegation({ ...message, ...numbers } as unknown as Delegation, domain, key)
        .signature
    },
  }
  const wallet: FoundWallet = {
    ...{ uuid: 'u', name: 'w', icon: null },
    provider: { request: async ({ method, params = [] }) => answers[method]?.(params) },
  }
  return { wallet, signed: () => signed }
}

test('the wallet of this browser is made at the first start and not before', async () => {
  const payroll = createPayroll()
  expect(recallWallet()).toBeNull()
  const session = await payroll.open('tab', at(NOW_S))
  expect(recallWallet()?.account).toBe(session.account)
  expect([...kept.values()].join()).not.toContain(session.session.slice(2))
  expect(verifyDelegation(session.delegate(domain, NOW_S), domain)).toBe(true)
})

test('a pause keeps the session; a wallet that was deleted gets no more of it', async () => {
  const payroll = createPayroll()
  const first = await payroll.open('tab', at(NOW_S))
  expect(await payroll.open('tab', at(NOW_S + 5))).toBe(first)
  forgetWallet()
  expect((await payroll.open('tab', at(NOW_S + 9))).account).not.toBe(first.account)
})

test('a damaged key is no wallet', () => {
  kept.set('pumasi-wallet', '0x12')
  expect(recallWallet()).toBeNull()
})

test('a browser that stores nothing has a wallet for as long as the tab lives', async () => {
  vi.stubGlobal('localStorage', {
    getItem: () => null,
    setItem: () => {
      throw new Error('quota')
    },
  })
  const payroll = createPayroll()
  const session = await payroll.open('tab', at(NOW_S))
  expect(verifyDelegation(session.delegate(domain, NOW_S), domain)).toBe(true)
})

test.each([
  [DAY_S, 1],
  [5 * DAY_S, 1],
  [6 * DAY_S, 2],
  [8 * DAY_S, 2],
])('a wallet asked again after %i seconds has signed %i times', async (laterSeconds, times) => {
  const payroll = createPayroll()
  const { wallet, signed } = countingWallet()
  await payroll.open(wallet, at(NOW_S))
  const later = await payroll.open(wallet, at(NOW_S + laterSeconds))
  expect(signed()).toBe(times)
  expect(later.account).toBe(accountOfKey(key))
})

const node = 'http://127.0.0.1:1'
test.each<[string, KnownEpoch, number]>([
  ['stays as it was', { epoch: 4, node }, 1],
  ['has been raised', { epoch: 5, node }, 2],
  ['is not said by any node', firstEpoch, 1],
])('a wallet whose epoch %s', async (_what, later, times) => {
  const payroll = createPayroll()
  const { wallet, signed } = countingWallet()
  await payroll.open(wallet, at(NOW_S, { epoch: 4, node }))
  const session = await payroll.open(wallet, at(NOW_S + 5, later))
  expect(signed()).toBe(times)
  expect(session.delegate(domain, NOW_S).delegation.epoch).toBe(times === 2 ? 5 : 4)
})
