/** The rules a new batch is settled under. A change here is a new `rulesHash` on the chain. */
import type { GridRules } from './credit.ts'
import { defaultTrustRules } from './trust/trust-rules.ts'

export const rulesInForce: GridRules = {
  version: 3,
  // The sandbox this grid was built with; e2e holds it against the room's own constant.
  rewriterVersion: 3,
  // A billion fuel, about a second of one core, is one credit.
  fuelPerCreditMicro: 1_000n,
  quorumMin: 2,
  trust: defaultTrustRules,
  // Two blocks after the commit nobody who sealed could know; more would only wait longer.
  seedDistance: 2,
}
