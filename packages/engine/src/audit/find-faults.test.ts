import { hashUnitLeaf, merkleRoot, verifyInclusion } from '@pumasi/proof'
import type { UnitProof } from '@pumasi/proof'
import { deriveLeaves } from '@pumasi/rules'
import type { Bundle } from '@pumasi/rules'
import { describe, expect, test } from 'vitest'
import { inspect, mirrorOf, playTrust, recordHistory, rewrite } from '../testing/index.ts'
import { undisturbed } from '../testing/index.ts'
import type { History } from '../testing/index.ts'
import { liesAbout, provableLies } from '../testing/lies/index.ts'
import type { BatchVoid } from '../ports/ledger.ts'
import type { Finding } from './finding.ts'
import { findFaults } from './find-faults.ts'

const honest = await recordHistory()

/** Looks for what proves itself, where an audit found something. */
async function faultsOf(
  told: History,
  findings: readonly Finding[],
  voids: readonly BatchVoid[] = [],
) {
  const { identity, batches, blobs } = told
  const ledger = {
    ...undisturbed,
    identify: async () => identity,
    fetchBatchCount: async () => batches.length,
    fetchBatches: async (from: number, to: number) => batches.slice(from - 1, to),
    fetchBlockHash: async () => null,
    fetchVoids: async () => voids,
  }
  return findFaults({ ledger, mirror: mirrorOf(blobs) }, findings)
}

/** As if an audit had found something everywhere. */
const suspicionOf = ({ bundles }: History): Finding[] =>
  bundles.flatMap(({ units }, at) =>
    units.map(({ jobId, unitIndex }) => ({
      ...{ kind: 'mismatch', code: 'UNIT_TWICE', found: '', expected: '' },
      place: { batchId: at + 1, jobId, unitIndex },
    })),
  )

/** What the contract will ask for: a leaf in the tree of the batch the chain has. */
function expectProven({ batches }: History, { id, header, leaf, proof }: UnitProof): void {
  expect(header).toEqual(batches[id - 1]?.header)
  expect(verifyInclusion(header.unitsRoot, hashUnitLeaf(leaf), proof)).toBe(true)
}

test.each(provableLies(honest).map((each) => [each.lie[0], each] as const))(
  '%s proves itself',
  async (_, { lie, fault, batchId }) => {
    const told = lie[3]()
    const { findings } = await inspect(told, { plan: { sample: 0 } })
    const faults = await faultsOf(told, findings)
    expect(faults.map(({ units, ...found }) => ({ ...found, id: units.at(-1)?.id }))).toEqual([
      { fault, id: batchId },
    ])
    for (const unit of faults.flatMap(({ units }) => [...units])) expectProven(told, unit)
  },
)

test('no lie makes a proof that does not hold, and honesty none at all', async () => {
  expect(await faultsOf(honest, suspicionOf(honest))).toEqual([])
  for (const [name, , , tell] of liesAbout(honest)) {
    const told = tell()
    for (const { fault, units } of await faultsOf(told, suspicionOf(told))) {
      for (const unit of units) expectProven(told, unit)
      const [one, other] = units
      const { leaf, header } = one
      const holds = {
        'wrong-credit': leaf.creditMicro !== leaf.fuel / 1_000n,
        'index-out-of-range': leaf.index >= header.unitCount,
        'index-reused': leaf.index === other?.leaf.index,
        'duplicate-unit':
          leaf.unitIndex === other?.leaf.unitIndex && leaf.account === other.leaf.account,
      }
      expect(holds[fault], name).toBe(true)
    }
  }
})

describe('a batch that credits again', () => {
  test('what a voided one credited first is no duplicate, and needs no proof', async () => {
    const again = (honest.bundles[0] as Bundle).units[0]
    const told = rewrite(honest, {
      change: (bundle, id) =>
        id === 2 && again ? { ...bundle, units: [again, ...bundle.units] } : bundle,
    })
    expect(await faultsOf(told, suspicionOf(told))).toMatchObject([{ fault: 'duplicate-unit' }])
    const voids = [{ batchId: 1, fault: 'wrong-credit', units: [], blockNumber: 1 } as const]
    expect(await faultsOf(told, suspicionOf(told), voids)).toEqual([])
  })

  test('what a bad one credited first is no duplicate: that one does not count', async () => {
    const again = (honest.bundles[0] as Bundle).units[0]
    const told = rewrite(honest, {
      change: (bundle, id) => {
        const rules = { ...bundle.rules, fuelPerCreditMicro: 1n }
        if (id === 1) return { ...bundle, rules }
        return id === 2 && again ? { ...bundle, units: [again, ...bundle.units] } : bundle
      },
    })
    expect(await faultsOf(told, suspicionOf(told))).toMatchObject([
      { fault: 'wrong-credit', units: [{ id: 1 }] },
    ])
  })
})

test('leaves that nobody can guess are named by the audit, and proven by nobody', async () => {
  const { units, rules } = honest.bundles[0] as Bundle
  const leaves = deriveLeaves(units, rules).map((leaf) => ({ ...leaf, creditMicro: 77n }))
  const told = rewrite(honest, {
    commit: (content, id) =>
      id === 1 ? { ...content, unitsRoot: merkleRoot(leaves.map(hashUnitLeaf)) } : content,
  })
  expect(await faultsOf(told, suspicionOf(told))).toEqual([])
})

test('batches whose jobs ask for trust are read as trust credits them', async () => {
  const { grid } = await playTrust({ units: 12, hosts: ['a', 'b', 'c'] })
  const { ledger, bytes } = grid
  const findings = ledger.batches.map(({ id }) => ({
    ...({ kind: 'mismatch', code: 'UNITS_ROOT_DIFFERS', place: { batchId: id } } as const),
    ...{ found: '', expected: '' },
  }))
  expect(await findFaults({ ledger, mirror: mirrorOf(bytes) }, findings)).toEqual([])
})
