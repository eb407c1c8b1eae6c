/**
 * Ledger desk: where batches stand, as the chain says it, for whoever looks.
 *
 * A final or voided batch stays so and is asked about once; the others again after a while. One
 * page is asked for at a time, so that a crowd of readers costs the chain no more than one; a chain
 * that does not answer leaves the standing unknown, and the page is shown without it.
 */
import type {
  BatchStanding,
  BatchStatus,
  Clock,
  LedgerAccount,
  LedgerOffice,
  LedgerReader,
} from '@pumasi/engine'
import type { LedgerBatchView, LedgerOfficeView } from '@pumasi/protocol'
import type { Account } from '@pumasi/domain'
import { createGate } from '../limits/gate.ts'
import { toBatchView } from '../views.ts'

const GATE = { workingMax: 1, waitingMax: 50, waitMs: 10_000 }
/** A standing that may still change is asked for again after this. */
const FRESH_MS = 5_000
/** Standings that are remembered; what falls out is asked for again. */
const REMEMBERED_MAX = 10_000

export interface LedgerDesk {
  readonly standings: (batches: readonly BatchStatus[]) => Promise<readonly LedgerBatchView[]>
  /** Null when the chain does not answer. */
  readonly account: (account: Account) => Promise<LedgerAccount | null>
  /** @throws what the chain does */
  readonly office: () => Promise<LedgerOfficeView>
}

export interface LedgerDeskParts {
  readonly ledger: LedgerReader & LedgerOffice
  readonly clock: Clock
}

interface Known {
  readonly standing: BatchStanding
  readonly untilMs: number
}

export function createLedgerDesk({ ledger, clock }: LedgerDeskParts): LedgerDesk {
  const gate = createGate('standings', GATE)
  const known = new Map<number, Known>()
  let office: { readonly view: LedgerOfficeView; readonly untilMs: number } | null = null

  const remember = (id: number, standing: BatchStanding): void => {
    const stays = standing.state === 'final' || standing.state === 'voided'
    known.delete(id)
    known.set(id, { standing, untilMs: stays ? Infinity : clock.nowMs() + FRESH_MS })
    const [oldest] = known.keys()
    if (known.size > REMEMBERED_MAX && oldest !== undefined) known.delete(oldest)
  }
  const isKnown = (id: number): boolean => (known.get(id)?.untilMs ?? 0) > clock.nowMs()

  /** Asks for those that are not known: a run of neighbours is one question for their headers. */
  const ask = async (ids: readonly number[]): Promise<void> => {
    const missing = ids.filter((id) => !isKnown(id))
    if (missing.length === 0) return
    const count = await ledger.fetchBatchCount()
    const [from, to] = [Math.min(...missing), Math.min(count, Math.max(...missing))]
    const headers = await ledger.fetchBatches(from, to)
    const wanted = headers.filter(({ id }) => missing.includes(id))
    await Promise.all(
      wanted.map(async (batch) => remember(batch.id, await ledger.fetchStanding(batch))),
    )
  }

  const fetchAccount = (account: Account): Promise<LedgerAccount | null> =>
    ledger.fetchAccount(account).catch(() => null)

  return {
    standings: async (batches) => {
      const committed = batches.flatMap(({ id, commit }) => (commit === null ? [] : [id]))
      const leave = await gate.enter()
      try {
        // Without a chain there is still a page to show.
        await ask(committed).catch(() => undefined)
      } finally {
        leave()
      }
      return batches.map((batch) => ({
        ...toBatchView(batch),
        standing: batch.commit === null ? null : (known.get(batch.id)?.standing ?? null),
      }))
    },
    account: fetchAccount,
    office: async () => {
      if (office !== null && office.untilMs > clock.nowMs()) return office.view
      const [staff, lastVoided] = await Promise.all([ledger.fetchStaff(), ledger.fetchLastVoided()])
      const { committer, attestors, commitQuorum } = staff
      const view = { committer, attestors, commitQuorum, lastVoided }
      office = { view, untilMs: clock.nowMs() + FRESH_MS }
      return view
    },
  }
}
