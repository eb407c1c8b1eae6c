import { fromHex } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { accountOfKey, parseSignIn, recoverPersonalSigner, signPersonalText } from '@pumasi/proof'
import type { SignInAnswer } from '@pumasi/protocol'
import { expect, test } from 'vitest'
import type { Provider } from '../wallets/provider.ts'
import { signIn } from './sign-in.ts'
import type { Place } from './sign-in.ts'

const key: Hex = `0x${'11'.repeat(32)}`
const account = accountOfKey(key)
const nowMs = 1_767_225_600_000
const HOUR_MS = 3_600_000

/** A coordinator that lets in whatever it is shown, and what it was shown. */
function placeWith(stayMaxMs: number) {
  const shown: SignInAnswer[] = []
  const client = {
    account: {
      signInTerms: {
        mutate: async () => ({ nonce: 'a1b2c3d4e5', chainId: 31_337n, answerByMs: 0, stayMaxMs }),
      },
      enter: {
        mutate: async (answer: SignInAnswer) => {
          shown.push(answer)
          return { account, expiresAtMs: 0 }
        },
      },
    },
  } as unknown as Place['client']
  return { shown, place: { client, origin: 'http://127.0.0.1:4600', nowMs } }
}

/** Signs the bytes it is given, as wallets do. */
const provider: Provider = {
  request: async ({ method, params = [] }) => {
    if (method === 'eth_requestAccounts') return [account.toUpperCase().replace('0X', '0x')]
    const [bytes, signer] = params
    if (method !== 'personal_sign' || signer !== account) throw new Error('no')
    return signPersonalText(new TextDecoder().decode(fromHex(bytes as Hex)), key)
  },
}

test.each([
  [7 * 24 * HOUR_MS, 12],
  [HOUR_MS, 1],
])('signs a text for this page, this chain and this long (%i ms: %i h)', async (most, hours) => {
  const { place, shown } = placeWith(most)
  expect(await signIn(provider, place)).toMatchObject({ account })
  const [{ message, signature } = { message: '', signature: '0x' as never }] = shown
  expect(parseSignIn(message)).toEqual({
    ...{ account, origin: place.origin, chainId: 31_337n, nonce: 'a1b2c3d4e5' },
    ...{ issuedAtMs: nowMs, expiresAtMs: nowMs + hours * HOUR_MS },
  })
  expect(recoverPersonalSigner(message, signature)).toBe(account)
})

test('a wallet that declines ends it before the coordinator hears of anything', async () => {
  const { place, shown } = placeWith(HOUR_MS)
  const no: Provider = {
    request: async ({ method }) => {
      if (method === 'eth_requestAccounts') return [account]
      throw Object.assign(new Error('no'), { code: 4001 })
    },
  }
  await expect(signIn(no, place)).rejects.toMatchObject({ code: 'WALLET_DECLINED' })
  expect(shown).toEqual([])
})
