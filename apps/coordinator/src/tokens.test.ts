import { expect, test } from 'vitest'
import { keysOf } from '@pumasi/engine/testing'
import { createSeal, equal } from './seal.ts'
import { createTokens } from './tokens.ts'

const HOUR_MS = 3_600_000
const atMs = 1_767_225_600_000
const tokens = createTokens(createSeal(new Uint8Array(32).fill(1)))
const others = createTokens(createSeal(new Uint8Array(32).fill(2)))
const { session } = keysOf('host')
const stranger = keysOf('stranger').session
const token = tokens.issueToken(session, atMs)

test('a token names its session for a day and no longer', () => {
  expect(tokens.readToken(token, atMs)).toBe(session)
  expect(tokens.readToken(token, atMs + 24 * HOUR_MS - 1)).toBe(session)
  expect(tokens.readToken(token, atMs + 24 * HOUR_MS)).toBeNull()
})

const [, until, seal] = token.split('.') as [string, string, string]
test.each([
  ['nothing', ''],
  ['no parts', 'token'],
  ['no seal', `${session}.${until}`],
  ['an empty seal', `${session}.${until}.`],
  ['the session of another host', `${stranger}.${until}.${seal}`],
  ['a longer life', `${session}.${Number(until) + 1}.${seal}`],
  ['a life that is no number', `${session}.NaN.${seal}`],
  ['another seal', `${session}.${until}.${seal.replace(/^./, (c) => (c === '0' ? '1' : '0'))}`],
  ['a seal of other length', `${session}.${until}.${seal}0`],
  ['a seal in upper case', `${session}.${until}.${seal.toUpperCase()}`],
  ['more parts', `${token}.more`],
  ['a session that is none', `0x12.${until}.${seal}`],
  ['the secret of another coordinator', others.issueToken(session, atMs)],
  ['a challenge', tokens.issueChallenge(session, atMs).challenge],
])('a token with %s is none', (_what, forged) => {
  expect(tokens.readToken(forged, atMs)).toBeNull()
})

test('a challenge holds until it says, at least a minute, for its session alone', () => {
  const { challenge, expiresAtMs } = tokens.issueChallenge(session, atMs)
  expect(expiresAtMs - atMs).toBeGreaterThan(60_000)
  expect(tokens.issueChallenge(session, atMs).challenge).toBe(challenge)
  const answer = (of: typeof session, nowMs: number) => () =>
    tokens.assertChallenge(of, challenge, nowMs)
  expect(answer(session, atMs)).not.toThrow()
  expect(answer(session, expiresAtMs - 1)).not.toThrow()
  const stale = expect.objectContaining({ code: 'CHALLENGE_STALE', retryable: true })
  expect(answer(session, expiresAtMs)).toThrow(stale)
  expect(answer(session, atMs - 60_000)).toThrow(stale)
  expect(answer(stranger, atMs)).toThrow(stale)
  expect(() => others.assertChallenge(session, challenge, atMs)).toThrow(stale)
})

test.each([
  ['', '', true],
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'aa', false],
  ['', 'a', false],
])('equal(%j, %j) is %j', (a, b, same) => {
  expect(equal(a, b)).toBe(same)
})
