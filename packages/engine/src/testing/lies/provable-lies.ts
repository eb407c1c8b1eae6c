/** Lies that prove themselves on the chain: leaves that cannot be right, whoever says so. */
import { hashUnitLeaf, merkleRoot } from '@pumasi/proof'
import type { FaultProof, UnitLeaf } from '@pumasi/proof'
import { deriveLeaves } from '@pumasi/rules'
import type { Bundle, BundledUnit } from '@pumasi/rules'
import { rewrite } from '../history.ts'
import type { History } from '../history.ts'
import { telling } from './telling.ts'
import type { Lie } from './telling.ts'

/** A lie, and the fault that has its batch voided. */
export interface ProvableLie {
  readonly lie: Lie
  readonly fault: FaultProof['fault']
  readonly batchId: number
}

const MICRO_TOO_MUCH = 5n

export function provableLies(honest: History): readonly ProvableLie[] {
  const { inBatch, byHost, first, placeOf, lieInUnit, withChange, withHeader } = telling(honest)
  const unitsOf = (batchId: number) => honest.bundles[batchId - 1] as Bundle
  /** Commits to other leaves than the bundle gives. */
  const withLeaves = (batchId: number, change: (leaves: readonly UnitLeaf[]) => UnitLeaf[]) =>
    withHeader(batchId, (content) => {
      const { units, rules } = unitsOf(batchId)
      const leaves = change(deriveLeaves(units, rules))
      return { ...content, unitsRoot: merkleRoot(leaves.map(hashUnitLeaf)) }
    })
  const paidTooMuch = (leaf: UnitLeaf): UnitLeaf => ({
    ...leaf,
    creditMicro: leaf.creditMicro + MICRO_TOO_MUCH,
  })

  return [
    {
      fault: 'wrong-credit',
      batchId: 2,
      lie: [
        'a batch at a rate of its own, with rules and table that fit',
        ['CREDIT_RATE_DIFFERS'],
        inBatch(2),
        withChange((bundle, id) =>
          id === 2 ? { ...bundle, rules: { ...bundle.rules, fuelPerCreditMicro: 500n } } : bundle,
        ),
      ],
    },
    {
      fault: 'wrong-credit',
      batchId: 3,
      lie: [
        'an execution paid too much, with a table that fits',
        ['CREDITS_DIFFER', 'UNITS_ROOT_DIFFERS', 'CREDITS_ROOT_DIFFERS', 'CREDIT_TOTAL_DIFFERS'],
        byHost('a', inBatch(3)),
        () => {
          const { units, rules } = unitsOf(3)
          const leaves = deriveLeaves(units, rules)
          const { account } = honest.hosts.a
          const favoured = leaves.findIndex((leaf) => leaf.account === account)
          const told = leaves.map((leaf, at) => (at === favoured ? paidTooMuch(leaf) : leaf))
          const unitsRoot = merkleRoot(told.map(hashUnitLeaf))
          return rewrite(honest, {
            after: (bundle, id) =>
              id === 3 ? { ...bundle, credits: favour(bundle, account) } : bundle,
            commit: (content, id) => (id === 3 ? { ...content, unitsRoot } : content),
          })
        },
      ],
    },
    {
      fault: 'index-out-of-range',
      batchId: 1,
      lie: [
        'an index behind the last',
        ['UNITS_ROOT_DIFFERS'],
        inBatch(1),
        withLeaves(1, (leaves) =>
          leaves.map((leaf, at) => (at === 0 ? { ...leaf, index: leaves.length } : leaf)),
        ),
      ],
    },
    {
      fault: 'index-out-of-range',
      batchId: 2,
      lie: [
        'fewer units in the header than leaves in the tree',
        ['UNIT_COUNT_DIFFERS'],
        inBatch(2),
        withHeader(2, (content) => ({ ...content, unitCount: content.unitCount - 1 })),
      ],
    },
    {
      fault: 'index-reused',
      batchId: 3,
      lie: [
        'an index used twice',
        ['UNITS_ROOT_DIFFERS'],
        inBatch(3),
        withLeaves(3, (leaves) =>
          leaves.map((leaf, at) => (at === 1 ? { ...leaf, index: 0 } : leaf)),
        ),
      ],
    },
    {
      fault: 'duplicate-unit',
      batchId: 2,
      lie: [
        'a unit of the batch before once more',
        ['UNIT_TWICE'],
        () => ({ ...placeOf(1), batchId: 2 }),
        withChange((bundle, id) =>
          id === 2
            ? {
                ...bundle,
                units: [...bundle.units, unitsOf(1).units[0] as BundledUnit].toSorted(byPlace),
              }
            : bundle,
        ),
      ],
    },
    {
      fault: 'duplicate-unit',
      batchId: 1,
      lie: [
        'a receipt paid twice',
        ['RECEIPT_TWICE'],
        byHost('a', first),
        lieInUnit((unit) => {
          const own = unit.receipts.filter(
            ({ receipt }) => receipt.account === honest.hosts.a.account,
          )
          return { ...unit, receipts: [...unit.receipts, ...own] }
        }),
      ],
    },
    {
      fault: 'duplicate-unit',
      batchId: 1,
      lie: [
        'a leaf more than there were runs',
        ['UNITS_ROOT_DIFFERS', 'UNIT_COUNT_DIFFERS'],
        inBatch(1),
        () =>
          rewrite(honest, {
            commit: (content, id) => {
              if (id !== 1) return content
              const { units, rules } = unitsOf(1)
              const leaves = deriveLeaves(units, rules)
              const again = { ...(leaves[1] as UnitLeaf), index: leaves.length }
              const unitsRoot = merkleRoot([...leaves, again].map(hashUnitLeaf))
              return { ...content, unitsRoot, unitCount: leaves.length + 1 }
            },
          }),
      ],
    },
  ]
}

const favour = ({ credits }: Bundle, favoured: string): Bundle['credits'] =>
  credits.map((row) =>
    row.account === favoured
      ? { ...row, cumulativeCreditMicro: row.cumulativeCreditMicro + MICRO_TOO_MUCH }
      : row,
  )

const byPlace = (a: BundledUnit, b: BundledUnit): number =>
  a.jobId === b.jobId ? a.unitIndex - b.unitIndex : a.jobId < b.jobId ? -1 : 1
