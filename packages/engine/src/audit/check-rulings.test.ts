import { expect, test } from 'vitest'
import type { CommittedBatch, BatchVoid } from '../ports/ledger.ts'
import { takeRulings, touchesTrust } from './check-rulings.ts'

/** Voids of batches 3, 1 and 2 in blocks 20, 30 and 30; nothing that 1 says touches trust. */
const voids = [
  [3, 20],
  [1, 30],
  [2, 30],
].map(([batchId = 0, blockNumber = 0]): BatchVoid => ({
  ...{ batchId, blockNumber, fault: 'wrong-output', units: [] },
}))
const unitOf = (unitIndex: number) => ({ jobId: '0x00' as never, unitIndex, receipts: [] })

function take(listed: readonly number[], dueUpTo: number, blockNumber = 40) {
  const rulings = new Map([2, 3].map((id) => [id, [unitOf(id)]] as const))
  const history = { voids, rulings: new Map(rulings) }
  const batch = { id: 9, blockNumber } as CommittedBatch
  const { overruled, findings } = takeRulings(history, batch, listed, dueUpTo)
  const said = findings.map(({ code, found, expected }) => `${code}: ${found}; ${expected}`)
  return {
    taken: overruled.map(({ unitIndex }) => unitIndex),
    said,
    left: [...history.rulings.keys()],
  }
}

const omitted = (id: number, block: number) =>
  `RULING_OMITTED: not taken in; the ruling on batch ${id}, of block ${block}`
const invented = (id: number, expected: string) =>
  `RULING_INVENTED: the ruling on batch ${id}; ${expected}`

test.each<[string, readonly number[], number, readonly number[], readonly string[]]>([
  ['nothing, where nothing is due', [], 19, [], []],
  ['what is due', [3], 20, [3], []],
  ['what is not due yet, once it is mined', [3, 2], 0, [3, 2], []],
  ['nothing, where the block that draws is that of a ruling', [], 20, [], [omitted(3, 20)]],
  ['too few', [3], 30, [3], [omitted(2, 30)]],
  ['nothing, where two are due', [], 35, [], [omitted(3, 20), omitted(2, 30)]],
  ['one out of order', [2], 0, [], [invented(2, 'the ruling on batch 3')]],
  ['one twice', [3, 3], 0, [3], [invented(3, 'the ruling on batch 2')]],
  [
    'one of a batch whose void says nothing of trust',
    [3, 1],
    0,
    [3],
    [invented(1, 'the ruling on batch 2')],
  ],
  ['one too many', [3, 2, 7], 30, [3, 2], [invented(7, 'no more rulings')]],
])('a batch takes in %s', (_, listed, dueUpTo, taken, said) => {
  const all = take(listed, dueUpTo)
  expect(all).toMatchObject({ taken, said })
  expect(all.left.toSorted()).toEqual([2, 3].filter((id) => !taken.includes(id)))
})

test('a ruling that was mined after the commit cannot have been known', () => {
  expect(take([3, 2], 0, 29)).toMatchObject({
    ...{ taken: [3], said: [invented(2, 'no more rulings')] },
  })
  expect(take([3, 2], 0, 30).said).toEqual([])
  // Before the commit there is no such block: what an attestor's node shows is mined.
  expect(take([3, 2], 0, 0).said).toEqual([])
})

test('only a batch that does something for trust must know of rulings', () => {
  const nothing = { seed: null, cancelled: [], sealed: [], closings: [], opened: [] }
  expect(touchesTrust(nothing)).toBe(false)
  expect(touchesTrust({ ...nothing, rulings: [] })).toBe(false)
  expect(touchesTrust({ ...nothing, rulings: [1] })).toBe(true)
  expect(touchesTrust({ ...nothing, cancelled: ['0x00' as never] })).toBe(true)
  expect(touchesTrust({ ...nothing, seed: { blockNumber: 1, blockHash: '0x' } })).toBe(true)
})
