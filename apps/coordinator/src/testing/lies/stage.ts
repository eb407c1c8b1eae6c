/** A stage for lies: hosts and requesters on the real wire, before the real coordinator. */
import { digestOf, utf8 } from '@pumasi/domain'
import type { JobId, JobSpec, LeaseId } from '@pumasi/domain'
import { executeUnit } from '@pumasi/engine'
import type { Executor, LeasedWork } from '@pumasi/engine'
import { grantOf, hashExecutor, keysOf } from '@pumasi/engine/testing'
import type { Keys } from '@pumasi/engine/testing'
import { signDelegation, signReceipt } from '@pumasi/proof'
import type { Delegation, Receipt, SignedReceipt } from '@pumasi/proof'
import { BUNDLE_MAX, fetchBlob, putBlob } from '@pumasi/protocol'
import type { GridClient } from '@pumasi/protocol'
import { domain, operatorToken } from '../test-coordinator.ts'
import type { TestCoordinator } from '../test-coordinator.ts'

export interface StageHost extends Keys {
  readonly name: string
  readonly token: string
}

export type Stage = ReturnType<typeof createStage>

const plenty = { memoryMaxBytes: 2 ** 31, outputMaxBytes: 2 ** 30, timeMaxMs: 86_400_000 }

export function createStage(grid: TestCoordinator) {
  const join = async (name: string, changes: Partial<Delegation> = {}): Promise<StageHost> => {
    const keys = keysOf(name)
    const delegation = signDelegation({ ...grantOf(keys), ...changes }, domain, keys.walletKey)
    return { name, ...keys, token: await grid.register(keys, { delegation }) }
  }
  const specOf = async (nonce: string, changes: Partial<JobSpec> = {}): Promise<JobSpec> =>
    ({
      ...{ version: 1, name: 'a job', nonce, requester: null, quorum: 2 },
      program: await grid.blobs.putBlob(utf8('a program')),
      ...{ args: ['{n}'], axes: [{ name: 'n', from: 1, to: 2 }], stdin: [], files: [] },
      limits: { fuelMax: 2_000_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
      ...changes,
    }) as JobSpec
  const submit = (spec: JobSpec, token: string | null = operatorToken) =>
    grid.call(token, (client) => client.job.submit.mutate({ spec, wallMaxMs: 60_000 }))
  const as = <T>({ token }: StageHost, act: (client: GridClient) => Promise<T>) =>
    grid.call(token, act)
  /** Leases of one job alone, so that scenes keep out of each other's way. */
  const acquire = async (
    host: StageHost,
    jobId: JobId | null,
    count = 1,
  ): Promise<LeasedWork[]> => {
    const room = { ...plenty, fuelPerSecond: null, jobs: jobId && [jobId] }
    return [...(await as(host, ({ host: port }) => port.acquire.mutate({ count, room }))).leases]
  }
  const lease = async (host: StageHost, jobId: JobId): Promise<LeasedWork> => {
    const [leased] = await acquire(host, jobId)
    if (leased === undefined) throw new Error('a lease expected')
    return leased
  }
  const putAs = ({ token }: StageHost, bytes: Uint8Array) =>
    putBlob({ url: grid.url, digestOf }, bytes, token)
  /** Runs what was leased as the worker does, with what the host makes of it. */
  const work = (
    host: StageHost,
    leased: LeasedWork,
    changes: Partial<Receipt> = {},
    executor: Executor = hashExecutor,
  ): Promise<SignedReceipt> => {
    const { account, sessionKey } = host
    const sign = (claim: Omit<Receipt, 'account'>) =>
      signReceipt({ ...claim, account, ...changes }, domain, sessionKey)
    const transport = {
      fetchBlob: (digest: Parameters<typeof fetchBlob>[1]) =>
        fetchBlob({ url: grid.url, digestOf }, digest),
      putBlob: (bytes: Uint8Array) => putAs(host, bytes),
    }
    return executeUnit({ transport, executor, signer: { sign } }, leased, new Map(), {})
  }
  const report = async (host: StageHost, ...receipts: SignedReceipt[]) => {
    const [answer] = await as(host, ({ host: port }) => port.report.mutate({ receipts }))
    if (answer === undefined) throw new Error('an answer expected')
    return answer
  }
  /** Leases, runs and reports whatever is left of a job, or of all. */
  const finish = async (host: StageHost, jobId: JobId | null): Promise<void> => {
    for (;;) {
      const leases = await acquire(host, jobId, BUNDLE_MAX)
      if (leases.length === 0) return
      await report(host, ...(await Promise.all(leases.map((leased) => work(host, leased)))))
    }
  }
  const returnAs = (host: StageHost, leaseId: LeaseId, code: string) =>
    as(host, ({ host: port }) => port.returnLease.mutate({ leaseId, code, message: 'no' }))
  /** What the coordinator tells everybody about a unit. */
  const historyOf = (jobId: JobId, unitIndex: number) =>
    grid.call(null, (client) => client.job.unit.query({ jobId, unitIndex }))
  /** The code with which the newest receipt of a host was refused; null when none was. */
  const refusalOf = async ({ account }: StageHost): Promise<string | null> => {
    const [newest] = await grid.call(null, (client) =>
      client.accounts.refusals.query({ account, limit: 1 }),
    )
    return newest?.code ?? null
  }

  return {
    ...{ grid, join, specOf, submit, as, acquire, lease, putAs, work, report, finish },
    ...{ returnAs, historyOf, refusalOf },
  }
}

/** The code a call is refused with. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
  return 'no refusal'
}
