/** Receipts of simulated hosts, with all fields that the rules compare; only outputs differ. */
import type { Digest, JobId, LeaseId } from '@pumasi/domain'
import type { Receipt } from '@pumasi/proof'
import type { UnitKey } from '@pumasi/rules'
import { hexOf } from '../world/random.ts'
import type { SimAccount, SimOutput } from '../world/unit.ts'
import type { AdaptiveUnit } from './adaptive-unit.ts'

/** Everything in a simulation is one job's. */
const jobId = hexOf(0, 1) as JobId
export const keyOf = ({ id }: AdaptiveUnit): UnitKey => ({ jobId, unitIndex: id })

/** A receipt on its way to a verdict: what its host put out, and what it says. */
export interface Claim {
  readonly unit: AdaptiveUnit
  readonly account: SimAccount
  readonly output: SimOutput
  readonly receipt: Receipt
}

export const receiptOf = (unit: AdaptiveUnit, account: SimAccount, output: SimOutput): Receipt => ({
  ...keyOf(unit),
  ...{ programHash: hexOf(0, 2) as Digest, inputHash: hexOf(0, 3) as Digest },
  outputHash: hexOf(output < 0 ? 1 : 0, Math.abs(output)) as Digest,
  ...{ exitClass: 'exited', fuel: 1_000_000n, rewriterVersion: 1 },
  ...{ leaseId: hexOf(0, 4) as LeaseId, account: account.id },
})
