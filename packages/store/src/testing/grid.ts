/** A small grid for tests: jobs, hosts and receipts made from numbers; nothing is signed here. */
import { digestOf, toHex, utf8 } from '@pumasi/domain'
import type { Account, Digest, Hex, JobSpec, LeaseId } from '@pumasi/domain'
import type { HostRecord, JobRecord, JobStore, Lease, Requester } from '@pumasi/engine'
import type { Signature, SignedReceipt } from '@pumasi/proof'
import { applyUnitEvent, buildBatch, jobIdOf, unsteered } from '@pumasi/rules'
import type { ClosedBatch, GridRules, UnitAnswer } from '@pumasi/rules'

export const rules: GridRules = {
  version: 1,
  rewriterVersion: 1,
  fuelPerCreditMicro: 1_000n,
  quorumMin: 1,
}

export const digest = (text: string): Digest => digestOf(utf8(text))
export const account = (n: number): Account => `0x${n.toString(16).padStart(40, '0')}` as Account
/** The session key of an account's machine. */
export const session = (n: number): Account => account(0xbeef_0000 + n)

let leaseCount = 0
export const freshLeaseIds = (count: number): LeaseId[] =>
  Array.from({ length: count }, () => {
    leaseCount += 1
    return digest(`lease ${leaseCount}`) as Hex as LeaseId
  })

export interface JobShape {
  readonly name?: string
  readonly units?: number
  readonly quorum?: number
  readonly requester?: Requester
  readonly priority?: number
}

export function makeJob({
  name = 'job',
  units = 1,
  quorum = 2,
  requester = account(99),
  priority = 0,
}: JobShape = {}): JobRecord {
  const spec: JobSpec = {
    version: 1,
    name,
    nonce: 'n\u00fc\u0000',
    requester: account(99),
    program: digest('program'),
    args: ['{i}'],
    axes: [{ name: 'i', from: 0, to: units - 1 }],
    stdin: [],
    files: [{ name: 'a.txt', digest: digest('a') }],
    limits: { fuelMax: 2n ** 62n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
    quorum,
  }
  return {
    id: jobIdOf(spec),
    spec,
    unitCount: units,
    wallMaxMs: 60_000,
    createdAtMs: 1_000,
    cancelledAtMs: null,
    ...{ ...unsteered, requester, priority },
  }
}

export async function addJob(store: JobStore, shape: JobShape = {}): Promise<JobRecord> {
  const job = makeJob(shape)
  await store.insertJob(job)
  return job
}

export const makeHost = (n: number): HostRecord => ({
  session: session(n),
  account: account(n),
  delegation: {
    delegation: {
      account: account(n),
      session: session(n),
      scope: digest('scope'),
      notBefore: 1,
      expiresAt: 2_000_000_000,
      epoch: 0,
    },
    signature: signatureOf(`delegation ${n}`),
  },
  name: `host ${n}`,
  platform: 'linux x64',
  firstSeenMs: 10,
  lastSeenMs: 10,
})

export const signatureOf = (text: string): Signature =>
  toHex(new Uint8Array([...utf8(digest(text)).subarray(0, 64), 27])) as Signature

export interface AcquireOptions {
  readonly count?: number
  readonly nowMs?: number
  readonly leaseMs?: number
  readonly heldMax?: number
  readonly requestersLast?: readonly Requester[]
}

/** Leases for account `n` on its one machine. */
export const acquire = (
  store: JobStore,
  n: number,
  {
    count = 1,
    nowMs = 2_000,
    leaseMs = 1_000,
    heldMax = 10_000,
    requestersLast = [],
  }: AcquireOptions = {},
): Promise<readonly Lease[]> =>
  store.acquireLeases({
    session: session(n),
    account: account(n),
    leaseIds: freshLeaseIds(count),
    nowMs,
    leaseMs,
    ...{ heldMax, requestersLast },
  })

export interface Claim {
  readonly output?: string
  readonly fuel?: bigint
  readonly atMs?: number
}

export const makeReceipt = (
  lease: Lease,
  { output = 'truth', fuel = 5_000_000n }: Claim = {},
): SignedReceipt => ({
  receipt: {
    jobId: lease.jobId,
    unitIndex: lease.unitIndex,
    programHash: digest('program'),
    inputHash: digest(`input ${lease.unitIndex}`),
    outputHash: digest(output),
    exitClass: 'exited',
    fuel,
    rewriterVersion: 1,
    leaseId: lease.id,
    account: lease.account,
  },
  signature: signatureOf(`${lease.id} ${output} ${fuel}`),
})

/** Reports a lease's unit by the real rules. */
export async function report(
  store: JobStore,
  lease: Lease,
  claim: Claim = {},
): Promise<UnitAnswer> {
  const [answer] = await reportAll(store, [lease], claim)
  return answer as UnitAnswer
}

/** Reports several leases at once; answers what became of each. */
export async function reportAll(
  store: JobStore,
  leases: readonly Lease[],
  claim: Claim = {},
): Promise<readonly UnitAnswer[]> {
  const items = leases.map((lease) => ({
    jobId: lease.jobId,
    unitIndex: lease.unitIndex,
    event: {
      type: 'reported' as const,
      leaseId: lease.id,
      session: lease.session,
      signed: makeReceipt(lease, claim),
      digest: digest(`signed ${lease.id}`),
      atMs: claim.atMs ?? 2_500,
    },
  }))
  const steps = await store.transactUnits(items, (view, { event }) =>
    applyUnitEvent(view, event, rules),
  )
  return steps.map(({ answer }) => answer)
}

export async function expire(store: JobStore, atMs: number): Promise<readonly UnitAnswer[]> {
  const answers: UnitAnswer[] = []
  for (const key of await store.findExpired(atMs, 100)) {
    const event = { type: 'expired', atMs } as const
    const step = await store.transactUnit(key, (view) => applyUnitEvent(view, event, rules))
    answers.push(step.answer)
  }
  return answers
}

/** Leases and reports until each of the accounts has run every unit it may. */
export async function settleAll(store: JobStore, accounts: readonly number[]): Promise<void> {
  for (const n of accounts) {
    for (const lease of await acquire(store, n, { count: 50 })) await report(store, lease)
  }
}

export async function closeNext(store: JobStore, limit = 1_000): Promise<ClosedBatch> {
  const units = await store.findBatchable(limit)
  const { batch, credits } = await store.fetchTip()
  return buildBatch({
    id: (batch?.id ?? 0) + 1,
    units,
    delegations: [],
    creditsBefore: credits,
    rules,
  })
}

export const insertClosed = (
  store: JobStore,
  { id, content, bundle }: ClosedBatch,
  healed = 0,
): Promise<'inserted' | 'lost'> =>
  store.insertBatch({
    batch: { id, content, closedAtMs: 9_000 + id },
    units: bundle.units,
    credits: bundle.credits,
    healed,
  })
