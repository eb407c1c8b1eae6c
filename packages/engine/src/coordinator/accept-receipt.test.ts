import { GridError, digestOf, emptyOutput, encodeOutput, utf8 } from '@pumasi/domain'
import { signChallenge, signDelegation, signReceipt } from '@pumasi/proof'
import type { Receipt, SignedReceipt } from '@pumasi/proof'
import { expect, test } from 'vitest'
import { createGrid, grantOf, keysOf, lyingExecutor } from '../testing/index.ts'
import type { TestGrid, TestHost } from '../testing/index.ts'
import type { LeasedWork } from './lease-work.ts'
import { acceptReceipt } from './accept-receipt.ts'
import type { ReceiptFault } from './judge-receipt.ts'
import { admitHost } from './admit-host.ts'
import { expireLeases } from './lease-work.ts'

interface Scene {
  readonly grid: TestGrid
  readonly host: TestHost
  /** A second host, with a lease of its own on the same unit. */
  readonly other: TestHost
  readonly leased: LeasedWork
  readonly foreign: LeasedWork
}

async function setScene(): Promise<Scene> {
  const grid = createGrid()
  await grid.submit(2)
  const [host, other] = [await grid.join('a'), await grid.join('b')]
  const [leased] = await grid.acquire(host)
  const [foreign] = await grid.acquire(other)
  if (!leased || !foreign) throw new Error('two leases expected')
  return { grid, host, other, leased, foreign }
}

/** Everything the store knows about the scene's unit. */
const viewOf = async ({ grid, leased }: Scene) => {
  let seen: unknown
  await grid.coordinator.store.transactUnit(leased, (view) => {
    seen = view
    return { change: null }
  })
  return seen as { receipts: SignedReceipt[] }
}

const upload = (grid: TestGrid, bytes: Uint8Array) => grid.coordinator.blobs.putBlob(bytes)
const trapped = encodeOutput(emptyOutput('trapped'))

type Lie = (scene: Scene) => Promise<SignedReceipt> | SignedReceipt
const claiming =
  (changes: Partial<Receipt>): Lie =>
  ({ grid, host, leased }) =>
    grid.work(host, leased, (receipt) => ({ ...receipt, ...changes }))

const lies: readonly (readonly [string, ReceiptFault, Lie])[] = [
  [
    'a receipt another session signed',
    'RECEIPT_BAD_SIGNATURE',
    async ({ grid, host, leased, other }) => {
      const { receipt } = await grid.work(host, leased)
      return signReceipt(receipt, grid.domain, other.sessionKey)
    },
  ],
  [
    'a receipt changed after it was signed',
    'RECEIPT_BAD_SIGNATURE',
    async ({ grid, host, leased }) => {
      const signed = await grid.work(host, leased)
      return { ...signed, receipt: { ...signed.receipt, fuel: signed.receipt.fuel + 1n } }
    },
  ],
  [
    'a receipt signed for another chain',
    'RECEIPT_BAD_SIGNATURE',
    async ({ grid, host, leased }) => {
      const { receipt } = await grid.work(host, leased)
      return signReceipt(receipt, { ...grid.domain, chainId: 1n }, host.sessionKey)
    },
  ],
  [
    'no signature at all',
    'RECEIPT_BAD_SIGNATURE',
    async ({ grid, host, leased }) => ({
      ...(await grid.work(host, leased)),
      signature: `0x${'00'.repeat(65)}` as never,
    }),
  ],
  [
    'the account of somebody else',
    'RECEIPT_WRONG_ACCOUNT',
    claiming({ account: keysOf('b').account }),
  ],
  [
    'a lease nobody granted',
    'RECEIPT_FOREIGN_LEASE',
    claiming({ leaseId: `0x${'ab'.repeat(32)}` as never }),
  ],
  [
    'the lease of another host',
    'RECEIPT_FOREIGN_LEASE',
    ({ grid, host, leased, foreign }) =>
      grid.work(host, leased, (receipt) => ({ ...receipt, leaseId: foreign.leaseId })),
  ],
  ['another unit than its lease is for', 'RECEIPT_WRONG_UNIT', claiming({ unitIndex: 1 })],
  [
    'another job than its lease is for',
    'RECEIPT_WRONG_UNIT',
    claiming({ jobId: `0x${'cd'.repeat(32)}` as never }),
  ],
  ['another program', 'RECEIPT_WRONG_PROGRAM', claiming({ programHash: digestOf(utf8('own')) })],
  ['another input', 'RECEIPT_WRONG_INPUT', claiming({ inputHash: digestOf(utf8('easier')) })],
  ['another version of the rewriter', 'RECEIPT_WRONG_VERSION', claiming({ rewriterVersion: 2 })],
  ['more fuel than the job allows', 'RECEIPT_BAD_FUEL', claiming({ fuel: 2_000_001n })],
  [
    'fuel for an execution that trapped',
    'RECEIPT_BAD_FUEL',
    async ({ grid, host, leased }) => {
      const outputHash = await upload(grid, trapped)
      return grid.work(host, leased, (receipt) => ({
        ...receipt,
        outputHash,
        exitClass: 'trapped',
      }))
    },
  ],
  ['an output never uploaded', 'RECEIPT_NO_OUTPUT', claiming({ outputHash: digestOf(utf8('?')) })],
  [
    'bytes that are no output',
    'RECEIPT_BAD_OUTPUT',
    async ({ grid, host, leased }) => {
      const outputHash = await upload(grid, utf8('garbage'))
      return grid.work(host, leased, (receipt) => ({ ...receipt, outputHash }))
    },
  ],
  [
    'an output that ended otherwise than it claims',
    'RECEIPT_BAD_OUTPUT',
    async ({ grid, host, leased }) => {
      const outputHash = await upload(grid, trapped)
      return grid.work(host, leased, (receipt) => ({ ...receipt, outputHash }))
    },
  ],
  [
    'an enormous output',
    'RECEIPT_BAD_OUTPUT',
    async ({ grid, host, leased }) => {
      const stdout = new Uint8Array(3 * 1024 * 1024)
      const output = { ...emptyOutput('exited'), stdout }
      const outputHash = await upload(grid, encodeOutput(output))
      return grid.work(host, leased, (receipt) => ({ ...receipt, outputHash }))
    },
  ],
  [
    'work of a session whose delegation ran out',
    'DELEGATION_EXPIRED',
    async ({ grid, host, leased }) => {
      const signed = await grid.work(host, leased)
      grid.clock.advance(31_536_000_000)
      return signed
    },
  ],
  [
    'work of a session that its wallet has revoked',
    'DELEGATION_REVOKED',
    async ({ grid, host, leased }) => {
      const signed = await grid.work(host, leased)
      grid.ledger.revoke(host.account)
      grid.clock.advance(31_000)
      return signed
    },
  ],
  [
    'work of a session whose delegation does not hold yet',
    'DELEGATION_NOT_YET_VALID',
    async ({ grid, host, leased }) => {
      const signed = await grid.work(host, leased)
      grid.clock.advance(-3_601_000)
      return signed
    },
  ],
  [
    'work of a session delegated to another job',
    'DELEGATION_OUT_OF_SCOPE',
    async ({ grid, host, leased }) => {
      await grid.join(host.name, { scope: digestOf(utf8('another job')) })
      return grid.work(host, leased)
    },
  ],
]

test.each(lies)('%s is refused with %s, and nothing reaches the store', async (_, code, lie) => {
  const scene = await setScene()
  const signed = await lie(scene)
  const before = await viewOf(scene)
  const outcome = await scene.grid.report(scene.host, signed)
  expect(outcome).toMatchObject({ leaseId: signed.receipt.leaseId, answer: 'refused', code })
  expect(outcome.message).toBeTruthy()
  expect(await viewOf(scene)).toEqual(before)
  expect(await scene.grid.coordinator.store.countBatchable()).toEqual({ ready: 0, pending: 2 })
})

test('every fault has its lie', () => {
  const all: Record<ReceiptFault, true> = {
    RECEIPT_BAD_SIGNATURE: true,
    RECEIPT_FOREIGN_LEASE: true,
    RECEIPT_WRONG_UNIT: true,
    RECEIPT_WRONG_ACCOUNT: true,
    RECEIPT_WRONG_PROGRAM: true,
    RECEIPT_WRONG_INPUT: true,
    RECEIPT_WRONG_VERSION: true,
    RECEIPT_BAD_FUEL: true,
    RECEIPT_BAD_OUTPUT: true,
    RECEIPT_NO_OUTPUT: true,
    DELEGATION_NOT_YET_VALID: true,
    DELEGATION_EXPIRED: true,
    DELEGATION_OUT_OF_SCOPE: true,
    DELEGATION_REVOKED: true,
  }
  expect(new Set(lies.map(([, code]) => code))).toEqual(new Set(Object.keys(all)))
})

test('an honest receipt is accepted, and again when the answer was lost', async () => {
  const scene = await setScene()
  const { grid, host, leased } = scene
  const signed = await grid.work(host, leased)
  for (const _ of ['first', 'again']) {
    const outcome = await grid.report(host, signed)
    expect(outcome).toEqual({
      leaseId: leased.leaseId,
      answer: 'accepted',
      code: null,
      message: null,
    })
  }
  expect((await viewOf(scene)).receipts).toHaveLength(1)
})

test('a session nobody admitted is told so', async () => {
  const { grid, host, leased } = await setScene()
  const signed = await grid.work(host, leased)
  const refused = acceptReceipt(grid.coordinator, keysOf('stranger').session, signed)
  await expect(refused).rejects.toMatchObject({ code: 'UNKNOWN_HOST' })
})

test('two outputs for one unit: the first stands, the second is lost', async () => {
  const scene = await setScene()
  const { grid, host, leased } = scene
  await grid.report(host, await grid.work(host, leased))
  const second = await grid.work(host, leased, undefined, lyingExecutor)
  expect((await grid.report(host, second)).answer).toBe('lost')
  expect((await viewOf(scene)).receipts).toHaveLength(1)
})

test('a receipt replayed by another host is not its own', async () => {
  const { grid, host, other, leased } = await setScene()
  const signed = await grid.work(host, leased)
  await grid.report(host, signed)
  const replayed = await grid.report(other, signed)
  expect(replayed).toMatchObject({ answer: 'refused', code: 'RECEIPT_BAD_SIGNATURE' })
})

test('an output copied from another earns nothing alone: the truth of two others wins', async () => {
  const { grid, host, other, leased, foreign } = await setScene()
  const lie = await grid.work(host, leased, undefined, lyingExecutor)
  await grid.report(host, lie)
  // The copier names the liar's output, under its own lease and signature.
  const { outputHash, fuel } = lie.receipt
  const copied = await grid.work(other, foreign, (receipt) => ({ ...receipt, outputHash, fuel }))
  expect((await grid.report(other, copied)).answer).toBe('accepted')
  // Two accounts agree: this is what the audit's re-execution is for.
  expect((await grid.coordinator.store.countBatchable()).ready).toBe(1)
})

test('a wrong output, a wrong fuel and a wrong end are accepted, outvoted and refused', async () => {
  const grid = createGrid()
  await grid.submit(1, { quorum: 2 })
  const hosts = await Promise.all(['a', 'b', 'c', 'd'].map((name) => grid.join(name)))
  const [liar, waster, one, two] = hosts
  if (!liar || !waster || !one || !two) throw new Error('four hosts expected')
  await grid.run(liar, 1, undefined, lyingExecutor)
  await grid.run(waster, 1, (receipt) => ({ ...receipt, fuel: receipt.fuel + 1n }))
  await grid.run(one, 1)
  await grid.run(two, 1)
  const record = (host: TestHost) => grid.coordinator.store.fetchTrackRecord(host.account)
  expect(await record(liar)).toMatchObject({ credited: 0, refused: 1 })
  expect(await record(waster)).toMatchObject({ credited: 0, refused: 1 })
  expect(await record(one)).toMatchObject({ credited: 1, refused: 0 })
  expect(await record(two)).toMatchObject({ credited: 1, refused: 0 })
})

test('a receipt after the deadline is lost once the lease was given away', async () => {
  const scene = await setScene()
  const { grid, host, leased } = scene
  const signed = await grid.work(host, leased)
  grid.clock.advance(60_000)
  await expireLeases(grid.coordinator)
  const before = await viewOf(scene)
  expect((await grid.report(host, signed)).answer).toBe('lost')
  expect(await viewOf(scene)).toEqual(before)
})

test('a receipt for a cancelled job is told so', async () => {
  const { grid, host, leased } = await setScene()
  const signed = await grid.work(host, leased)
  await grid.coordinator.store.cancelJob(leased.jobId, grid.clock.nowMs())
  expect((await grid.report(host, signed)).answer).toBe('cancelled')
})

test('a session that changes its wallet cannot vote twice for one account', async () => {
  const { grid, host, other, leased, foreign } = await setScene()
  await grid.report(other, await grid.work(other, foreign))
  // The wallet that has voted takes over the session key that still holds a lease on the unit.
  const shared = { ...other, session: host.session, sessionKey: host.sessionKey }
  const { walletKey, account } = other
  const challenge = digestOf(utf8('again'))
  await admitHost(grid.coordinator, {
    delegation: signDelegation(grantOf({ ...shared, account }), grid.domain, walletKey),
    name: 'shared',
    platform: 'test',
    challenge,
    signature: signChallenge(challenge, grid.domain, host.sessionKey),
  })
  const second = await grid.work(shared, leased)
  const outcome = await grid.report(shared, second)
  expect(outcome).toMatchObject({ answer: 'refused', code: 'RECEIPT_WRONG_ACCOUNT' })
})

test('a delegation that runs out between check and record is judged by one moment', async () => {
  const { grid, host, leased } = await setScene()
  const signed = await grid.work(host, leased)
  grid.clock.advance(31_536_000_000 - 1)
  const { blobs } = grid.coordinator
  const slow: typeof blobs = {
    ...blobs,
    fetchBlob: (digest, sizeMax) => {
      grid.clock.advance(1_000)
      return blobs.fetchBlob(digest, sizeMax)
    },
  }
  const outcome = await acceptReceipt({ ...grid.coordinator, blobs: slow }, host.session, signed)
  expect(outcome.answer).toBe('accepted')
  await grid.coordinator.store.transactUnit(leased, ({ receipts }) => {
    expect(receipts[0]?.acceptedAtMs).toBe(grid.clock.nowMs() - 1_000)
    return { change: null }
  })
})

test('a fault of our own disk is an error, not a fault of the receipt', async () => {
  const { grid, host, leased } = await setScene()
  const signed = await grid.work(host, leased)
  const { blobs } = grid.coordinator
  const failure = new GridError('BLOB_UNREACHABLE', 'found no disk', { retryable: true })
  const broken = { ...blobs, fetchBlob: () => Promise.reject(failure) }
  const failed = acceptReceipt({ ...grid.coordinator, blobs: broken }, host.session, signed)
  await expect(failed).rejects.toMatchObject({ code: 'BLOB_UNREACHABLE' })
  expect((await grid.report(host, signed)).answer).toBe('accepted')
})
