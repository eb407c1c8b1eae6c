/** What a commit needs beside its content, and what becomes of a batch, on the real contract. */
import type { Account, Hex } from '@pumasi/domain'
import type { Ledger } from '@pumasi/engine'
import {
  accountOfKey,
  attestationDigest,
  buildProof,
  buildTree,
  hashCreditLeaf,
  hashUnitLeaf,
  quorumSignatures,
  rootOf,
  signDigest,
} from '@pumasi/proof'
import type { Attestation } from '@pumasi/proof'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openActions } from './actions.ts'
import { deployLedger } from './deploy.ts'
import { createRpc } from './rpc.ts'
import { keySigner } from './signing/signer.ts'
import * as testing from './testing/chain.ts'
import { openLedger } from './writer.ts'

const { attestorKeys, committerKey, contentOf, overpaid, strangerKey } = testing
const attestors = attestorKeys.map(accountOfKey)

let test: testing.TestChain
let rpcUrl: string

beforeAll(async () => {
  test = await testing.startTestChain()
  rpcUrl = test.chain.rpcUrl
})
afterAll(() => test.end())

const openAt = (address: Account): Ledger =>
  openLedger({ rpcUrl, address, signer: keySigner(committerKey) })
const strangerAt = (address: Account) =>
  openActions({ rpcUrl, address, signer: keySigner(strangerKey) })

/** Commits batch 1 with a leaf that is paid too much, and has somebody prove it. */
async function voidFirst(ledger: Ledger, address: Account) {
  const { content, leaf } = overpaid(1)
  const batch = await ledger.commitBatch(1, content)
  const units = [{ ...batch, leaf, proof: [] }] as const
  return { batch, report: await strangerAt(address).proveFault({ fault: 'wrong-credit', units }) }
}

describe('attestors', () => {
  let address: Account
  let ledger: Ledger
  beforeEach(async () => {
    const staff = { attestors: attestors.toReversed(), commitQuorum: 2 }
    address = await deployLedger({ rpcUrl, privateKey: committerKey, ...staff })
    ledger = openAt(address)
  })

  const signed = (attestation: Attestation, keys: readonly Hex[]) => {
    const digest = attestationDigest(attestation, { chainId: 31_337n, ledger: address })
    const given = keys.map((key) => signDigest(key, digest))
    const signatures = quorumSignatures(digest, given, new Set(attestors), keys.length) ?? []
    return { voided: attestation.voided, signatures }
  }
  const first = async (): Promise<Attestation> => ({
    ...{ batchId: 1, content: contentOf(1), voided: 0 },
    prev: (await ledger.identify()).genesis,
  })

  it('are told in ascending order, with how many of them must sign', async () => {
    expect(await ledger.fetchStaff()).toEqual({
      committer: accountOfKey(committerKey),
      attestors: attestors.toSorted(),
      commitQuorum: 2,
    })
  })

  it.each([
    ['the first two', [0, 1]],
    ['the last two, the later one first', [2, 1]],
  ])('%s are enough, and the same commit again needs nobody', async (_, indices) => {
    const keys = indices.flatMap((index) => attestorKeys[index] ?? [])
    const report = await ledger.commitBatch(1, contentOf(1), signed(await first(), keys))
    expect(report).toMatchObject({ id: 1, header: contentOf(1) })
    expect(await ledger.commitBatch(1, contentOf(1))).toEqual(report)
    const { gasUsed, feeWei } = report
    const signers = keys.map(accountOfKey).toSorted()
    expect(await ledger.fetchWitness(report)).toEqual({ gasUsed, feeWei, attestors: signers })
    const forgotten = { ...report, txHash: contentOf(3).dataHash }
    expect(await ledger.fetchWitness(forgotten)).toBeNull()
  })

  it.each([
    ['none', 0],
    ['one', 1],
    ['three', 3],
  ])('%s of two are refused before anything is sent', async (_, count) => {
    const sanction = signed(await first(), attestorKeys.slice(0, count))
    await expect(ledger.commitBatch(1, contentOf(1), sanction)).rejects.toMatchObject({
      code: 'LEDGER_UNATTESTED',
      details: { id: 1, found: count, expected: 2 },
      retryable: true,
    })
    expect(await ledger.fetchBatchCount()).toBe(0)
  })

  it.each([
    ['another batch', { batchId: 2 }],
    ['another place in history', { prev: contentOf(9).rulesHash }],
    ['other content', { content: contentOf(2) }],
  ])('who signed %s did not sign this one', async (_, change) => {
    const sanction = signed({ ...(await first()), ...change }, attestorKeys.slice(0, 2))
    await expect(ledger.commitBatch(1, contentOf(1), sanction)).rejects.toMatchObject({
      code: 'LEDGER_REFUSED',
      details: { reason: 'NotAttestor' },
    })
  })
})

describe('a batch', () => {
  let address: Account
  let ledger: Ledger
  beforeEach(async () => {
    address = await deployLedger({ rpcUrl, privateKey: committerKey })
    ledger = openAt(address)
  })
  const wait = async (seconds: number) => {
    await createRpc(rpcUrl).call('evm_increaseTime', [seconds])
    await createRpc(rpcUrl).call('evm_mine', [])
  }

  it('is pending, then final by the clock alone', async () => {
    const batch = await ledger.commitBatch(1, contentOf(1))
    const finalAt = batch.header.committedAt + 60
    expect(await ledger.fetchStanding(batch)).toEqual({ state: 'pending', finalAt })
    await wait(60)
    expect(await ledger.fetchStanding(batch)).toEqual({ state: 'final', finalAt })
  })

  it('is voided by a fault that proves itself, and the next commit has heard of it', async () => {
    const { batch } = await voidFirst(ledger, address)
    expect(await ledger.fetchStanding(batch)).toMatchObject({ state: 'voided' })
    expect(await ledger.fetchLastVoided()).toBe(1)
    await expect(ledger.commitBatch(2, contentOf(2))).rejects.toMatchObject({
      code: 'LEDGER_REFUSED',
      details: { reason: 'UnheardVoid', expected: '1', found: '0' },
    })
    const heard = { voided: 1, signatures: [] }
    expect(await ledger.commitBatch(2, contentOf(2), heard)).toMatchObject({ id: 2 })
  })

  it('without a fault stays, and the proof says why', async () => {
    const { content, leaf } = overpaid(1)
    const fair = { ...leaf, creditMicro: 1_000n }
    const unitsRoot = rootOf(buildTree([hashUnitLeaf(fair)]))
    const batch = await ledger.commitBatch(1, { ...content, unitsRoot })
    const units = [{ ...batch, leaf: fair, proof: [] }] as const
    await expect(
      strangerAt(address).proveFault({ fault: 'wrong-credit', units }),
    ).rejects.toMatchObject({ code: 'LEDGER_REFUSED', details: { reason: 'NoFault' } })
    expect(await ledger.fetchLastVoided()).toBe(0)
  })

  it('that is final moves a balance to what its table says', async () => {
    const rows = [strangerKey, committerKey].map((key, i) => ({
      account: accountOfKey(key),
      cumulativeCreditMicro: 400_000n + BigInt(i),
    }))
    const tree = buildTree(rows.map(hashCreditLeaf))
    const batch = await ledger.commitBatch(1, { ...contentOf(1), creditsRoot: rootOf(tree) })
    const [leaf] = rows as [(typeof rows)[0]]
    const credit = { ...batch, leaf, proof: buildProof(tree, hashCreditLeaf(leaf)) }
    await expect(strangerAt(address).syncCredit(credit)).rejects.toMatchObject({
      code: 'LEDGER_REFUSED',
      details: { reason: 'NotFinal' },
    })
    await wait(60)
    await strangerAt(address).syncCredit(credit)
    const expected = { balanceMicro: 400_000n, syncedTo: 1, epoch: 0 }
    expect(await ledger.fetchAccount(leaf.account)).toEqual(expected)
  })
})

it('whoever revokes has the next epoch', async () => {
  const address = await deployLedger({ rpcUrl, privateKey: committerKey })
  const ledger = openAt(address)
  const account = accountOfKey(strangerKey)
  expect(await ledger.fetchAccount(account)).toMatchObject({ epoch: 0 })
  await strangerAt(address).revokeSessions()
  expect(await ledger.fetchAccount(account)).toMatchObject({ epoch: 1 })
  const { revocations, nextBlock } = await ledger.fetchRevocations(0)
  expect(revocations).toMatchObject([{ account, epoch: 1, revokedAt: expect.any(Number) }])
  expect(await ledger.fetchRevocations(nextBlock)).toEqual({ revocations: [], nextBlock })
})
