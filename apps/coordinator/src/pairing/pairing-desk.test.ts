import { expect, test } from 'vitest'
import { isGridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import {
  START_MS,
  createClock,
  createMemoryStore,
  keysOf,
  testIdentity,
} from '@pumasi/engine/testing'
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
  const pairings = createMemoryStore()
  const open = () => createPairingDesk({ pairings, tokens, clock, domain })
  /** Of two coordinators on one store. */
  const [desk, otherDesk] = [open(), open()]
  const begin = (keys = machine, signer = keys) => {
    const { challenge } = tokens.issueChallenge(keys.session, clock.nowMs())
    const signature = signChallenge(challenge, domain, signer.sessionKey)
    const about = { name: 'attic', platform: 'linux' }
    return desk.begin({ ...{ session: keys.session, challenge, signature }, ...about })
  }
  return { clock, desk, otherDesk, begin }
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

const codeOf = (act: () => Promise<unknown>): Promise<unknown> =>
  act().then(
    () => 'nothing was thrown',
    (error: unknown) => (isGridError(error) ? error.code : error),
  )

test('a code finds the machine, the wallet signs, the machine collects', async () => {
  const { desk, begin } = setUp()
  const { code, claim, expiresAtMs } = await begin()
  expect(codeSchema.parse(code)).toBe(code)
  expect(await desk.collect(claim)).toEqual({ delegation: null })
  expect(await desk.look(code)).toEqual({
    ...{ session: machine.session, name: 'attic', platform: 'linux', expiresAtMs },
  })
  const delegation = delegationOf()
  await desk.approve({ code, delegation })
  expect(await desk.collect(claim)).toEqual({ delegation })
  // An answer that was lost on its way.
  expect(await desk.collect(claim)).toEqual({ delegation })
})

test('a code is good for one approval', async () => {
  const { desk, begin } = setUp()
  const { code } = await begin()
  await desk.approve({ code, delegation: delegationOf() })
  expect(await codeOf(() => desk.approve({ code, delegation: delegationOf() }))).toBe(
    'PAIRING_UNKNOWN',
  )
  expect(await codeOf(() => desk.look(code))).toBe('PAIRING_UNKNOWN')
})

test.each([
  ['for another key', delegationOf({ session: other.session }), 'PAIRING_OTHER_KEY'],
  ['that the wallet did not sign', delegationOf({}, other.walletKey), 'DELEGATION_FORGED'],
  ['that is over', delegationOf({ expiresAt: nowS }), 'DELEGATION_EXPIRED'],
  ['that has not begun', delegationOf({ notBefore: nowS + 9 }), 'DELEGATION_NOT_YET_VALID'],
])('a delegation %s is refused, and the code stays good', async (_what, delegation, code) => {
  const { desk, begin } = setUp()
  const ticket = await begin()
  expect(await codeOf(() => desk.approve({ code: ticket.code, delegation }))).toBe(code)
  expect(await desk.collect(ticket.claim)).toEqual({ delegation: null })
  await desk.approve({ code: ticket.code, delegation: delegationOf() })
})

test('nobody asks for a key that is not theirs', async () => {
  const { begin } = setUp()
  expect(await codeOf(() => begin(machine, other))).toBe('SESSION_NOT_HELD')
})

test('ten minutes later nothing is left of it', async () => {
  const { desk, begin, clock } = setUp()
  const { code, claim } = await begin()
  clock.advance(PAIRING_MS)
  expect(await codeOf(() => desk.look(code))).toBe('PAIRING_UNKNOWN')
  expect(await codeOf(() => desk.approve({ code, delegation: delegationOf() }))).toBe(
    'PAIRING_UNKNOWN',
  )
  expect(await codeOf(() => desk.collect(claim))).toBe('PAIRING_UNKNOWN')
})

test('a machine that asks again has one code, the newest', async () => {
  const { desk, begin } = setUp()
  const [first, second] = [await begin(), await begin()]
  expect(await codeOf(() => desk.look(first.code))).toBe('PAIRING_UNKNOWN')
  expect((await desk.look(second.code)).session).toBe(machine.session)
  expect(await codeOf(() => desk.collect(first.claim))).toBe('PAIRING_UNKNOWN')
})

test('codes and claims that nobody was given find nothing', async () => {
  const { desk } = setUp()
  expect(await codeOf(() => desk.look('ABCD2345'))).toBe('PAIRING_UNKNOWN')
  expect(await codeOf(() => desk.collect(`0x${'00'.repeat(32)}` as Digest))).toBe('PAIRING_UNKNOWN')
})

test('a code that one coordinator gave out is found, approved and collected at another', async () => {
  const { desk, otherDesk, begin } = setUp()
  const { code, claim } = await begin()
  expect(await otherDesk.look(code)).toMatchObject({ session: machine.session })
  const delegation = delegationOf()
  await otherDesk.approve({ code, delegation })
  expect(await codeOf(() => desk.look(code))).toBe('PAIRING_UNKNOWN')
  expect(await otherDesk.collect(claim)).toEqual({ delegation })
  expect(await desk.collect(claim)).toEqual({ delegation })
})

test('of two approvals at once, one is taken', async () => {
  const { desk, otherDesk, begin } = setUp()
  const { code } = await begin()
  const approve = (at: typeof desk) =>
    codeOf(() => at.approve({ code, delegation: delegationOf() }))
  const answers = await Promise.all([approve(desk), approve(otherDesk)])
  expect(answers.toSorted()).toEqual(['PAIRING_UNKNOWN', 'nothing was thrown'])
})
