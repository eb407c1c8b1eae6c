/**
 * A wrong output all agreed on, from the bond to the healed table: challenged by a stranger, ruled
 * on by attestors who ran it again, voided by the real contract, healed, and audited.
 */
import { mkdir, readdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { connectDisputes, keySigner, openActions, openLedger, rehearseActions } from '@pumasi/chain'
import type { Hex } from '@pumasi/domain'
import { auditLedger, closeBatch, commitBatches, healVoids } from '@pumasi/engine'
import type { LedgerIdentity } from '@pumasi/engine'
import {
  createGrid,
  hashExecutor,
  lyingExecutor,
  mirrorOf,
  trustRules,
} from '@pumasi/engine/testing'
import { accountOfKey } from '@pumasi/proof'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRuler } from '../attest/rule-on-challenges.ts'
import { addChallengeCommand } from '../commands/challenge.ts'
import { runCommand } from '../testing/in-process.ts'
import { startRealChain } from '../testing/real-ledger.ts'
import type { RealChain } from '../testing/real-ledger.ts'
import { raiseChallenge } from './raise-challenge.ts'
import { readRulings } from './ruling-files.ts'
import { settleChallenges } from './settle-challenges.ts'

const attestorKeys: readonly Hex[] = ['a1', 'a2', 'a3'].map((byte): Hex => `0x${byte.repeat(32)}`)
/** Everything is executed again. */
const everything = { sample: Infinity, parallel: 1 }
/** More than lie between a commit and the block that draws, with those that confirm it. */
const BLOCKS_MAX = 20
let chain: RealChain
let identity: LedgerIdentity

beforeAll(async () => {
  chain = await startRealChain()
  identity = await chain.deploy(attestorKeys.map(accountOfKey))
})
afterAll(() => chain.end())

/** Two units in two committed batches; both hosts lied about the first and agree. */
async function liedTo() {
  const { rpcUrl, committerKey } = chain
  const { address } = identity
  const ledger = openLedger({ rpcUrl, address, signer: keySigner(committerKey) })
  const grid = createGrid({ rules: trustRules, batchUnitsMax: 1 }, identity)
  const { jobId } = await grid.submit(2)
  const hosts = [await grid.join('a'), await grid.join('b')]
  for (const host of hosts) await grid.run(host, 1, undefined, lyingExecutor)
  for (const host of hosts) await grid.run(host, 1)
  const target = { ledger, identity }
  await grid.close()
  await grid.close()
  await commitBatches(grid.coordinator, target)
  const mirror = mirrorOf(grid.bytes)
  const disputes = connectDisputes({ rpcUrl, address })
  const ports = { ledger, mirror, executor: hashExecutor, disputes, clock: grid.clock }
  const actions = openActions({ rpcUrl, address, signer: keySigner(chain.payerKey) })
  const rehearsal = rehearseActions({ rpcUrl, address, from: chain.payer })
  const coordinator = { ...grid.coordinator, seeds: ledger }
  return { grid, jobId, target, coordinator, ports, paid: { rehearsal, actions } }
}

test('a lie is challenged, ruled on, voided and healed; the truth cannot be', async () => {
  const { grid, jobId, target, coordinator, ports, paid } = await liedTo()
  const { ledger } = target
  const at = chain.options(identity)
  const raise = (unitIndex: number, pays: typeof paid | null = paid) => {
    const parts = { ...ports, rehearsal: null, actions: null, ...pays }
    return raiseChallenge(parts, { jobId, unitIndex })
  }

  // What is right is not challenged, whoever would pay.
  expect(await raise(1)).toMatchObject({ verdict: 'right', txHash: null })
  const unpaid = await raise(0, null)
  expect(unpaid).toMatchObject({ verdict: 'wrong', foreseen: null, txHash: null })
  expect(unpaid.terms).toMatchObject({ rulingQuorum: 2, potWei: 0n })
  const raised = await raise(0)
  expect(raised).toMatchObject({ verdict: 'challenged', shown: { id: 1 } })
  expect(raised.foreseen?.gas).toBeLessThanOrEqual(90_000n)
  await expect(raise(0)).rejects.toMatchObject({
    code: 'LEDGER_REFUSED',
    details: { reason: 'AlreadyChallenged' },
  })
  const [batch] = await ledger.fetchBatches(1, 1)
  expect(batch && (await ledger.fetchStanding(batch)).state).toBe('held')

  // Each attestor answers once, from its own node and its own machine.
  const folder = join(chain.folder, 'rulings')
  const domain = { chainId: identity.chainId, ledger: identity.address }
  const [first, second, idle] = attestorKeys.map((key) =>
    createRuler({ ...ports, key, domain, folder }),
  )
  expect(await first?.()).toMatchObject([{ batchId: 1, right: false, reason: null }])
  expect(await first?.()).toEqual([])
  const files = async () => (await readdir(folder)).map((name) => join(folder, name))
  const settle = async (pays: typeof paid) =>
    settleChallenges({ ...ports, ...pays }, await readRulings(await files(), domain))
  expect(await settle(paid)).toMatchObject([{ verdict: 'waiting', signed: 1, quorum: 2 }])
  expect(await second?.()).toHaveLength(1)
  const again = ['challenge', 'settle', ...at, '--json', ...(await files())]
  const shown = await runCommand(addChallengeCommand, again)
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(shown.stdout)).toMatchObject({
    ...{ ok: true, sent: false },
    outcomes: [{ batchId: 1, verdict: 'can be settled', ends: 'upheld' }],
  })
  expect(await settle(paid)).toMatchObject([{ verdict: 'settled', ends: 'upheld' }])
  expect(await settle(paid)).toEqual([])
  expect(await idle?.()).toEqual([])
  const voids = await ledger.fetchVoids()
  expect(voids).toMatchObject([{ batchId: 1, fault: 'wrong-output', units: [raised.here.unit] }])

  // The bond came back, and is paid out once.
  const withdraw = () =>
    runCommand(addChallengeCommand, ['challenge', 'withdraw', ...at, ...chain.wallet, '--yes'])
  expect(await withdraw()).toMatchObject({ code: 0, stdout: expect.stringContaining('withdrawn') })
  expect((await withdraw()).stdout).toContain('nothing to withdraw')

  const healed = (await healVoids(coordinator, target)) ?? (await healVoids(coordinator, target))
  expect(healed).toMatchObject({
    ...{ voids: [1], released: [] },
    quarantined: [{ jobId, unitIndex: 0, reason: 'OUTPUT_DIFFERS' }],
  })
  // The next batch has heard of it.
  await grid.submit(1, { nonce: 'more' })
  for (const name of ['a', 'b']) await grid.run(await grid.join(name), 1)
  await grid.close()
  expect((await commitBatches(coordinator, target)).map(({ id }) => id)).toEqual([3])
  const audit = async () => {
    const { verdict, findings, voided, credits } = await auditLedger(ports, everything)
    expect(credits).toEqual((await grid.store.fetchTip()).credits)
    return { verdict, findings, voided }
  }
  expect(await audit()).toEqual({ verdict: 'clean', findings: [], voided: [1] })

  // Where trust decides, three agree on another lie; they lose by its ruling what they had gained.
  const close = async () => {
    for (let blocks = 0; blocks < BLOCKS_MAX; blocks += 1) {
      const closed = await closeBatch(coordinator, 1e9)
      if (closed !== null) return commitBatches(coordinator, target)
    }
    throw new Error('a batch expected')
  }
  const trusted = await grid.submit(1, { nonce: 'trusted', trust: { kind: 'full' } })
  const ring = ['a', 'b', 'c'].map((name) => grid.join(name))
  for (const host of await Promise.all(ring)) await grid.run(host, 1, undefined, lyingExecutor)
  expect((await close()).map(({ id }) => id)).toEqual([4])
  const lie = { jobId: trusted.jobId, unitIndex: 0 }
  const strange = { ...ports, ...paid }
  expect(await raiseChallenge(strange, lie)).toMatchObject({ verdict: 'challenged' })
  for (const rule of [first, second]) expect(await rule?.()).toMatchObject([{ right: false }])
  expect(await settle(paid)).toMatchObject([{ batchId: 4, verdict: 'settled', ends: 'upheld' }])
  const healedAgain =
    (await healVoids(coordinator, target)) ?? (await healVoids(coordinator, target))
  expect(healedAgain?.overrulings).toMatchObject([
    { batchId: 4, units: [{ ...lie, receipts: [{ number: 0 }, { number: 0 }, { number: 0 }] }] },
  ])
  expect((await close()).map(({ id }) => id)).toEqual([5])
  for (const host of await Promise.all(ring)) {
    expect((await grid.store.fetchTrackRecord(host.account)).trust.strikes).toBe(1)
  }
  const [unit] = await grid.store.fetchUnits(trusted.jobId, 0, 1)
  expect(unit).toMatchObject({ state: 'failed', failure: 'VOIDED', batchId: null })
  expect(await audit()).toEqual({ verdict: 'clean', findings: [], voided: [1, 4] })
})

test('a challenge of the truth is rejected, and its bond rewards the next who is right', async () => {
  identity = await chain.deploy(attestorKeys.map(accountOfKey))
  const { jobId, ports, paid } = await liedTo()
  const domain = { chainId: identity.chainId, ledger: identity.address }
  const folder = join(chain.folder, 'rejected')
  // A challenger whose machine is wrong.
  const wrong = { ...ports, executor: lyingExecutor }
  const raised = await raiseChallenge({ ...wrong, ...paid }, { jobId, unitIndex: 1 })
  expect(raised.verdict).toBe('challenged')
  for (const key of attestorKeys.slice(1)) {
    const rule = createRuler({ ...ports, key, domain, folder })
    expect(await rule()).toMatchObject([{ batchId: 2, right: true }])
  }
  const names = (await readdir(folder)).map((name) => join(folder, name))
  const rulings = await readRulings(names, domain)
  // Signatures of others, and twice the same, make no quorum.
  const [one] = rulings
  expect(await settleChallenges({ ...ports, ...paid }, one ? [one, one] : [])).toMatchObject([
    { verdict: 'waiting', signed: 1 },
  ])
  expect(await settleChallenges({ ...ports, ...paid }, rulings)).toMatchObject([
    { verdict: 'settled', ends: 'rejected' },
  ])
  const { bondWei, potWei } = await ports.disputes.fetchTerms()
  expect(potWei).toBe(bondWei)
  expect(await ports.disputes.fetchWithdrawable(chain.payer)).toBe(0n)
  expect(await ports.ledger.fetchVoids()).toEqual([])
})

test('an attestor that lacks the data rules on nothing, says so once, and rules when it has them', async () => {
  identity = await chain.deploy(attestorKeys.map(accountOfKey))
  const { grid, jobId, ports, paid } = await liedTo()
  await raiseChallenge({ ...ports, ...paid }, { jobId, unitIndex: 0 })
  const domain = { chainId: identity.chainId, ledger: identity.address }
  const folder = join(chain.folder, 'late')
  const [key] = attestorKeys as [Hex]
  const rule = createRuler({ ...ports, key, domain, folder })
  const spec = grid.bytes.get(jobId as never) as Uint8Array
  grid.bytes.delete(jobId as never)
  expect(await rule()).toMatchObject([
    {
      ...{ right: null, file: null, reason: expect.stringContaining('DATA_MISSING') },
      ...{ nextStep: expect.stringContaining('--mirror'), againInMs: 5_000 },
    },
  ])
  expect(await rule()).toEqual([])
  grid.bytes.set(jobId as never, spec)
  // Not at the very next look: what fails rests before it is tried again.
  expect(await rule()).toEqual([])
  grid.clock.advance(5_000)
  expect(await rule()).toMatchObject([{ right: false, file: expect.any(String), reason: null }])

  // Nobody else ruled: past the horizon it is lost, and closed by anybody.
  await chain.passWindows()
  const closed = await settleChallenges({ ...ports, ...paid }, [])
  expect(closed).toMatchObject([{ verdict: 'settled', ends: 'lost' }])
})

test('a ruling that cannot be written is said once, and keeps no other challenge waiting', async () => {
  identity = await chain.deploy(attestorKeys.map(accountOfKey))
  const { grid, jobId, ports, paid } = await liedTo()
  const { unit } = (await raiseChallenge({ ...ports, ...paid }, { jobId, unitIndex: 0 })).here
  const wrong = { ...ports, ...paid, executor: lyingExecutor }
  await raiseChallenge(wrong, { jobId, unitIndex: 1 })
  const domain = { chainId: identity.chainId, ledger: identity.address }
  const folder = join(chain.folder, 'in the way')
  const [key] = attestorKeys as [Hex]
  const inTheWay = join(folder, `${unit}-${accountOfKey(key)}.json.part`)
  await mkdir(inTheWay, { recursive: true })
  const rule = createRuler({ ...ports, key, domain, folder })
  expect(await rule()).toMatchObject([
    { batchId: 1, right: null, file: null, reason: expect.stringMatching(/^USAGE: cannot write/) },
    { batchId: 2, right: true, file: expect.any(String), reason: null },
  ])
  expect(await rule()).toEqual([])
  await rmdir(inTheWay)
  grid.clock.advance(5_000)
  expect(await rule()).toMatchObject([{ batchId: 1, right: false, file: expect.any(String) }])
})

test.each<[string, readonly string[], number, string | RegExp]>([
  ['a unit that is none', ['0x12:3', '--mirror', 'copy'], 2, /a unit: the id of its job/],
  ['no mirror', [`0x${'11'.repeat(32)}:0`], 2, '--mirror'],
  [
    'a unit nobody was credited for',
    [`0x${'11'.repeat(32)}:0`, '--mirror', '/nowhere'],
    ...([2, 'LEAF_NOT_PROVEN'] as const),
  ],
  ['no such ruling', ['settle', '/nowhere.json'], 2, 'FILE_MISSING'],
  ['a ruling that is none', ['settle', 'package.json'], 2, 'RULING_FILE_UNREADABLE'],
  ['nobody to withdraw for', ['withdraw'], 2, 'USAGE'],
])('%s is said', async (_, args, code, expected) => {
  const ran = await runCommand(addChallengeCommand, [
    'challenge',
    ...args,
    ...chain.options(identity),
  ])
  expect(ran).toMatchObject({ code, stdout: '' })
  expect(ran.stderr).toMatch(expected)
})
