/**
 * Executes units again, several at a time, past those that a journal says came out the same before.
 *
 * In: units in their order. Out: findings in that order, however the executions end.
 */
import type { Executor } from '../ports/executor.ts'
import type { Journal } from '../ports/journal.ts'
import type { Mirror } from '../ports/mirror.ts'
import type { Finding } from './finding.ts'
import { claimDigest, reexecuteUnit } from './reexecute.ts'
import type { Reexecution } from './reexecute.ts'
import { createShelf } from './shelf.ts'

export interface ReexecutionPorts {
  readonly mirror: Mirror
  readonly executor: Executor
  /** What an audit that was interrupted had executed already. */
  readonly journal?: Journal | undefined
}

export interface Reexecuted {
  readonly findings: readonly Finding[]
  /** Units of which the journal knew. */
  readonly resumed: number
}

/** Only a unit that came out the same is written to the journal: all else is tried again. */
export async function reexecuteAll(
  { mirror, executor, journal }: ReexecutionPorts,
  chosen: readonly Reexecution[],
  parallel: number,
  onProgress: (done: number, total: number) => void,
): Promise<Reexecuted> {
  const findings = new Array<Finding | null>(chosen.length).fill(null)
  const shelf = createShelf(mirror)
  const queue = chosen.entries()
  let done = 0
  let resumed = 0
  const runOne = async (position: number, unit: Reexecution): Promise<void> => {
    const claim = claimDigest(unit, executor.rewriterVersion)
    if (journal?.has(claim) === true) {
      resumed += 1
      return
    }
    const finding = await reexecuteUnit(executor, shelf, unit)
    findings[position] = finding
    if (finding === null) await journal?.add(claim)
  }
  const lane = async (): Promise<void> => {
    for (const [position, unit] of queue) {
      await runOne(position, unit)
      done += 1
      onProgress(done, chosen.length)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, parallel) }, lane))
  return { findings: findings.filter((finding) => finding !== null), resumed }
}
