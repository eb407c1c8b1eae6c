/**
 * Metrics: what Prometheus reads. Labels come from closed lists only (procedures, codes, steps):
 * nothing a stranger sends becomes a time series.
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Admission } from '../limits/admission.ts'

export type Metrics = ReturnType<typeof createMetrics>

const commitBuckets = [0.3, 1, 3, 10, 30, 60, 120, 300, 600, 1_800, 7_200]

/** Metrics with a registry of their own. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name: `pumasi_${name}`, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `pumasi_${name}`, help, buckets, registers })
  return {
    registry,
    requests: counter('requests_total', 'Requests answered, by procedure or route, and code', [
      ...(['procedure', 'code'] as const),
    ]),
    requestSeconds: new Histogram({
      name: 'pumasi_request_seconds',
      help: 'Time from the request line to the end of the answer, event streams left out',
      labelNames: ['procedure'] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    leasesGranted: counter('leases_granted_total', 'Leases granted'),
    leasesExpired: counter('leases_expired_total', 'Units whose lease ran out'),
    receipts: counter('receipts_total', 'Receipts answered, by answer and code', [
      ...(['answer', 'code'] as const),
    ]),
    attestations: counter('attestations_total', "Attestors' words taken, by answer", ['answer']),
    upkeepFailures: counter('upkeep_failures_total', 'Steps of upkeep that failed', ['step']),
    batchesClosed: counter('batches_closed_total', 'Batches this coordinator closed'),
    batchesCommitted: counter('batches_committed_total', 'Batches this coordinator committed'),
    batchesVoided: counter('batches_voided_total', 'Voided batches healed'),
    unitsQuarantined: counter(
      'units_quarantined_total',
      'Units of voided batches that are not shown sound',
    ),
    commitGas: histogram('commit_gas', 'Gas of each commit', [
      ...[40e3, 50e3, 60e3, 70e3, 80e3, 90e3, 120e3, 200e3],
    ]),
    commitFee: histogram('commit_fee_ether', 'What each commit cost', [
      ...[1e-6, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 1e-1],
    ]),
    commitSeconds: histogram(
      'commit_seconds',
      'From closing a batch to its confirmed commit',
      commitBuckets,
    ),
    commitStageSeconds: new Histogram({
      name: 'pumasi_commit_stage_seconds',
      help: 'Stages of each commit this coordinator sent: sending, inclusion, confirmation',
      labelNames: ['stage'] as const,
      buckets: commitBuckets,
      registers,
    }),
    commitReplacements: counter(
      'commit_replacements_total',
      'Transactions sent in place of one that carried the same batch',
    ),
    blobBytes: counter('blob_bytes_total', 'Bytes of blobs taken in or given out', ['direction']),
    gauge: (name: string, help: string, labelNames: string[] = []) =>
      new Gauge({ name: `pumasi_${name}`, help, labelNames, registers }),
  }
}

/** Queues in front of each kind of call, read when somebody asks. */
export function watchGates(metrics: Metrics, { gates }: Admission): void {
  const working = metrics.gauge('calls_working', 'Calls at work now, by kind', ['kind'])
  const waiting = metrics.gauge('calls_waiting', 'Calls waiting for their turn, by kind', ['kind'])
  Object.assign(working, {
    collect: () => {
      for (const [kind, gate] of Object.entries(gates)) {
        working.set({ kind }, gate.working())
        waiting.set({ kind }, gate.waiting())
      }
    },
  })
}
