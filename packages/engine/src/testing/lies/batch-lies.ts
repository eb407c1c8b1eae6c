/** Lies about batches: headers, roots, credit tables, rules, and their order. */
import { digestOf, utf8 } from '@pumasi/domain'
import { hashUnitLeaf, merkleRoot } from '@pumasi/proof'
import { deriveLeaves, rulesHashOf } from '@pumasi/rules'
import type { Bundle } from '@pumasi/rules'
import { rewrite } from '../history.ts'
import type { History } from '../history.ts'
import { stranger, telling } from './telling.ts'
import type { Lie } from './telling.ts'

export function batchLies(honest: History): readonly Lie[] {
  const { inBatch, withChange, withHeader, withTable } = telling(honest)
  return [
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
        const leaves = deriveLeaves(units, rules).map((leaf) => ({
          ...leaf,
          index: leaf.index + 1,
        }))
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
      ['RULES_DIFFER', 'CREDIT_RATE_DIFFERS'],
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
  ]
}
