import { digestOf } from '@pumasi/domain'
import type { Account, Digest } from '@pumasi/domain'
import { verifyCreditProof } from '@pumasi/proof'
import { describe, expect, test } from 'vitest'
import { mirrorOf, recordHistory, rewrite } from '../testing/index.ts'
import type { History } from '../testing/index.ts'
import type { BatchStanding, LedgerOffice, LedgerReader } from '../ports/ledger.ts'
import { fetchCreditStanding } from './credit-standing.ts'
import type { CreditProver } from './credit-standing.ts'
import { findSyncable, proveCredit } from './prove-credit.ts'

const honest = await recordHistory()
const { account } = honest.hosts.a
const nobody = `0x${'99'.repeat(20)}` as Account
const rowIn = (id: number) =>
  honest.bundles[id - 1]?.credits.find((row) => row.account === account)?.cumulativeCreditMicro

type State = BatchStanding['state']

/** A ledger whose batches stand as told; a table is sound unless it is in `unsound`. */
function ledgerOf(
  { identity, batches }: Pick<History, 'identity' | 'batches'>,
  states: readonly State[],
  { unsound = [] as readonly number[], syncedTo = 0, balanceMicro = 0n } = {},
) {
  const asked: number[] = []
  const ledger: LedgerReader & LedgerOffice = {
    identify: async () => identity,
    fetchBatchCount: async () => batches.length,
    fetchBatches: async (from, to) => batches.slice(from - 1, to),
    fetchBlockHash: async () => null,
    fetchHead: () => Promise.reject(new Error('nobody asks')),
    fetchVoids: () => Promise.reject(new Error('nobody asks')),
    fetchRevocations: () => Promise.reject(new Error('nobody asks')),
    fetchStaff: () => Promise.reject(new Error('nobody asks')),
    fetchLastVoided: async () => states.lastIndexOf('voided') + 1,
    fetchStanding: async ({ id }) => {
      asked.push(id)
      return { state: states[id - 1] ?? 'pending', finalAt: 1_000 * id }
    },
    fetchWitness: () => Promise.reject(new Error('nobody asks')),
    isTableSound: async (id) => !unsound.includes(id),
    fetchAccount: async () => ({ balanceMicro, syncedTo, epoch: 2 }),
  }
  return { ledger, asked }
}

const byMirror =
  (ledger: LedgerReader, { blobs }: Pick<History, 'blobs'> = honest): CreditProver =>
  (batch, whose) =>
    proveCredit(ledger, mirrorOf(blobs), batch, whose)

const F = 'final'
const P = 'pending'
const V = 'voided'
test.each<[string, State[], number[], number | null]>([
  ['none is final', [P, P, P], [], null],
  ['all are final', [F, F, F], [], 3],
  ['the window of some has passed', [F, F, P], [], 2],
  ['one is held', [F, 'held', 'held'], [], 1],
  ['the newest final one is void', [F, F, V], [], 2],
  ['a void lies between', [F, V, F], [], 3],
  ['a void lies where nothing is final', [P, V, P], [], null],
  ['everything is void', [V, V, V], [], null],
  ['only the first is not void', [F, V, V], [], 1],
  ['a table counted what was voided later', [F, F, F], [3], 2],
  ['no table is sound', [F, F, F], [1, 2, 3], null],
])(
  'a sync takes the newest final table that counts no void: %s',
  async (_, states, unsound, id) => {
    const { ledger } = ledgerOf(honest, states, { unsound })
    expect((await findSyncable(ledger))?.id ?? null).toBe(id)
  },
)

test('the newest final of many batches is found in halves', async () => {
  const batches = Array.from({ length: 1_000 }, (_, at) => ({
    ...(honest.batches[0] as History['batches'][0]),
    id: at + 1,
  }))
  const states = batches.map(({ id }): State => (id <= 700 ? F : P))
  const { ledger, asked } = ledgerOf({ ...honest, batches }, states)
  expect((await findSyncable(ledger))?.id).toBe(700)
  expect(asked.length).toBeLessThan(15)
})

test('on chain, to be synced and waiting are told apart', async () => {
  const { ledger } = ledgerOf(honest, [F, F, P], { syncedTo: 1, balanceMicro: 7n })
  const standing = await fetchCreditStanding(ledger, byMirror(ledger), account)
  expect(standing).toMatchObject({ account, balanceMicro: 7n, syncedTo: 1, epoch: 2 })
  expect(standing.final).toMatchObject({ id: 2, leaf: { cumulativeCreditMicro: rowIn(2) } })
  expect(standing.newest).toMatchObject({ finalAt: 3_000, proof: { id: 3 } })
  expect(standing.newest?.proof.leaf.cumulativeCreditMicro).toBe(rowIn(3))
  expect(standing.syncable).toBe(true)
  for (const proof of [standing.final, standing.newest?.proof])
    expect(proof && verifyCreditProof(proof)).toBe(true)
})

test.each<[string, State[], number, boolean]>([
  ['synced to it already', [F, F, P], 2, false],
  ['nothing is final', [P, P, P], 0, false],
  ['never synced', [F, P, P], 0, true],
])('a sync is worth its gas, or not: %s', async (_, states, syncedTo, syncable) => {
  const { ledger } = ledgerOf(honest, states, { syncedTo })
  const standing = await fetchCreditStanding(ledger, byMirror(ledger), account)
  expect(standing.syncable).toBe(syncable)
})

test('who never earned has nothing, and that is no error', async () => {
  const { ledger } = ledgerOf(honest, [F, F, F])
  const standing = await fetchCreditStanding(ledger, byMirror(ledger), nobody)
  expect(standing).toMatchObject({ final: null, newest: null, syncable: false })
})

describe('a table that cannot be believed', () => {
  const { ledger } = ledgerOf(honest, [F, F, F])
  test.each<[string, History['blobs'], string]>([
    ['is missing', new Map(), 'DATA_MISSING'],
    [
      'is damaged',
      new Map(honest.batches.map(({ header }) => [header.dataHash, new Uint8Array(9)])),
      'BUNDLE_DAMAGED',
    ],
  ])('%s', async (_, blobs, found) => {
    await expect(
      fetchCreditStanding(ledger, byMirror(ledger, { blobs }), account),
    ).rejects.toMatchObject({ code: 'CREDIT_UNPROVEN', message: expect.stringContaining(found) })
  })

  test('is not the one committed', async () => {
    const told = rewrite(honest, {
      commit: (content) => ({ ...content, creditsRoot: digestOf(new Uint8Array(1)) as never }),
    })
    const lied = ledgerOf(told, [F, F, F]).ledger
    await expect(fetchCreditStanding(lied, byMirror(lied, told), account)).rejects.toMatchObject({
      code: 'CREDIT_UNPROVEN',
      details: { batchId: 3 },
    })
  })

  test.each<[string, (proof: NonNullable<Awaited<ReturnType<CreditProver>>>) => object]>([
    [
      'more than was earned',
      ({ leaf }) => ({ leaf: { ...leaf, cumulativeCreditMicro: 9n ** 9n } }),
    ],
    ['of another account', ({ leaf }) => ({ leaf: { ...leaf, account: nobody } })],
    ['by another path', () => ({ proof: [] })],
    [
      'in a header of its own',
      ({ header, leaf }) => ({
        header: { ...header, creditsRoot: `0x${'00'.repeat(32)}` as Digest as never },
        leaf: { ...leaf, cumulativeCreditMicro: 1n },
      }),
    ],
  ])('is told by somebody who lies: %s', async (_, change) => {
    const lying: CreditProver = async (batch, whose) => {
      const proof = await byMirror(ledger)(batch, whose)
      return proof && { ...proof, ...change(proof) }
    }
    await expect(fetchCreditStanding(ledger, lying, account)).rejects.toMatchObject({
      code: 'CREDIT_UNPROVEN',
    })
  })
})
