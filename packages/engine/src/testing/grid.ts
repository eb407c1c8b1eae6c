/** A whole grid in memory: the real use cases on ports that tests can look into. */
import { digestOf, utf8 } from '@pumasi/domain'
import type { Digest, Hex, JobSpec } from '@pumasi/domain'
import { scopeEveryJob, signChallenge, signDelegation, signReceipt } from '@pumasi/proof'
import type { Delegation, Receipt, SignedReceipt } from '@pumasi/proof'
import type { GridRules } from '@pumasi/rules'
import { acceptReceipt } from '../coordinator/accept-receipt.ts'
import { admitHost } from '../coordinator/admit-host.ts'
import { closeBatch } from '../coordinator/close-batch.ts'
import { commitBatches } from '../coordinator/commit-batches.ts'
import type { Coordinator, CoordinatorSettings } from '../coordinator/context.ts'
import { createEpochs } from '../coordinator/epochs.ts'
import { healVoids } from '../coordinator/heal-voids.ts'
import { acquireLeases } from '../coordinator/lease-work.ts'
import type { LeasedWork } from '../coordinator/lease-work.ts'
import { submitJob } from '../coordinator/submit-job.ts'
import type { Executor } from '../ports/executor.ts'
import type { GridView } from '../ports/grid-view.ts'
import type { Retention } from '../ports/retention.ts'
import type { JobStore } from '../ports/job-store.ts'
import type { LedgerIdentity } from '../ports/ledger.ts'
import { executeUnit } from '../worker/execute-unit.ts'
import { createClock, createRandomness, keysOf } from './environment.ts'
import type { Keys, TestClock } from './environment.ts'
import { hashExecutor } from './hash-executor.ts'
import { createMemoryBlobs } from './memory-blobs.ts'
import type { Blobs } from './memory-blobs.ts'
import { createMemoryLedger, testIdentity } from './memory-ledger.ts'
import { createMemoryStore } from './memory-store.ts'

export const testRules: GridRules = {
  version: 1,
  rewriterVersion: 1,
  fuelPerCreditMicro: 1_000n,
  quorumMin: 1,
}

/** 2026-01-01 */
export const START_MS = 1_767_225_600_000
export const START_S = START_MS / 1000

const settings: CoordinatorSettings = {
  leaseMs: 60_000,
  idleWaitMs: 500,
  batchUnitsMax: 4,
  batchWaitMs: 10_000,
  closeAfterMs: 3_600_000,
  seedConfirmations: 1,
}

const nobody = { requester: null, quota: null }

export interface TestHost extends Keys {
  readonly name: string
}

/** How a host departs from the truth before it signs. */
export type Tamper = (receipt: Receipt, work: LeasedWork) => Receipt

export type TestGrid = ReturnType<typeof createGrid>

export function createGrid(
  changed: Partial<
    CoordinatorSettings & {
      quorumMin: number
      rules: GridRules
      store: JobStore & GridView & Retention
      seedShift: number
    }
  > = {},
  identity: LedgerIdentity = testIdentity,
) {
  const {
    quorumMin = testRules.quorumMin,
    rules = testRules,
    store = createMemoryStore(),
    seedShift = 0,
    ...others
  } = changed
  const bytes: Blobs = new Map()
  const clock: TestClock = createClock(START_MS)
  const domain = { chainId: identity.chainId, ledger: identity.address }
  const blobs = createMemoryBlobs(bytes)
  const ledger = createMemoryLedger(clock, identity)
  const coordinator: Coordinator = {
    store,
    blobs,
    clock,
    randomness: createRandomness('leases'),
    domain,
    rules: { ...rules, quorumMin },
    epochs: createEpochs(ledger, clock),
    giveWay: async () => undefined,
    seeds: { ...ledger, fetchBlockHash: (at) => ledger.fetchBlockHash(at + seedShift) },
    settings: { ...settings, ...others },
  }
  const target = { ledger, identity }
  const put = (text: string): Promise<Digest> => blobs.putBlob(utf8(text))

  /** Registers a host; its delegation may differ from a good one. */
  const join = async (name: string, changes: Partial<Delegation> = {}): Promise<TestHost> => {
    const keys = keysOf(name)
    const challenge: Hex = digestOf(utf8(`challenge for ${name}`))
    await admitHost(coordinator, {
      delegation: signDelegation({ ...grantOf(keys), ...changes }, domain, keys.walletKey),
      name,
      platform: 'test',
      challenge,
      signature: signChallenge(challenge, domain, keys.sessionKey),
    })
    return { name, ...keys }
  }

  /** A job of `units` units whose program and input are there. */
  const submit = async (units: number, changes: Partial<JobSpec> = {}) => {
    const file = { name: 'data/input.txt', digest: await put('an input') }
    const work = {
      name: 'a job',
      nonce: '',
      requester: null,
      program: await put('a program'),
      args: ['--unit', '{index}', '{n}'],
      axes: [{ name: 'n', from: 1, to: units }],
      stdin: [],
      files: [file],
      limits: { fuelMax: 2_000_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
    }
    const replication = changes.trust ? { version: 2 } : { version: 1, quorum: 2 }
    const spec = { ...replication, ...work, ...changes } as JobSpec
    return { spec, ...(await submitJob(coordinator, spec, { wallMaxMs: 60_000 }, nobody)) }
  }

  /** Runs one lease as the worker does, with what the host makes of it. */
  const work = (
    host: TestHost,
    leased: LeasedWork,
    tamper: Tamper = (receipt) => receipt,
    executor: Executor = hashExecutor,
  ): Promise<SignedReceipt> => {
    const { account, sessionKey } = host
    const signer = {
      sign: (claim: Omit<Receipt, 'account'>) =>
        signReceipt(tamper({ ...claim, account }, leased), domain, sessionKey),
    }
    const transport = {
      fetchBlob: async (digest: Digest) => bytes.get(digest) as Uint8Array,
      putBlob: (output: Uint8Array) => blobs.putBlob(output),
    }
    return executeUnit({ transport, executor, signer }, leased, new Map(), {})
  }

  const acquire = async (host: TestHost, count = 1): Promise<readonly LeasedWork[]> =>
    (await acquireLeases(coordinator, host.session, count)).leases
  const report = (host: TestHost, signed: SignedReceipt) =>
    acceptReceipt(coordinator, host.session, signed)

  /** Leases, runs and reports up to `count` units; answers the outcomes. */
  const run = async (host: TestHost, count: number, tamper?: Tamper, executor?: Executor) => {
    const outcomes = []
    for (const leased of await acquire(host, count)) {
      outcomes.push(await report(host, await work(host, leased, tamper, executor)))
    }
    return outcomes
  }

  const close = (waitedMs = 0) => closeBatch(coordinator, waitedMs)
  const commit = () => commitBatches(coordinator, target)
  /** Heals voids, once the chain has made the block that it waits for. */
  const heal = async () =>
    (await healVoids(coordinator, target)) ?? (await healVoids(coordinator, target))
  /** Closes and commits until nothing is left. */
  const settle = async (): Promise<void> => {
    while ((await close()) !== null) clock.advance(1_000)
    await commit()
  }

  return {
    ...{ coordinator, store, clock, bytes, domain, ledger, target, put },
    ...{ join, submit, work, acquire, report, run, close, commit, heal, settle },
  }
}

/** A delegation for every job, good for a year from the start. */
export const grantOf = ({ account, session }: Keys): Delegation => ({
  account,
  session,
  scope: scopeEveryJob,
  notBefore: START_S - 3_600,
  expiresAt: START_S + 31_536_000,
  epoch: 0,
})
