/** Lies about receipts, delegations and units, inside bundles that fit their headers. */
import { digestOf, utf8 } from '@pumasi/domain'
import { signDelegation, signDigest, signReceipt } from '@pumasi/proof'
import type { Signature } from '@pumasi/proof'
import type { BundledUnit } from '@pumasi/rules'
import { START_S, grantOf } from '../grid.ts'
import { changeUnit, collude } from '../history.ts'
import type { History } from '../history.ts'
import { stranger, telling } from './telling.ts'
import type { Lie } from './telling.ts'

const byPlace = (a: BundledUnit, b: BundledUnit): number =>
  a.jobId === b.jobId ? a.unitIndex - b.unitIndex : a.jobId < b.jobId ? -1 : 1

export function receiptLies(honest: History): readonly Lie[] {
  const { unitOf, placeOf, byHost, first, lieInUnit, withChange, colluding, delegating, domain } =
    telling(honest)
  return [
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
      'a receipt in the name of an account that did not delegate to its signer',
      ['RECEIPT_BAD_SIGNATURE'],
      () => ({ ...first(), account: stranger.account }),
      lieInUnit((unit) => {
        const known = unit.receipts.at(-1)
        if (!known) return unit
        const receipt = { ...known.receipt, account: stranger.account }
        const signed = signReceipt(receipt, domain, honest.hosts.liar.sessionKey)
        return { ...unit, receipts: [...unit.receipts, { ...known, ...signed }] }
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
      lieInUnit((unit) => ({
        ...unit,
        receipts: [...unit.receipts, unit.receipts.at(-1) as never],
      })),
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
  ]
}
