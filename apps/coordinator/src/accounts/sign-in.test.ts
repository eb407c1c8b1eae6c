import { describe, expect, test } from 'vitest'
import type { Hex } from '@pumasi/domain'
import { createClock, keysOf } from '@pumasi/engine/testing'
import { signInText, signPersonalText } from '@pumasi/proof'
import type { SignIn } from '@pumasi/proof'
import { createSeal } from '../seal.ts'
import { createAccountTokens } from './account-tokens.ts'
import { NONCE_MS, createNonces } from './nonces.ts'
import { STAY_MAX_MS, createSignInDesk } from './sign-in.ts'

const startMs = 1_767_225_600_000
const { account, walletKey } = keysOf('somebody')
const other = keysOf('somebody else')
const seal = createSeal(new Uint8Array(32).fill(1))
const origin = 'https://grid.example.org'

function makeDesk(secret = seal) {
  const clock = createClock(startMs)
  const tokens = createAccountTokens(secret)
  const desk = createSignInDesk({
    ...{ nonces: createNonces(secret), tokens, clock, chainId: 31_337n },
    origins: () => [origin, 'http://127.0.0.1:4600'],
  })
  const write = (changed: Partial<SignIn> = {}): string => {
    const times = { issuedAtMs: clock.nowMs(), expiresAtMs: clock.nowMs() + 3_600_000 }
    const { nonce, chainId } = desk.terms()
    return signInText({ account, origin, chainId, nonce, ...times, ...changed })
  }
  const answer = (message: string, key: Hex = walletKey) => ({
    message,
    signature: signPersonalText(message, key),
  })
  return { clock, tokens, desk, write, answer }
}

test('a signed message becomes a token for as long as the message says', () => {
  const { desk, write, answer, tokens, clock } = makeDesk()
  const signedIn = desk.signIn(answer(write()))
  expect(signedIn).toMatchObject({ account, expiresAtMs: startMs + 3_600_000 })
  expect(tokens.read(signedIn.token, clock.nowMs())).toBe(account)
  expect(tokens.read(signedIn.token, startMs + 3_600_000 - 1)).toBe(account)
  expect(tokens.read(signedIn.token, startMs + 3_600_000)).toBeNull()
})

test('each of the addresses a coordinator has is one to sign in at', () => {
  const { desk, write, answer } = makeDesk()
  const message = write({ origin: 'http://127.0.0.1:4600' })
  expect(desk.verify(answer(message))).toEqual({
    ...{ account, expiresAtMs: startMs + 3_600_000, origin: 'http://127.0.0.1:4600' },
  })
})

describe('lies', () => {
  const year = 365 * 86_400_000
  const desk = makeDesk()
  const others = makeDesk(createSeal(new Uint8Array(32).fill(2)))
  const forged = (message: string) => message.replace(/Nonce: ./, 'Nonce: f')
  test.each([
    ['a foreign domain', 'SIGN_IN_FOREIGN', desk.write({ origin: 'https://evil.example.org' })],
    [
      'its own domain without TLS',
      'SIGN_IN_FOREIGN',
      desk.write({ origin: 'http://grid.example.org' }),
    ],
    ['another port', 'SIGN_IN_FOREIGN', desk.write({ origin: 'http://127.0.0.1:4601' })],
    ['another chain', 'SIGN_IN_FOREIGN', desk.write({ chainId: 1n })],
    ['a nonce nobody gave', 'SIGN_IN_STALE', desk.write({ nonce: 'a'.repeat(68) })],
    ['a nonce of another form', 'SIGN_IN_STALE', desk.write({ nonce: 'a'.repeat(8) })],
    ['a nonce with another time', 'SIGN_IN_STALE', forged(desk.write())],
    ['a nonce of another grid', 'SIGN_IN_STALE', desk.write({ nonce: others.desk.terms().nonce })],
    ['a time to come', 'SIGN_IN_STALE', desk.write({ issuedAtMs: startMs + 121_000 })],
    ['a time long past', 'SIGN_IN_STALE', desk.write({ issuedAtMs: startMs - NONCE_MS - 120_000 })],
    ['an end that has come', 'SIGN_IN_STALE', desk.write({ expiresAtMs: startMs })],
    ['no end to speak of', 'SIGN_IN_STALE', desk.write({ expiresAtMs: startMs + year })],
    ['other words', 'SIGN_IN_MALFORMED', desk.write().replace('costs', 'brings')],
    ['no message', 'SIGN_IN_MALFORMED', 'let me in'],
  ])('%s: %s', (_lie, code, message) => {
    expect(() => desk.desk.verify(desk.answer(message))).toThrow(expect.objectContaining({ code }))
  })

  test('the signature of another', () => {
    const message = desk.write()
    const refused = expect.objectContaining({
      code: 'SIGN_IN_FORGED',
      message: expect.stringContaining(other.account) as string,
    })
    expect(() => desk.desk.verify(desk.answer(message, other.walletKey))).toThrow(refused)
    // Another's attempt spends no nonce.
    expect(desk.desk.verify(desk.answer(message)).account).toBe(account)
  })

  test('a signature that is none', () => {
    const message = desk.write()
    const signature = `0x${'00'.repeat(65)}` as never
    const refused = expect.objectContaining({ code: 'SIGN_IN_FORGED' })
    expect(() => desk.desk.verify({ message, signature })).toThrow(refused)
  })

  test('the same message again, and one that waited too long', () => {
    const { desk: own, write, answer, clock } = makeDesk()
    const stale = expect.objectContaining({ code: 'SIGN_IN_STALE' })
    const [first, second] = [answer(write()), answer(write())]
    own.verify(first)
    expect(() => own.verify(first)).toThrow(stale)
    clock.advance(NONCE_MS)
    expect(() => own.verify(second)).toThrow(stale)
    expect(() => own.verify(first)).toThrow(stale)
  })
})

test('nobody stays signed in for longer than a week', () => {
  const { desk, write, answer } = makeDesk()
  expect(desk.terms().stayMaxMs).toBe(STAY_MAX_MS)
  const message = write({ expiresAtMs: startMs + STAY_MAX_MS })
  expect(desk.verify(answer(message)).expiresAtMs).toBe(startMs + STAY_MAX_MS)
})

const tokens = createAccountTokens(seal)
const token = tokens.issue(account, startMs + 1_000)
const [, , until, own] = token.split('.') as [string, string, string, string]
test.each([
  ['nothing', ''],
  ['no seal', `account.${account}.${until}`],
  ['another account', `account.${other.account}.${until}.${own}`],
  ['a longer life', `account.${account}.${Number(until) + 1}.${own}`],
  ['another kind', `host.${account}.${until}.${own}`],
  ['more parts', `${token}.more`],
  ['an account that is none', `account.0x12.${until}.${own}`],
  [
    'another secret',
    createAccountTokens(createSeal(new Uint8Array(32))).issue(account, startMs + 1_000),
  ],
])('an account token with %s is none', (_what, forged) => {
  expect(tokens.read(token, startMs)).toBe(account)
  expect(tokens.read(forged, startMs)).toBeNull()
})
