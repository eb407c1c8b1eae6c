/** Sessions of pages: what makes one, and when the cookie it lies in counts. */
import { describe, expect, test } from 'vitest'
import { keysOf } from '@pumasi/engine/testing'
import { createSeal } from '../seal.ts'
import { createAccountTokens } from './account-tokens.ts'
import { emptyCookies, isOwnPage, pageSessionOf, sessionCookie } from './page-cookie.ts'
import { createPageSessions } from './page-sessions.ts'

const { account } = keysOf('somebody')
const seal = createSeal(new Uint8Array(32).fill(1))
const nowMs = 1_767_225_600_000
const sessions = createPageSessions(seal)
const session = sessions.open(account, nowMs + 1_000)
const [, , until, chance, own] = session.split('.') as [string, string, string, string, string]

test('a session is its account’s until it ends', () => {
  expect(sessions.read(session, nowMs + 999)).toBe(account)
  expect(sessions.read(session, nowMs + 1_000)).toBeNull()
})

test('one that was closed is none, and no other is touched', () => {
  const [mine, other] = [sessions.open(account, nowMs + 9), sessions.open(account, nowMs + 9)]
  sessions.close(mine, nowMs)
  sessions.close('page.nonsense', nowMs)
  expect([sessions.read(mine, nowMs), sessions.read(other, nowMs)]).toEqual([null, account])
})

test.each([
  ['nothing', ''],
  ['no seal', `page.${account}.${until}.${chance}`],
  ['another account', `page.${keysOf('other').account}.${until}.${chance}.${own}`],
  ['a longer life', `page.${account}.${Number(until) + 1}.${chance}.${own}`],
  ['other chance', `page.${account}.${until}.${'0'.repeat(32)}.${own}`],
  ['more parts', `${session}.more`],
  ['the seal of a token', createAccountTokens(seal).issue(account, nowMs + 1_000)],
  ['another secret', createPageSessions(createSeal(new Uint8Array(32))).open(account, nowMs + 9)],
])('a session with %s is none', (_what, forged) => {
  expect(sessions.read(forged, nowMs)).toBeNull()
})

test('a token of an account is no session, nor the other way round', () => {
  expect(createAccountTokens(seal).read(session, nowMs)).toBeNull()
})

describe('the cookie', () => {
  test('is out of reach of scripts and of other sites', () => {
    expect(sessionCookie('s', 60, 'http://127.0.0.1:4600')).toBe(
      'pumasi-session=s; Max-Age=60; Path=/; HttpOnly; SameSite=Strict',
    )
  })

  test('is for TLS only where there is TLS', () => {
    expect(sessionCookie('s', 60, 'https://grid.example.org')).toBe(
      '__Host-pumasi-session=s; Max-Age=60; Path=/; HttpOnly; SameSite=Strict; Secure',
    )
  })

  test('is forgotten under both names', () => {
    expect(emptyCookies.map((cookie) => cookie.split(' ', 2).join(' '))).toEqual([
      ...['pumasi-session=; Max-Age=0;', '__Host-pumasi-session=; Max-Age=0;'],
    ])
  })

  test.each([
    [undefined, null],
    ['', null],
    ['theme=dark', null],
    ['theme=dark; pumasi-session=a.b', 'a.b'],
    ['pumasi-session=weak; __Host-pumasi-session=strong', 'strong'],
    ['xpumasi-session=a', null],
    [`pumasi-session=${'a'.repeat(20_000)}`, null],
  ])('%j holds %s', (cookie, found) => {
    expect(pageSessionOf({ cookie })).toBe(found)
  })
})

describe('a session counts', () => {
  const origins = ['https://grid.example.org', 'http://127.0.0.1:4600']
  test.each([
    ['POST', { origin: 'http://127.0.0.1:4600' }, true],
    ['POST', { origin: 'https://grid.example.org', 'sec-fetch-site': 'same-origin' }, true],
    // Another port of this machine is the same site, and another origin.
    ['POST', { origin: 'http://127.0.0.1:4601', 'sec-fetch-site': 'same-site' }, false],
    ['POST', { origin: 'http://grid.example.org' }, false],
    ['POST', { origin: 'null' }, false],
    ['POST', {}, false],
    ['POST', { 'sec-fetch-site': 'same-origin' }, false],
    ['DELETE', {}, false],
    ['PATCH', { origin: 'http://127.0.0.1:4600' }, true],
    ['GET', {}, true],
    ['GET', { 'sec-fetch-site': 'same-origin' }, true],
    ['GET', { 'sec-fetch-site': 'none' }, true],
    ['GET', { 'sec-fetch-site': 'same-site' }, false],
    ['GET', { 'sec-fetch-site': 'cross-site' }, false],
    ['GET', { origin: 'http://127.0.0.1:4601' }, false],
    ['HEAD', { origin: 'http://127.0.0.1:4600' }, true],
  ] as const)('with %s %j: %s', (method, headers, counts) => {
    expect(isOwnPage({ method, headers }, origins)).toBe(counts)
  })
})
