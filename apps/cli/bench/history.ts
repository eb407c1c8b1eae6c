/** A ledger of many believed units with real signatures, in as many bundles as asked for. */
import { digestOf, digestOfCanonical, encodeCanonical, utf8 } from '@pumasi/domain'
import type { Canonical, JobId, JobSpec, LeaseId } from '@pumasi/domain'
import { signDelegation, signReceipt } from '@pumasi/proof'
import { buildBatch, deriveUnitInput, inputHashOf } from '@pumasi/rules'
import type { BundledUnit, ClosedBatch } from '@pumasi/rules'
import type { CommittedBatch } from '@pumasi/engine'
import {
  START_MS,
  START_S,
  grantOf,
  keysOf,
  nextBatch,
  testIdentity,
  testRules,
} from '@pumasi/engine/testing'
import type { Blobs } from '@pumasi/engine/testing'

const domain = { chainId: testIdentity.chainId, ledger: testIdentity.address }

/** Each unit is reported alike by two hosts. */
export function makeHistory(units: number, batches: number) {
  const hosts = [keysOf('first'), keysOf('second')]
  const program = digestOf(utf8('a program'))
  const spec: JobSpec = {
    ...{ version: 1, name: 'bench', nonce: '', requester: null, program, quorum: 2 },
    ...{ args: ['{n}'], axes: [{ name: 'n', from: 1, to: units }], stdin: [], files: [] },
    limits: { fuelMax: 2_000_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
  }
  const specBytes = encodeCanonical(spec as unknown as Canonical)
  const jobId = digestOf(specBytes) as string as JobId
  const unitAt = (unitIndex: number): BundledUnit => {
    const claim = {
      ...{ jobId, unitIndex, programHash: program, rewriterVersion: 1 },
      exitClass: 'exited' as const,
      inputHash: inputHashOf(deriveUnitInput(spec, jobId, unitIndex)),
      outputHash: digestOf(utf8(`output ${unitIndex}`)),
      fuel: 1_000_000n + BigInt(unitIndex),
    }
    const receipts = hosts.map(({ account, sessionKey }) => {
      const leaseId = digestOfCanonical({ account, unitIndex }) as string as LeaseId
      const signed = signReceipt({ ...claim, leaseId, account }, domain, sessionKey)
      return { ...signed, acceptedAtMs: START_MS }
    })
    return { jobId, unitIndex, quorum: 2, receipts }
  }
  const delegations = hosts.map((keys) => signDelegation(grantOf(keys), domain, keys.walletKey))
  const blobs: Blobs = new Map([[digestOf(specBytes), specBytes]])
  const committed: CommittedBatch[] = []
  const closed: ClosedBatch[] = []
  const size = Math.ceil(units / batches)
  for (let from = 0; from < units; from += size) {
    const count = Math.min(size, units - from)
    const batch = buildBatch({
      id: closed.length + 1,
      units: Array.from({ length: count }, (_, at) => unitAt(from + at)),
      creditsBefore: closed.at(-1)?.bundle.credits ?? [],
      ...{ delegations, rules: testRules },
    })
    closed.push(batch)
    blobs.set(batch.content.dataHash, batch.bundleBytes)
    committed.push(nextBatch(committed, batch.content, START_S + 60 * closed.length))
  }
  return { identity: testIdentity, batches: committed, blobs, closed, domain }
}
