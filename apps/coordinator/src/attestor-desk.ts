/** Where attestors ask what waits for them and answer; many who ask cost the chain one look. */
import { fetchForAttestors, takeWord } from '@pumasi/engine'
import type { AttestedBatch, CommitTarget, Coordinator } from '@pumasi/engine'
import type { GridService } from '@pumasi/protocol'
import type { Logger } from 'pino'
import type { Metrics } from './telemetry/metrics.ts'

const FRESH_MS = 500

export type AttestorDesk = Pick<GridService, 'fetchWaiting' | 'takeWord'>

export function createAttestorDesk(
  coordinator: Coordinator,
  target: CommitTarget,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
): AttestorDesk {
  const { clock } = coordinator
  let looked: { readonly atMs: number; readonly found: Promise<AttestedBatch | null> } | null = null
  const look = (): Promise<AttestedBatch | null> => {
    const nowMs = clock.nowMs()
    if (looked === null || nowMs - looked.atMs >= FRESH_MS) {
      const found = fetchForAttestors(coordinator, target)
      looked = { atMs: nowMs, found }
      found.catch(() => {
        looked = null
      })
    }
    return looked.found
  }
  return {
    fetchWaiting: async () => {
      const waiting = await look()
      if (waiting === null) return null
      const { attestation, staff, closedAtMs, words } = waiting
      return {
        ...{ ...attestation, closedAtMs, attestors: staff.attestors, quorum: staff.commitQuorum },
        words: words.map(({ attestor, refusal }) => ({ attestor, refusal })),
      }
    },
    takeWord: async (word) => {
      const answer = await takeWord(coordinator, await look(), word)
      if (answer !== 'taken') return answer
      looked = null
      const { batchId: batch, attestor, refusal } = word
      metrics.attestations.inc({ answer: refusal === null ? 'signed' : 'refused' })
      if (refusal === null) logger.info({ batch, attestor }, 'batch attested')
      else logger.warn({ batch, attestor, refusal }, 'batch refused by an attestor')
      return answer
    },
  }
}
