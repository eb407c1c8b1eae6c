import { fromHex, toHex } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hexOf } from '../testing/samples.ts'
import { orderNodes } from './order.ts'

const ordered = (nodes: readonly string[]): string[] => {
  const bytes = fromHex(`0x${nodes.map((node) => node.slice(2)).join('')}`)
  return [...orderNodes(bytes)].map((position) =>
    toHex(bytes.subarray(32 * position, 32 * position + 32)),
  )
}

const anyNode = hexOf(32)
/** Nodes that agree in so many leading digits: from some length on no number tells them apart. */
const alike = fc.tuple(anyNode, fc.integer({ min: 0, max: 64 })).chain(([start, digits]) =>
  fc.array(
    anyNode.map((node) => `${start.slice(0, 2 + digits)}${node.slice(2 + digits)}`),
    { minLength: 1, maxLength: 60 },
  ),
)

test('property: packed nodes come in the order of their bytes, each as often as it was there', () => {
  fc.assert(
    fc.property(fc.array(anyNode), (nodes) => {
      expect(ordered(nodes)).toEqual([...nodes].sort())
    }),
  )
})

test('property: nodes searched for to begin alike are told apart by all their bytes', () => {
  fc.assert(
    fc.property(alike, (nodes) => {
      expect(ordered(nodes)).toEqual([...nodes].sort())
    }),
  )
})

test.each([0, 1, 2, 3, 4, 5, 255, 256, 257, 1_025])('%i nodes keep their positions', (count) => {
  const nodes = Array.from(
    { length: count },
    (_, i): Hex => `0x${(i * 7919).toString(16).padStart(64, '0')}`,
  )
  expect(ordered(nodes.toReversed())).toEqual([...nodes].sort())
})
