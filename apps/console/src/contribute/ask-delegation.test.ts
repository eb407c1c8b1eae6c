import type { Account, Hex } from '@pumasi/domain'
import { accountOfKey, signDelegation, verifyDelegation } from '@pumasi/proof'
import type { SigningDomain } from '@pumasi/proof'
import { expect, test } from 'vitest'
import { firstEpoch } from '../chain/read-epoch.ts'
import { grantFor } from './tab-session.ts'
import { askDelegation } from './ask-delegation.ts'
import type { Provider } from '../wallets/provider.ts'

const key: Hex = `0x${'11'.repeat(32)}`
const account = accountOfKey(key)
const session = accountOfKey(`0x${'22'.repeat(32)}`)
const domain: SigningDomain = { chainId: 31_337n, ledger: `0x${'1e'.repeat(20)}` as Account }
const NOW_S = 1_800_000_000
const grant = { account, session, nowSeconds: NOW_S, epoch: 0 }
const right = signDelegation(grantFor(grant), domain, key).signature

/** A wallet with these answers; whatever else it is asked, it refuses. */
function walletOf(answers: Readonly<Record<string, unknown>>) {
  const asked: { readonly method: string; readonly params?: readonly unknown[] }[] = []
  const all: Record<string, unknown> = {
    ...{ eth_requestAccounts: [account], eth_chainId: '0x7a69', eth_signTypedData_v4: right },
    ...answers,
  }
  const provider: Provider = {
    request: async (call) => {
      asked.push(call)
      const answer = all[call.method]
      if (answer instanceof Error) throw answer
      if (answer === undefined) throw Object.assign(new Error('unknown method'), { code: -32601 })
      return answer
    },
  }
  return { provider, asked }
}
const wanted = { session, domain, nowSeconds: NOW_S, epochOf: async () => firstEpoch }
const ask = (provider: Provider) => askDelegation(provider, wanted)

test('asks for one signature over what the tab may do, and gives it back checked', async () => {
  const { provider, asked } = walletOf({})
  const { signed } = await ask(provider)
  expect(verifyDelegation(signed, domain)).toBe(true)
  expect(signed.delegation).toMatchObject({ account, session, expiresAt: NOW_S + 7 * 86_400 })
  expect(asked.map(({ method }) => method)).toEqual([
    ...['eth_requestAccounts', 'eth_chainId', 'eth_signTypedData_v4'],
  ])
  const [from, shown] = asked[2]?.params ?? []
  expect(from).toBe(account)
  expect(JSON.parse(String(shown))).toMatchObject({ primaryType: 'Delegation' })
})

test('asks for as many days as were chosen', async () => {
  const { signature } = signDelegation(grantFor({ ...grant, days: 90 }), domain, key)
  const { provider } = walletOf({ eth_signTypedData_v4: signature })
  const { signed } = await askDelegation(provider, { ...wanted, days: 90 })
  expect(signed.delegation.expiresAt).toBe(NOW_S + 90 * 86_400)
})

test('names the epoch that the account is in, and asks of no other account', async () => {
  const { signature } = signDelegation(grantFor({ ...grant, epoch: 3 }), domain, key)
  const { provider } = walletOf({ eth_signTypedData_v4: signature })
  const asked: Account[] = []
  const epochOf = async (one: Account) => {
    asked.push(one)
    return { epoch: 3, node: 'http://127.0.0.1:1' }
  }
  const { signed, known } = await askDelegation(provider, { ...wanted, epochOf })
  expect([signed.delegation.epoch, known.epoch, asked]).toEqual([3, 3, [account]])
})

test('takes an address in capitals and a recovery bit of 0 or 1, as wallets write them', async () => {
  const bit = Number.parseInt(right.slice(-2), 16) - 27
  const { provider } = walletOf({
    eth_requestAccounts: [`0x${account.slice(2).toUpperCase()}`],
    eth_signTypedData_v4: `${right.slice(0, -2)}0${bit}`,
  })
  expect((await ask(provider)).signed.signature).toBe(right)
})

test("moves the wallet to the grid's chain, and asks on when it cannot be moved", async () => {
  const { provider, asked } = walletOf({ eth_chainId: '0x1' })
  await ask(provider)
  expect(asked[2]).toEqual({
    ...{ method: 'wallet_switchEthereumChain', params: [{ chainId: '0x7a69' }] },
  })
})

const declined = Object.assign(new Error('User rejected'), { code: 4001 })
const other = signDelegation(grantFor({ ...grant, session: account }), domain, key).signature
test.each([
  ['WALLET_DECLINED', { eth_requestAccounts: declined }],
  ['WALLET_DECLINED', { eth_signTypedData_v4: declined }],
  ['WALLET_FAILED', { eth_signTypedData_v4: new Error('x'.repeat(100_000)) }],
  ['WALLET_FAILED', { eth_requestAccounts: [] }],
  ['WALLET_FAILED', { eth_requestAccounts: 'none' }],
  ['WALLET_FAILED', { eth_requestAccounts: ['<script>'] }],
  ['WALLET_FAILED', { eth_signTypedData_v4: '0x' }],
  ['WALLET_FAILED', { eth_signTypedData_v4: `${right}00` }],
  ['WALLET_SIGNATURE_INVALID', { eth_signTypedData_v4: other }],
])('%s for %j', async (code, answers) => {
  const found = await ask(walletOf(answers).provider).catch((error: unknown) => error)
  expect(found).toMatchObject({ code })
  expect((found as Error).message.length).toBeLessThanOrEqual(500)
})
