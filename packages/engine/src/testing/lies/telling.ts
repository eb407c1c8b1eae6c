/**
 * The means of telling a lie to an audit: each takes what is changed and gives a whole history
 * that fits the change.
 */
import { digestOf, encodeCanonical, utf8 } from '@pumasi/domain'
import type { Canonical, Digest, JobId, JobSpec } from '@pumasi/domain'
import { signDelegation } from '@pumasi/proof'
import type { Delegation } from '@pumasi/proof'
import type { Bundle, BundledUnit } from '@pumasi/rules'
import type { MismatchCode, Place } from '../../audit/finding.ts'
import { keysOf } from '../environment.ts'
import { grantOf } from '../grid.ts'
import { changeUnit, collude, rewrite } from '../history.ts'
import type { History, Rewriting } from '../history.ts'

/** A lie: all the codes it earns, the telling one first, and where that one points. */
export type Lie = readonly [
  name: string,
  codes: readonly [MismatchCode, ...MismatchCode[]],
  place: () => Place,
  tell: () => History,
]

/** Somebody the grid has never met. */
export const stranger = keysOf('stranger')

export function telling(honest: History) {
  const domain = { chainId: honest.identity.chainId, ledger: honest.identity.address }
  const unitOf = (id: number, position = 0) =>
    honest.bundles[id - 1]?.units[position] as BundledUnit
  const placeOf = (batchId: number, position = 0): Place => {
    const { jobId, unitIndex } = unitOf(batchId, position)
    return { batchId, jobId, unitIndex }
  }
  const byHost = (name: keyof History['hosts'], place: () => Place) => (): Place => ({
    ...place(),
    account: honest.hosts[name].account,
  })
  const first = (): Place => placeOf(1)
  const inBatch = (batchId: number) => (): Place => ({ batchId })

  /** Changes the first unit of batch 1. */
  const lieInUnit = (change: (unit: BundledUnit) => BundledUnit) => (): History =>
    rewrite(honest, { change: (bundle, id) => (id === 1 ? changeUnit(bundle, 0, change) : bundle) })
  const withChange = (change: (bundle: Bundle, id: number) => Bundle) => (): History =>
    rewrite(honest, { change })
  const withHeader = (id: number, commit: NonNullable<Rewriting['commit']>) => (): History =>
    rewrite(honest, { commit: (content, at) => (at === id ? commit(content, at) : content) })
  const withTable =
    (id: number, table: (credits: Bundle['credits']) => Bundle['credits']) => (): History =>
      rewrite(honest, {
        after: (bundle, at) => (at === id ? { ...bundle, credits: table(bundle.credits) } : bundle),
      })
  /** Hosts that go along: all the unit's receipts say something else, signed well. */
  const colluding = (change: Parameters<typeof collude>[2]) => (): History =>
    lieInUnit((unit) => collude(honest, unit, change))()
  /** The wallets' own signatures under other delegations, in every batch. */
  const delegating = (changes: Partial<Delegation>) =>
    withChange((bundle) => {
      const delegations = Object.values(honest.hosts).map((keys) =>
        signDelegation({ ...grantOf(keys), ...changes }, domain, keys.walletKey),
      )
      return { ...bundle, delegations }
    })

  /** Serves other bytes under a digest. */
  const swapped =
    (digest: () => Digest, bytes = utf8('something else')) =>
    (): History => {
      const blobs = new Map(honest.blobs)
      blobs.set(digest(), bytes)
      return { ...honest, blobs }
    }

  /** Moves every unit of the first job to a job with another specification. */
  const withSpec = (changes: Partial<JobSpec>) => (): History => {
    const spec = { ...(honest.specs[0] as JobSpec), ...changes }
    const bytes = encodeCanonical(spec as unknown as Canonical)
    const jobId = digestOf(bytes) as string as JobId
    const told = rewrite(honest, {
      change: (bundle, id) =>
        id > 1
          ? bundle
          : changeUnit(bundle, 0, (unit) => collude(honest, { ...unit, jobId }, () => ({ jobId }))),
    })
    told.blobs.set(digestOf(bytes), bytes)
    return told
  }

  return {
    domain,
    unitOf,
    placeOf,
    byHost,
    first,
    inBatch,
    lieInUnit,
    withChange,
    withHeader,
    withTable,
    colluding,
    delegating,
    swapped,
    withSpec,
  }
}
