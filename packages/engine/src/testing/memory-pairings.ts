/** Pairings in memory: a list, oldest first. */
import type { PairingRecord, Pairings } from '../ports/pairings.ts'

export function pairingsInMemory(): Pairings {
  let records: readonly PairingRecord[] = []
  const live = (nowMs: number): readonly PairingRecord[] =>
    records.filter(({ expiresAtMs }) => expiresAtMs > nowMs)
  return {
    insertPairing: async (request, { nowMs, max }) => {
      const others = live(nowMs).filter(({ session }) => session !== request.session)
      records = others.slice(Math.max(0, others.length - max + 1))
      if (records.some(({ code }) => code === request.code)) return false
      records = [...records, { ...request, delegation: null }]
      return true
    },
    findPairing: async (code, nowMs) => live(nowMs).find((one) => one.code === code) ?? null,
    fetchPairing: async (claimDigest, nowMs) =>
      live(nowMs).find((one) => one.claimDigest === claimDigest) ?? null,
    approvePairing: async (claimDigest, delegation, nowMs) => {
      const waits = (one: PairingRecord): boolean =>
        one.claimDigest === claimDigest && one.expiresAtMs > nowMs && one.delegation === null
      const found = records.some(waits)
      records = records.map((one) => (waits(one) ? { ...one, delegation } : one))
      return found
    },
  }
}
