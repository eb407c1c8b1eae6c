/**
 * Spot checks: now and then an established account runs a unit that is believed already.
 *
 * Its receipt is sealed and compared like any that comes late: one that agrees is credited, one
 * that differs is a failed check, and all that is provisional of the account is void. Which leases
 * are spot checks is the coordinator's own chance: leaving them out harms only whoever did.
 */
import { PPM, decideSpotCheck } from '@pumasi/rules'
import type { AccountTrust, Lease } from '@pumasi/rules'
import type { LeaseRequest } from '../ports/job-store.ts'
import type { Coordinator } from './context.ts'

/** Of the leases asked for, those that are spot checks; fewer where nothing is believed yet. */
export async function acquireSpots(
  { store, randomness, rules }: Coordinator,
  request: LeaseRequest,
  trust: AccountTrust,
): Promise<readonly Lease[]> {
  if (rules.version === 1 || request.permit?.trust !== 'checks') return []
  /** A number from 0 to below 1. */
  const draw = (): number => {
    const [a = 0, b = 0, c = 0, d = 0] = randomness.randomBytes(4)
    return (((a * 256 + b) * 256 + c) * 256 + d) / 2 ** 32
  }
  const spots: Lease[] = []
  for (const id of request.leaseIds) {
    if (!decideSpotCheck(trust, Math.floor(draw() * PPM), rules.trust).spot) continue
    const chance = { job: draw(), unit: draw() }
    const lease = await store.acquireSpot({ ...request, leaseIds: [id] }, chance)
    if (lease !== null) spots.push(lease)
  }
  return spots
}
