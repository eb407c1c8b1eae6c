import { digestOf, utf8 } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { signChallenge, signDelegation, signDigest } from '@pumasi/proof'
import type { Delegation } from '@pumasi/proof'
import { expect, test } from 'vitest'
import { START_MS, START_S, createGrid, grantOf, keysOf } from '../testing/index.ts'
import type { TestGrid } from '../testing/index.ts'
import { admitHost } from './admit-host.ts'

const keys = keysOf('host')
const other = keysOf('other')
const challenge: Hex = digestOf(utf8('a challenge'))

interface Candidate {
  readonly grant?: Partial<Delegation>
  readonly walletKey?: Hex
  readonly chainId?: bigint
  readonly signature?: (grid: TestGrid) => string
}

const admit = (grid: TestGrid, { grant, walletKey, chainId, signature }: Candidate = {}) => {
  const domain = { ...grid.domain, ...(chainId === undefined ? {} : { chainId }) }
  const delegation = { ...grantOf(keys), ...grant }
  return admitHost(grid.coordinator, {
    delegation: signDelegation(delegation, domain, walletKey ?? keys.walletKey),
    name: 'host',
    platform: 'test',
    challenge,
    signature: signature?.(grid) ?? signChallenge(challenge, grid.domain, keys.sessionKey),
  })
}

test('a host with a delegation and its session key is remembered', async () => {
  const grid = createGrid()
  expect(await admit(grid)).toBe(keys.session)
  const host = await grid.store.fetchHost(keys.session)
  expect(host).toMatchObject({ account: keys.account, name: 'host', platform: 'test' })
})

test('a host that registers again keeps its first sight and both delegations', async () => {
  const grid = createGrid()
  await admit(grid)
  grid.clock.advance(1_000)
  await admit(grid, { grant: { expiresAt: START_S + 86_400 } })
  const host = await grid.store.fetchHost(keys.session)
  expect(host).toMatchObject({ firstSeenMs: START_MS, lastSeenMs: START_MS + 1_000 })
  expect(await grid.coordinator.store.fetchDelegations([keys.session])).toHaveLength(2)
})

test.each<[string, Candidate, string]>([
  ['forged by another wallet', { walletKey: other.walletKey }, 'DELEGATION_FORGED'],
  ['in the name of another', { grant: { account: other.account } }, 'DELEGATION_FORGED'],
  ['made for another chain', { chainId: 1n }, 'DELEGATION_FORGED'],
  ['of yesterday', { grant: { expiresAt: START_S } }, 'DELEGATION_EXPIRED'],
  ['of tomorrow', { grant: { notBefore: START_S + 1 } }, 'DELEGATION_NOT_YET_VALID'],
  ['to a key held by others', { grant: { session: other.session } }, 'SESSION_NOT_HELD'],
  ['with no signature', { signature: () => '0x' }, 'SESSION_NOT_HELD'],
  [
    'with a challenge signed as bare bytes',
    { signature: () => signDigest(keys.sessionKey, challenge) },
    'SESSION_NOT_HELD',
  ],
  [
    'with an answer to another challenge',
    {
      signature: ({ domain }) => signChallenge(digestOf(utf8('older')), domain, keys.sessionKey),
    },
    'SESSION_NOT_HELD',
  ],
])('a delegation %s is refused and nothing is remembered', async (_, candidate, code) => {
  const grid = createGrid()
  await expect(admit(grid, candidate)).rejects.toMatchObject({ code, hint: expect.any(String) })
  const session = candidate.grant?.session ?? keys.session
  expect(await grid.store.fetchHost(session)).toBeNull()
  expect(await grid.coordinator.store.fetchDelegations([session])).toEqual([])
})
