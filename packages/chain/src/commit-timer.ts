/**
 * Times the commit of one batch after another, over as many attempts and transactions as it takes.
 *
 * Spans come from a clock that never jumps; only the moment of sending is by the wall. Whoever did
 * not send what is on the chain has nothing to tell.
 */
import type { Hex } from '@pumasi/domain'
import type { CommitTiming } from '@pumasi/engine'

export interface CommitTimer {
  /** A node took a transaction that carries this batch. */
  readonly sent: (id: number, txHash: Hex) => void
  /** The chain shows a batch with this id. */
  readonly included: (id: number) => void
  /** Enough blocks lie on it; answers null when another transaction than ours brought it there. */
  readonly confirmed: (id: number, txHash: Hex) => CommitTiming | null
}

export interface Clocks {
  readonly wallMs: () => number
  /** From any begin, never backwards. */
  readonly steadyMs: () => number
}

const machineClocks: Clocks = { wallMs: Date.now, steadyMs: () => performance.now() }

interface Timed {
  readonly id: number
  readonly sentAtMs: number
  readonly sentMs: number
  readonly transactions: Set<Hex>
  includedMs: number | null
  timing: CommitTiming | null
}

export function createCommitTimer({ wallMs, steadyMs }: Clocks = machineClocks): CommitTimer {
  let timed: Timed | null = null
  const of = (id: number): Timed | null => (timed?.id === id ? timed : null)
  return {
    sent: (id, txHash) => {
      const known = of(id)
      timed = known ?? {
        ...{ id, sentAtMs: wallMs(), sentMs: steadyMs(), transactions: new Set() },
        ...{ includedMs: null, timing: null },
      }
      timed.transactions.add(txHash)
      // Sent again: what was seen in a block is in none any more.
      timed.includedMs = timed.timing = null
    },
    included: (id) => {
      const known = of(id)
      if (known !== null) known.includedMs ??= steadyMs()
    },
    confirmed: (id, txHash) => {
      const known = of(id)
      if (!known?.transactions.has(txHash)) return null
      // Asked again, because the answer could not be noted: it took no longer for that.
      known.timing ??= timingOf(known, steadyMs())
      return known.timing
    },
  }
}

function timingOf({ sentAtMs, sentMs, includedMs, transactions }: Timed, nowMs: number) {
  const seenMs = includedMs ?? nowMs
  return {
    ...{ sentAtMs, transactions: transactions.size },
    inclusionMs: Math.round(seenMs - sentMs),
    confirmationMs: Math.round(nowMs - seenMs),
  }
}
