/** A ledger of many units that trust believed: sealed first, opened batches later. */
import { playTrust, trustRules } from '@pumasi/engine/testing'
import { defaultTrustRules } from '@pumasi/rules'

/** Played by real use cases, by the default rules but that newcomers may hold all they ask for. */
export async function playHistory(units: number) {
  const rules = {
    ...trustRules,
    trust: { ...defaultTrustRules, newcomerUnitsMax: 10_000, spotCheckPpm: 0 },
  }
  const hosts = ['a', 'b', 'c', 'd', 'e', 'f']
  const { grid, believed } = await playTrust({ units, hosts, rules, atOnce: 250 })
  if (believed < units) throw new Error(`found ${believed} of ${units} units believed`)
  const { ledger, target, bytes } = grid
  return { identity: target.identity, batches: ledger.batches, blobs: bytes }
}
