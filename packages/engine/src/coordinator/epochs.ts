/**
 * Epochs: which delegations wallets have revoked on the ledger, as far as this coordinator knows.
 *
 * Read when somebody asks and the last reading is {@link FRESH_MS} old. When the ledger cannot be
 * read, what was known stays good for {@link STALE_MS}, which with clocks apart is less than the
 * grace auditors give; then nothing that rests on a delegation is taken until it can be read again.
 * Holds by epochs.test.ts.
 */
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { followRevocations } from '../audit/follow-revocations.ts'
import type { Clock } from '../ports/environment.ts'
import type { LedgerReader } from '../ports/ledger.ts'

/** Age up to which a reading is used as it is. */
const FRESH_MS = 30_000
/** Age up to which it is used when the ledger cannot be read. */
const STALE_MS = 600_000

/** The epoch of each account that ever revoked; 0 for all others. */
export type EpochTable = ReadonlyMap<Account, number>

export interface Epochs {
  /**
   * The table, read anew when it is older than `ageMaxMs`.
   * @throws `EPOCHS_UNKNOWN` (retryable) when it is too old and cannot be read
   */
  fetch(ageMaxMs?: number): Promise<EpochTable>
}

export function createEpochs(ledger: Pick<LedgerReader, 'fetchRevocations'>, clock: Clock): Epochs {
  const readRevocations = followRevocations(ledger)
  const table = new Map<Account, number>()
  let readAtMs = -Infinity
  let reading: Promise<void> | null = null

  const read = async (): Promise<void> => {
    const atMs = clock.nowMs()
    for (const [account, raises] of await readRevocations()) {
      table.set(account, Math.max(...raises.map(({ epoch }) => epoch)))
    }
    readAtMs = atMs
  }
  return {
    fetch: async (ageMaxMs = FRESH_MS) => {
      if (clock.nowMs() - readAtMs <= ageMaxMs) return table
      reading ??= read().finally(() => {
        reading = null
      })
      try {
        await reading
      } catch (cause) {
        if (clock.nowMs() - readAtMs > STALE_MS) throw unknown(cause)
      }
      return table
    },
  }
}

const unknown = (cause: unknown): GridError =>
  new GridError('EPOCHS_UNKNOWN', 'cannot read which sessions wallets have revoked', {
    hint: 'The coordinator cannot reach its chain: the same call may be repeated.',
    ...{ retryable: true, cause },
  })
