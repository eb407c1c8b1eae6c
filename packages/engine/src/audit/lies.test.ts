/** Every lie a coordinator may tell, as well as it can be told: the audit names it and its place. */
import { digestOf, encodeCanonical, utf8 } from '@pumasi/domain'
import type { Canonical, Digest, JobId, JobSpec } from '@pumasi/domain'
import { hashUnitLeaf, merkleRoot, signDelegation, signDigest } from '@pumasi/proof'
import type { Delegation, Signature } from '@pumasi/proof'
import { deriveLeaves, rulesHashOf } from '@pumasi/rules'
import type { Bundle, BundledUnit } from '@pumasi/rules'
import { beforeAll, expect, test } from 'vitest'
import { changeUnit, collude, grantOf, inspect, keysOf, recordHistory } from '../testing/index.ts'
import { START_S, rewrite } from '../testing/index.ts'
import type { History, Rewriting } from '../testing/index.ts'
import type { MismatchCode, Place } from './finding.ts'

let honest: History
beforeAll(async () => {
  honest = await recordHistory()
})

type Codes = readonly [MismatchCode, ...MismatchCode[]]
type Lie = readonly [name: string, codes: Codes, place: () => Place, tell: () => History]

const stranger = keysOf('stranger')
const unitOf = (id: number, position = 0) => honest.bundles[id - 1]?.units[position] as BundledUnit
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
    const domain = { chainId: honest.identity.chainId, ledger: honest.identity.address }
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

const lies: readonly Lie[] = [
  [
    'an invented receipt',
    ['RECEIPT_BAD_SIGNATURE', 'RECEIPT_TWICE'],
    byHost('a', first),
    lieInUnit((unit) => {
      const [known] = unit.receipts
      if (!known) return unit
      const account = honest.hosts.a.account
      const signature = signDigest(stranger.sessionKey, digestOf(utf8('made up')))
      return {
        ...unit,
        receipts: [
          ...unit.receipts,
          { ...known, signature, receipt: { ...known.receipt, account } },
        ],
      }
    }),
  ],
  [
    'a receipt with a signature that is none',
    ['RECEIPT_BAD_SIGNATURE'],
    first,
    lieInUnit((unit) => ({
      ...unit,
      receipts: unit.receipts.map((one, i) =>
        i > 0 ? one : { ...one, signature: `0x${'00'.repeat(65)}` as Signature },
      ),
    })),
  ],
  [
    'work of an account that never delegated to anybody',
    ['DELEGATION_FORGED'],
    () => ({ batchId: 1, account: stranger.account }),
    withChange((bundle) => {
      const forged = { ...grantOf(stranger), session: honest.hosts.liar.session }
      const domain = { chainId: 31_337n, ledger: honest.identity.address }
      const delegation = signDelegation(forged, domain, honest.hosts.liar.walletKey)
      return { ...bundle, delegations: [...bundle.delegations, delegation] }
    }),
  ],
  [
    'receipts whose delegations are left out',
    ['RECEIPT_BAD_SIGNATURE'],
    byHost('b', () => placeOf(2)),
    withChange((bundle) => ({ ...bundle, delegations: [] })),
  ],
  [
    'more fuel written into a receipt',
    ['RECEIPT_BAD_SIGNATURE', 'QUORUM_NOT_REACHED'],
    byHost('a', first),
    lieInUnit((unit) => ({
      ...unit,
      receipts: unit.receipts.map((one) =>
        one.receipt.account === honest.hosts.a.account
          ? { ...one, receipt: { ...one.receipt, fuel: one.receipt.fuel + 1n } }
          : one,
      ),
    })),
  ],
  [
    'a dropped receipt, so that the quorum is missing',
    ['QUORUM_NOT_REACHED'],
    () => placeOf(2, 1),
    withChange((bundle, id) =>
      id === 2
        ? changeUnit(bundle, 1, (unit) => ({ ...unit, receipts: unit.receipts.slice(0, 1) }))
        : bundle,
    ),
  ],
  [
    'a quorum of one where the job asks for two',
    ['QUORUM_DIFFERS', 'QUORUM_NOT_REACHED', 'OUTPUT_DIFFERS'],
    first,
    lieInUnit((unit) => ({ ...unit, quorum: 1, receipts: unit.receipts.slice(0, 1) })),
  ],
  [
    'a job with a quorum below the rules',
    ['QUORUM_DIFFERS'],
    first,
    withChange((bundle) => ({ ...bundle, rules: { ...bundle.rules, quorumMin: 3 } })),
  ],
  [
    'a verdict against the votes',
    ['UNITS_ROOT_DIFFERS', 'UNIT_COUNT_DIFFERS'],
    inBatch(1),
    withHeader(1, (content) => {
      // The liar's output is committed where two others agree on the truth.
      const bundle = honest.bundles[0] as Bundle
      const units = bundle.units.map((unit) => ({ ...unit, quorum: 1 }))
      const leaves = deriveLeaves(units, bundle.rules)
      const unitsRoot = merkleRoot(leaves.map(hashUnitLeaf))
      return { ...content, unitsRoot, unitCount: leaves.length }
    }),
  ],
  [
    'a leaf counted twice',
    ['UNIT_COUNT_DIFFERS'],
    inBatch(1),
    withHeader(1, (content) => ({ ...content, unitCount: content.unitCount + 1 })),
  ],
  [
    'leaves with indices out of range',
    ['UNITS_ROOT_DIFFERS'],
    inBatch(2),
    withHeader(2, (content) => {
      const { units, rules } = honest.bundles[1] as Bundle
      const leaves = deriveLeaves(units, rules).map((leaf) => ({ ...leaf, index: leaf.index + 1 }))
      return { ...content, unitsRoot: merkleRoot(leaves.map(hashUnitLeaf)) }
    }),
  ],
  [
    'a wrong credit in a leaf',
    ['UNITS_ROOT_DIFFERS'],
    inBatch(3),
    withHeader(3, (content) => {
      const { units, rules } = honest.bundles[2] as Bundle
      const leaves = deriveLeaves(units, rules).map((leaf) => ({ ...leaf, creditMicro: 9n }))
      return { ...content, unitsRoot: merkleRoot(leaves.map(hashUnitLeaf)) }
    }),
  ],
  [
    'a unit of an earlier batch again',
    ['UNIT_TWICE'],
    () => ({ ...placeOf(1), batchId: 2 }),
    withChange((bundle, id) =>
      id === 2 ? { ...bundle, units: [unitOf(1), ...bundle.units].sort(byPlace) } : bundle,
    ),
  ],
  [
    'a unit twice in one batch',
    ['UNIT_TWICE', 'UNITS_UNORDERED'],
    first,
    withChange((bundle, id) =>
      id === 1 ? { ...bundle, units: [unitOf(1), ...bundle.units] } : bundle,
    ),
  ],
  [
    'units out of order',
    ['UNITS_UNORDERED'],
    () => placeOf(1),
    withChange((bundle, id) =>
      id === 1 ? { ...bundle, units: bundle.units.toReversed() } : bundle,
    ),
  ],
  [
    'a receipt counted twice',
    ['RECEIPT_TWICE'],
    byHost('b', first),
    lieInUnit((unit) => ({ ...unit, receipts: [...unit.receipts, unit.receipts.at(-1) as never] })),
  ],
  [
    'a receipt of another unit replayed',
    ['RECEIPT_ELSEWHERE', 'QUORUM_NOT_REACHED'],
    byHost('b', first),
    lieInUnit((unit) => ({
      ...unit,
      receipts: [...unit.receipts.slice(0, -1), unitOf(1, 1).receipts.at(-1) as never],
    })),
  ],
  [
    'a unit beyond the end of its job',
    ['UNIT_UNKNOWN', 'OUTPUT_DIFFERS'],
    () => ({ ...placeOf(1, 1), unitIndex: 99 }),
    withChange((bundle, id) =>
      id === 1
        ? changeUnit(bundle, 1, (unit) =>
            collude(honest, { ...unit, unitIndex: 99 }, () => ({ unitIndex: 99 })),
          )
        : bundle,
    ),
  ],
  [
    'a credit table with more for one account',
    ['CREDITS_DIFFER', 'CREDITS_ROOT_DIFFERS', 'CREDIT_TOTAL_DIFFERS'],
    () => ({ batchId: 2, account: honest.hosts.a.account }),
    withTable(2, (rows) =>
      rows.map((row) =>
        row.account === honest.hosts.a.account
          ? { ...row, cumulativeCreditMicro: row.cumulativeCreditMicro + 1n }
          : row,
      ),
    ),
  ],
  [
    'a credit table with a stranger in it',
    ['CREDITS_DIFFER', 'CREDITS_ROOT_DIFFERS', 'CREDIT_TOTAL_DIFFERS'],
    () => ({ batchId: 3, account: stranger.account }),
    withTable(3, (rows) => [...rows, { account: stranger.account, cumulativeCreditMicro: 5n }]),
  ],
  [
    'a credit table that leaves an account out',
    ['CREDITS_DIFFER', 'CREDITS_ROOT_DIFFERS', 'CREDIT_TOTAL_DIFFERS'],
    () => ({ batchId: 1, account: honest.hosts.b.account }),
    withTable(1, (rows) => rows.filter(({ account }) => account !== honest.hosts.b.account)),
  ],
  [
    'a credit table that names an account twice',
    ['CREDITS_DIFFER', 'CREDITS_ROOT_DIFFERS', 'CREDIT_TOTAL_DIFFERS'],
    () => ({ batchId: 1, account: honest.hosts.a.account }),
    withTable(1, (rows) => [
      ...rows,
      ...rows.filter(({ account }) => account === honest.hosts.a.account),
    ]),
  ],
  [
    'a root of other credits',
    ['CREDITS_ROOT_DIFFERS'],
    inBatch(2),
    withHeader(2, (content) => ({ ...content, creditsRoot: content.unitsRoot })),
  ],
  [
    'a wrong sum of credits',
    ['CREDIT_TOTAL_DIFFERS'],
    inBatch(2),
    withHeader(2, (content) => ({ ...content, cumulativeCreditMicro: 1n })),
  ],
  [
    'a wrong rules hash',
    ['RULES_DIFFER'],
    inBatch(1),
    withHeader(1, (content) => ({ ...content, rulesHash: digestOf(utf8('other rules')) })),
  ],
  [
    'credits by other rules than were committed',
    ['RULES_DIFFER'],
    inBatch(3),
    () => {
      const { rules } = honest.bundles[2] as Bundle
      return rewrite(honest, {
        change: (bundle, id) =>
          id === 3 ? { ...bundle, rules: { ...rules, fuelPerCreditMicro: 1n } } : bundle,
        commit: (content) => ({ ...content, rulesHash: rulesHashOf(rules) }),
      })
    },
  ],
  [
    'the bundle of another batch',
    ['BUNDLE_ELSEWHERE'],
    inBatch(2),
    withChange((bundle, id) => ({ ...bundle, batchId: id === 2 ? 7 : id })),
  ],
  [
    'headers out of order',
    ['HEADER_CHAIN'],
    inBatch(1),
    () => ({ ...honest, batches: honest.batches.toReversed() }),
  ],
  [
    'a header left out',
    ['HEADER_CHAIN'],
    inBatch(2),
    () => ({
      ...honest,
      batches: honest.batches
        .filter(({ id }) => id !== 2)
        .map((batch, i) => ({ ...batch, id: i + 1 })),
    }),
  ],
  [
    'a header changed after the commit',
    ['HEADER_CHAIN'],
    inBatch(3),
    () => ({
      ...honest,
      batches: honest.batches.map((batch) =>
        batch.id === 3 ? { ...batch, header: { ...batch.header, unitCount: 1 } } : batch,
      ),
    }),
  ],
  [
    'receipts accepted before the delegations hold',
    ['DELEGATION_NOT_YET_VALID'],
    byHost('a', first),
    delegating({ notBefore: START_S + 3_600 }),
  ],
  [
    'receipts accepted after the delegations ended',
    ['DELEGATION_EXPIRED'],
    byHost('a', first),
    delegating({ expiresAt: START_S - 10 }),
  ],
  [
    'receipts outside the delegations’ scope',
    ['DELEGATION_OUT_OF_SCOPE'],
    byHost('a', first),
    delegating({ scope: digestOf(utf8('another job')) }),
  ],
  [
    'receipts accepted after their commit',
    ['RECEIPT_FROM_FUTURE'],
    byHost('b', first),
    lieInUnit((unit) => ({
      ...unit,
      receipts: unit.receipts.map((one) => ({
        ...one,
        acceptedAtMs: one.acceptedAtMs + 3_600_000,
      })),
    })),
  ],
  [
    'work on another program',
    ['RECEIPT_WRONG_PROGRAM'],
    byHost('a', first),
    colluding(() => ({ programHash: digestOf(utf8('own')) })),
  ],
  [
    'work on another input',
    ['RECEIPT_WRONG_INPUT'],
    byHost('a', first),
    colluding(() => ({ inputHash: digestOf(utf8('own')) })),
  ],
  [
    'work under another rewriter',
    ['RECEIPT_WRONG_VERSION'],
    byHost('a', first),
    colluding(() => ({ rewriterVersion: 2 })),
  ],
  [
    'fuel beyond the job’s limit',
    ['RECEIPT_BAD_FUEL', 'FUEL_DIFFERS'],
    byHost('a', first),
    colluding(() => ({ fuel: 3_000_000n })),
  ],
  [
    'a wrong output all agree on',
    ['OUTPUT_DIFFERS'],
    first,
    colluding(() => ({ outputHash: digestOf(utf8('wrong')) })),
  ],
  [
    'a wrong fuel all agree on',
    ['FUEL_DIFFERS'],
    first,
    colluding(({ fuel }) => ({ fuel: fuel + 1n })),
  ],
  [
    'a wrong end all agree on',
    ['EXIT_CLASS_DIFFERS'],
    first,
    colluding(() => ({ exitClass: 'trapped', fuel: 0n })),
  ],
  [
    'a program swapped behind its digest',
    ['PROGRAM_DAMAGED'],
    first,
    swapped(() => honest.specs[0]?.program as Digest),
  ],
  [
    'an input swapped behind its digest',
    ['INPUT_DAMAGED'],
    first,
    swapped(() => honest.specs[0]?.files[0]?.digest as Digest),
  ],
  [
    'a specification swapped behind the job’s id',
    ['JOB_DAMAGED'],
    () => ({ batchId: 1, jobId: unitOf(1).jobId }),
    swapped(() => unitOf(1).jobId as string as Digest),
  ],
  [
    'a job whose units nobody can derive',
    ['JOB_DAMAGED'],
    inBatch(1),
    withSpec({ args: ['{nobody}'] }),
  ],
  [
    'a job whose arguments are a bomb',
    ['JOB_DAMAGED'],
    inBatch(1),
    withSpec({
      axes: [{ name: 'n', values: ['x'.repeat(4_096)] }],
      args: Array(250).fill('{n}'.repeat(20)),
    }),
  ],
  [
    'a bundle that is none',
    ['BUNDLE_UNREADABLE'],
    inBatch(1),
    () => {
      const bytes = utf8('{}')
      const told = withHeader(1, (content) => ({ ...content, dataHash: digestOf(bytes) }))()
      told.blobs.set(digestOf(bytes), bytes)
      return told
    },
  ],
  [
    'a bundle rewritten after the commit',
    ['BUNDLE_DAMAGED', 'RECEIPT_BAD_SIGNATURE'],
    inBatch(1),
    () => {
      const told = lieInUnit((unit) => ({
        ...unit,
        receipts: unit.receipts.map((one) => ({ ...one, receipt: { ...one.receipt, fuel: 7n } })),
      }))()
      const blobs = new Map(honest.blobs)
      const [before, after] = [honest, told].map(
        ({ batches }) => batches[0]?.header.dataHash as Digest,
      )
      blobs.set(before as Digest, told.blobs.get(after as Digest) as Uint8Array)
      return { ...honest, blobs }
    },
  ],
]

const byPlace = (a: BundledUnit, b: BundledUnit): number =>
  a.jobId === b.jobId ? a.unitIndex - b.unitIndex : a.jobId < b.jobId ? -1 : 1

test.each(lies)('%s is named, with its place', async (_, codes, place, tell) => {
  const report = await inspect(tell())
  expect(report).toMatchObject({ ok: false, verdict: 'mismatch' })
  expect(new Set(report.findings.map(({ code }) => code))).toEqual(new Set(codes))
  const named = report.findings.filter(({ code }) => code === codes[0])
  expect(named.map((finding) => finding.place)).toContainEqual(expect.objectContaining(place()))
  for (const { found, expected } of named) expect(found).not.toBe(expected)
})

test('every lie the audit knows by name is told', () => {
  const all: Record<Exclude<MismatchCode, 'OUTPUT_DAMAGED'>, true> = {
    HEADER_CHAIN: true,
    BUNDLE_DAMAGED: true,
    BUNDLE_UNREADABLE: true,
    BUNDLE_ELSEWHERE: true,
    RULES_DIFFER: true,
    DELEGATION_FORGED: true,
    DELEGATION_NOT_YET_VALID: true,
    DELEGATION_EXPIRED: true,
    DELEGATION_OUT_OF_SCOPE: true,
    RECEIPT_BAD_SIGNATURE: true,
    RECEIPT_ELSEWHERE: true,
    RECEIPT_FROM_FUTURE: true,
    RECEIPT_WRONG_PROGRAM: true,
    RECEIPT_WRONG_INPUT: true,
    RECEIPT_WRONG_VERSION: true,
    RECEIPT_BAD_FUEL: true,
    RECEIPT_TWICE: true,
    JOB_DAMAGED: true,
    UNIT_UNKNOWN: true,
    UNIT_TWICE: true,
    UNITS_UNORDERED: true,
    QUORUM_DIFFERS: true,
    QUORUM_NOT_REACHED: true,
    UNITS_ROOT_DIFFERS: true,
    UNIT_COUNT_DIFFERS: true,
    CREDITS_DIFFER: true,
    CREDITS_ROOT_DIFFERS: true,
    CREDIT_TOTAL_DIFFERS: true,
    OUTPUT_DIFFERS: true,
    FUEL_DIFFERS: true,
    EXIT_CLASS_DIFFERS: true,
    PROGRAM_DAMAGED: true,
    INPUT_DAMAGED: true,
  }
  expect(new Set(lies.map(([, [code]]) => code))).toEqual(new Set(Object.keys(all)))
})
