import { expect, test } from 'vitest'
import { isGridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { START_MS, createClock, keysOf, testIdentity } from '@pumasi/engine/testing'
import { scopeEveryJob, signChallenge, signDelegation } from '@pumasi/proof'
import type { Delegation } from '@pumasi/proof'
import { codeSchema } from '@pumasi/protocol'
import { createSeal } from '../seal.ts'
import { createTokens } from '../tokens.ts'
import { PAIRING_MS, createPairingDesk } from './pairing-desk.ts'

const domain = { chainId: testIdentity.chainId, ledger: testIdentity.address }
const [machine, other] = [keysOf('machine'), keysOf('other')]
const nowS = Math.floor(START_MS / 1_000)

function setUp() {
  const clock = createClock(START_MS)
  const tokens = createTokens(createSeal(new Uint8Array(32)))
  const desk = createPairingDesk({ tokens, clock, domain })
  const begin = (keys = machine, signer = keys) => {
    const { challenge } = tokens.issueChallenge(keys.session, clock.nowMs())
    const signature = signChallenge(challenge, domain, signer.sessionKey)
    const about = { name: 'attic', platform: 'linux' }
    return desk.begin({ ...{ session: keys.session, challenge, signature }, ...about })
  }
  return { clock, desk, begin }
}

const delegationOf = (changes: Partial<Delegation> = {}, signer = machine.walletKey) =>
  signDelegation(
    {
      ...{ account: machine.account, session: machine.session, scope: scopeEveryJob, epoch: 0 },
      ...{ notBefore: nowS - 10, expiresAt: nowS + 86_400, ...changes },
    },
    domain,
    signer,
  )

const codeOf = (act: () => unknown): unknown => {
  try {
    act()
    return 'nothing was thrown'
  } catch (error) {
    return isGridError(error) ? error.code : error
  }
}

test('a code finds the machine, the wallet signs, the machine collects', () => {
  const { desk, begin } = setUp()
  const { code, claim, expiresAtMs } = begin()
  expect(codeSchema.parse(code)).toBe(code)
  expect(desk.collect(claim)).toEqual({ delegation: null })
  expect(desk.look(code)).toEqual({
    ...{ session: machine.session, name: 'attic', platform: 'linux', expiresAtMs },
  })
  const delegation = delegationOf()
  desk.approve({ code, delegation })
  expect(desk.collect(claim)).toEqual({ delegation })
  // An answer that was lost on its way.
  expect(desk.collect(claim)).toEqual({ delegation })
})

test('a code is good for one approval', () => {
  const { desk, begin } = setUp()
  const { code } = begin()
  desk.approve({ code, delegation: delegationOf() })
  expect(codeOf(() => desk.approve({ code, delegation: delegationOf() }))).toBe('PAIRING_UNKNOWN')
  expect(codeOf(() => desk.look(code))).toBe('PAIRING_UNKNOWN')
})

test.each([
  ['for another key', delegationOf({ session: other.session }), 'PAIRING_OTHER_KEY'],
  ['that the wallet did not sign', delegationOf({}, other.walletKey), 'DELEGATION_FORGED'],
  ['that is over', delegationOf({ expiresAt: nowS }), 'DELEGATION_EXPIRED'],
  ['that has not begun', delegationOf({ notBefore: nowS + 9 }), 'DELEGATION_NOT_YET_VALID'],
])('a delegation %s is refused, and the code stays good', (_what, delegation, code) => {
  const { desk, begin } = setUp()
  const ticket = begin()
  expect(codeOf(() => desk.approve({ code: ticket.code, delegation }))).toBe(code)
  expect(desk.collect(ticket.claim)).toEqual({ delegation: null })
  desk.approve({ code: ticket.code, delegation: delegationOf() })
})

test('nobody asks for a key that is not theirs', () => {
  const { begin } = setUp()
  expect(codeOf(() => begin(machine, other))).toBe('SESSION_NOT_HELD')
})

test('ten minutes later nothing is left of it', () => {
  const { desk, begin, clock } = setUp()
  const { code, claim } = begin()
  clock.advance(PAIRING_MS)
  expect(codeOf(() => desk.look(code))).toBe('PAIRING_UNKNOWN')
  expect(codeOf(() => desk.approve({ code, delegation: delegationOf() }))).toBe('PAIRING_UNKNOWN')
  expect(codeOf(() => desk.collect(claim))).toBe('PAIRING_UNKNOWN')
})

test('a machine that asks again has one code, the newest', () => {
  const { desk, begin } = setUp()
  const [first, second] = [begin(), begin()]
  expect(codeOf(() => desk.look(first.code))).toBe('PAIRING_UNKNOWN')
  expect(desk.look(second.code).session).toBe(machine.session)
  expect(codeOf(() => desk.collect(first.claim))).toBe('PAIRING_UNKNOWN')
})

test('codes and claims that nobody was given find nothing', () => {
  const { desk } = setUp()
  expect(codeOf(() => desk.look('ABCD2345'))).toBe('PAIRING_UNKNOWN')
  expect(codeOf(() => desk.collect(`0x${'00'.repeat(32)}` as Digest))).toBe('PAIRING_UNKNOWN')
})
