/**
 * Journal: which executions an auditor has repeated already, kept over an interruption.
 *
 * Delivery: what `add` has resolved for is known after a restart; what it has not may be lost, and
 * is then only executed once more. Order does not matter, adding again changes nothing.
 */
import type { Digest } from '@pumasi/domain'

export interface Journal {
  /** True when this very claim came out the same before. */
  has(claim: Digest): boolean
  add(claim: Digest): Promise<void>
}
