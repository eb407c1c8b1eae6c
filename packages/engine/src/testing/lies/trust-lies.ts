/**
 * Lies about trust. Some are told by a coordinator that plays by other rules, or another seed, than
 * it commits to; the others change one list of an honest history.
 */
import { digestOf, utf8 } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { decodeBundle, encodeBundle, rulesHashOf } from '@pumasi/rules'
import type { Bundle, BundledReceipt, BundledTrust, TrustRules } from '@pumasi/rules'
import type { BatchContent } from '@pumasi/proof'
import type { MismatchCode } from '../../audit/finding.ts'
import type { CommittedBatch, LedgerIdentity, LedgerReader } from '../../ports/ledger.ts'
import type { TestGrid } from '../grid.ts'
import type { Blobs } from '../memory-blobs.ts'
import { nextBatch } from '../memory-ledger.ts'
import { playTrust, trustRules } from '../trust-play.ts'
import type { TrustPlay } from '../trust-play.ts'

/** What a grid leaves behind whose jobs ask for trust. */
export interface TrustTale {
  readonly identity: LedgerIdentity
  readonly blobs: Blobs
  readonly batches: readonly CommittedBatch[]
  /** What the chain says of voids, where there are any. */
  readonly disturbed?: Pick<LedgerReader, 'fetchVoids' | 'isTableSound'>
}

export type TrustLie = readonly [
  name: string,
  /** Codes the audit must name, among what follows from them. */
  codes: readonly MismatchCode[],
  tell: () => Promise<TrustTale>,
]

export const taleOf = ({ target, bytes, ledger }: TestGrid): TrustTale => ({
  identity: target.identity,
  blobs: bytes,
  batches: ledger.batches,
})

const bundlesOf = ({ batches, blobs }: TrustTale): Bundle[] =>
  batches.map(({ header }) => decodeBundle(blobs.get(header.dataHash) as Uint8Array))

/** The same history with other bundles; roots and credits stay as they were committed. */
function retell(
  tale: TrustTale,
  change: (bundle: Bundle, id: number) => Bundle,
  commit: (content: BatchContent, id: number) => BatchContent = (content) => content,
): TrustTale {
  const blobs: Blobs = new Map(tale.blobs)
  const batches: CommittedBatch[] = []
  bundlesOf(tale).forEach((bundle, position) => {
    const told = change(bundle, position + 1)
    const bytes = encodeBundle(told)
    const original = tale.batches[position] as CommittedBatch
    const dataHash = digestOf(bytes)
    blobs.set(dataHash, bytes)
    const content = { ...original.header, dataHash, rulesHash: rulesHashOf(told.rules) }
    const next = nextBatch(batches, commit(content, position + 1), original.header.committedAt)
    // In the same block, so that the same seeds drew.
    batches.push({ ...next, blockNumber: original.blockNumber })
  })
  return { ...tale, blobs, batches }
}

const withTrust = (
  bundle: Bundle,
  change: (trust: BundledTrust) => Partial<BundledTrust>,
): Bundle =>
  bundle.version === 1 ? bundle : { ...bundle, trust: { ...bundle.trust, ...change(bundle.trust) } }

const play: TrustPlay = {
  units: 60,
  hosts: ['a', 'b', 'c', 'liar'],
  lies: (host, round) => host === 'liar' && round >= 5 && round < 9,
}

/** Played by some rules, committed as if by others. */
async function playedBy(
  played: Partial<TrustRules>,
  told: Partial<TrustRules> = {},
  units = play.units,
): Promise<TrustTale> {
  const { grid } = await playTrust({ ...play, units, rules: rulesWith(played) })
  const rules = rulesWith(told)
  return retell(taleOf(grid), (bundle) =>
    bundle.version === 1 ? bundle : { ...bundle, rules: { ...bundle.rules, trust: rules.trust } },
  )
}

const rulesWith = (changes: Partial<TrustRules>) => ({
  ...trustRules,
  trust: { ...trustRules.trust, ...changes },
})

/** The first batch of which something holds. */
const findBatch = (tale: TrustTale, holds: (trust: BundledTrust) => boolean): number =>
  1 + bundlesOf(tale).findIndex(({ trust }) => trust !== undefined && holds(trust))

/** Changes the trust part of the first batch of which something holds. */
export const inFirst =
  (
    honest: TrustTale,
    holds: (trust: BundledTrust) => boolean,
    change: (trust: BundledTrust) => Partial<BundledTrust>,
  ) =>
  async (): Promise<TrustTale> => {
    const at = findBatch(honest, holds)
    return retell(honest, (bundle, id) => (id === at ? withTrust(bundle, change) : bundle))
  }

export async function liesAboutTrust(): Promise<readonly TrustLie[]> {
  const honest = taleOf((await playTrust(play)).grid)
  const opens = ({ opened }: BundledTrust): boolean => opened.length > 1
  const stranger = `0x${'99'.repeat(20)}` as Account
  return [
    [
      'a seed of its own choice',
      ['SEED_DIFFERS'],
      inFirst(
        honest,
        ({ seed }) => seed !== null,
        ({ seed }) => ({ seed: seed && { ...seed, blockHash: digestOf(utf8('chosen')) } }),
      ),
    ],
    [
      'a seed where nothing is drawn',
      ['SEED_DIFFERS'],
      inFirst(
        honest,
        ({ seed }) => seed === null,
        () => ({ seed: { blockNumber: 1, blockHash: digestOf(utf8('early')) } }),
      ),
    ],
    [
      'draws by the block of another batch',
      ['SEED_DIFFERS', 'DECIDED_EARLY'],
      async () => {
        const { grid } = await playTrust({ ...play, seedShift: 1 })
        return taleOf(grid)
      },
    ],
    ['units believed after fewer checks', ['DECIDED_EARLY'], () => playedBy({ vestingChecks: 1 })],
    [
      'draws skipped',
      ['DECIDED_EARLY'],
      () => playedBy({ auditFloorPpm: 1 }, { auditFloorPpm: 900_000 }),
    ],
    [
      'an account that is trusted too soon',
      ['DECIDED_EARLY', 'CREDITS_DIFFER'],
      () => playedBy({ probationUnits: 1 }),
    ],
    [
      'a failed check that spares the account',
      ['DECIDED_EARLY', 'CREDITS_DIFFER'],
      () =>
        playedBy(
          { strikeFactor: 1, probationDoublingsMax: 0 },
          { strikeFactor: 100, probationDoublingsMax: 6 },
          120,
        ),
    ],
    [
      'votes that agreed but were not enough',
      ['SETTLED_LATE'],
      () => playedBy({ probationUnits: 50 }),
    ],
    [
      'a believed receipt kept back',
      ['RECEIPT_HIDDEN'],
      inFirst(
        honest,
        (trust) => aloneIn(trust) !== undefined,
        (trust) => ({ opened: trust.opened.filter((one) => one !== aloneIn(trust)) }),
      ),
    ],
    [
      'a receipt that nobody sealed',
      ['RECEIPT_UNSEALED'],
      inFirst(honest, opens, ({ opened }) => ({
        opened: opened.map((one, at) =>
          at > 0 ? one : { ...one, receipt: { ...one.receipt, fuel: one.receipt.fuel + 1n } },
        ),
      })),
    ],
    [
      'a receipt in the name of another account',
      ['RECEIPT_ELSEWHERE'],
      async () => {
        // Sealed for a stranger, shown as it was signed.
        const at = findBatch(honest, ({ sealed }) => sealed.length > 0)
        return retell(honest, (bundle, id) =>
          id !== at
            ? bundle
            : withTrust(bundle, ({ sealed }) => ({
                sealed: sealed.map((one, i) => (i > 0 ? one : { ...one, account: stranger })),
              })),
        )
      },
    ],
    [
      'a receipt sealed twice',
      ['RECEIPT_TWICE'],
      inFirst(
        honest,
        ({ sealed }) => sealed.length > 0,
        ({ sealed }) => ({ sealed: [...sealed, ...sealed.slice(0, 1)] }),
      ),
    ],
    [
      'a receipt of a unit beyond the end of its job',
      ['UNIT_UNKNOWN'],
      inFirst(
        honest,
        ({ sealed }) => sealed.length > 0,
        ({ sealed }) => ({
          sealed: sealed.map((one, i) => (i > 0 ? one : { ...one, unitIndex: 60 })),
        }),
      ),
    ],
    [
      'work after the job was given up',
      ['SEALED_FOR_NOTHING'],
      inFirst(
        honest,
        ({ sealed, seed }) => sealed.length > 0 && seed !== null,
        ({ sealed }) => ({ cancelled: sealed.slice(0, 1).map(({ jobId }) => jobId) }),
      ),
    ],
    [
      'a run beside a receipt that is not to be checked',
      ['SEALED_UNASKED'],
      inFirst(
        honest,
        ({ sealed }) => sealed.some(({ replicated }) => !replicated),
        ({ sealed }) => ({
          sealed: [
            ...sealed,
            ...sealed
              .filter(({ replicated }) => !replicated)
              .slice(0, 1)
              .map((one) => ({ ...one, account: stranger, digest: digestOf(utf8('unasked')) })),
          ],
        }),
      ),
    ],
    [
      'a closing left out',
      ['DECIDED_EARLY'],
      inFirst(
        honest,
        ({ closings }) => closings.length > 0,
        () => ({ closings: [] }),
      ),
    ],
    [
      'pay for work on parole',
      ['CREDITS_DIFFER', 'CREDIT_TOTAL_DIFFERS'],
      async () => {
        const last = honest.batches.length
        return retell(
          honest,
          (bundle, id) =>
            id < last
              ? bundle
              : {
                  ...bundle,
                  credits: bundle.credits.map((row, i) =>
                    i > 0 ? row : { ...row, cumulativeCreditMicro: row.cumulativeCreditMicro + 1n },
                  ),
                },
          (content, id) =>
            id < last
              ? content
              : { ...content, cumulativeCreditMicro: content.cumulativeCreditMicro + 1n },
        )
      },
    ],
  ]
}

/** A receipt that is shown without another one of its unit: later checks believed it. */
const aloneIn = ({ opened }: BundledTrust) =>
  opened.find((one) => opened.filter((other) => isOfSameUnit(one, other)).length === 1)

const isOfSameUnit = (a: BundledReceipt, b: BundledReceipt): boolean =>
  a.receipt.jobId === b.receipt.jobId && a.receipt.unitIndex === b.receipt.unitIndex
