/**
 * Receipt desk: gathers the reports of all hosts into few transactions.
 *
 * A report that comes to an idle desk is taken at once. While transactions are under way others
 * wait, and are then taken together, so that the more there is to do the less each costs. The line
 * is bounded: who finds it full is told to come again.
 * Invariants: every report gets its own answers; one report that cannot be written takes none of
 * those beside it along; answers come after the disk (receipt-desk.test.ts).
 */
import { GridError, isGridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import type { SignedReceipt } from '@pumasi/proof'
import { acceptReceipts } from './accept-receipt.ts'
import type { ReceiptOutcome } from './accept-receipt.ts'
import { unknownHost } from './admit-host.ts'
import type { Coordinator } from './context.ts'
import { createOutputMemory } from './output-memory.ts'

/** Receipts in one transaction, unless a single report has more. */
const TOGETHER_MAX = 100
/** Transactions under way: one is checked while another waits for the disk. */
const AT_ONCE = 3
/** About a second of work; more would only wait longer than hosts do. */
const WAITING_MAX = 5_000

export interface ReceiptDesk {
  /** @throws `UNKNOWN_HOST`, `COORDINATOR_BUSY` (retryable), and what the store throws */
  readonly report: (
    session: Account,
    receipts: readonly SignedReceipt[],
  ) => Promise<readonly ReceiptOutcome[]>
}

interface Report {
  readonly session: Account
  readonly receipts: readonly SignedReceipt[]
  readonly resolve: (outcomes: readonly ReceiptOutcome[]) => void
  readonly reject: (error: unknown) => void
}

export function createReceiptDesk(coordinator: Coordinator): ReceiptDesk {
  const memory = createOutputMemory(coordinator.blobs)
  const line: Report[] = []
  let waiting = 0
  let underWay = 0

  const accept = async (reports: readonly Report[]): Promise<void> => {
    const claims = reports.flatMap(({ session, receipts }) =>
      receipts.map((signed) => ({ session, signed })),
    )
    const outcomes = await acceptReceipts(coordinator, claims, memory)
    let from = 0
    for (const { session, receipts, resolve, reject } of reports) {
      const own = outcomes.slice(from, (from += receipts.length))
      if (own.includes(null)) reject(unknownHost(session))
      else resolve(own.filter((one) => one !== null))
    }
  }
  const acceptApart = async (reports: readonly Report[]): Promise<void> => {
    try {
      await accept(reports)
    } catch (error) {
      const [first, ...others] = reports
      const oursAlone = isGridError(error) && error.retryable
      if (first === undefined || others.length === 0 || oursAlone) {
        for (const { reject } of reports) reject(error)
        return
      }
      for (const report of reports) await acceptApart([report])
    }
  }
  const takeNext = (): void => {
    while (underWay < AT_ONCE && line.length > 0) {
      const reports: Report[] = []
      for (let taken = 0; line[0] !== undefined;) {
        taken += line[0].receipts.length
        if (reports.length > 0 && taken > TOGETHER_MAX) break
        reports.push(...line.splice(0, 1))
      }
      waiting -= reports.reduce((sum, { receipts }) => sum + receipts.length, 0)
      underWay += 1
      void acceptApart(reports).finally(() => {
        underWay -= 1
        takeNext()
      })
    }
  }

  return {
    report: (session, receipts) =>
      new Promise((resolve, reject) => {
        if (waiting > 0 && waiting + receipts.length > WAITING_MAX) {
          reject(busy(waiting))
          return
        }
        line.push({ session, receipts, resolve, reject })
        waiting += receipts.length
        takeNext()
      }),
  }
}

const busy = (waiting: number): GridError =>
  new GridError('COORDINATOR_BUSY', `found ${waiting} receipts waiting to be written`, {
    hint: 'Keep the receipts and report them again in a while.',
    retryable: true,
    details: { waiting, expectedMax: WAITING_MAX },
  })
