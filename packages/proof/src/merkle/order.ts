/**
 * Order: packed nodes sorted by their bytes, without a comparison for most of them.
 *
 * Nodes are digests, so their first bits tell nearly all of them apart: a number holds as many of
 * these as fit beside the node's position, and an engine sorts numbers natively. Nodes whose first
 * bits are the same, which somebody may have searched for, are told apart by all their bytes.
 */
import { WORD_BYTES } from '../words.ts'

/** Bits a number holds exactly. */
const NUMBER_BITS = 53

/** Positions of packed nodes in the order of their bytes. */
export function orderNodes(nodes: Uint8Array): Float64Array {
  const count = nodes.length / WORD_BYTES
  const span = 2 ** Math.ceil(Math.log2(Math.max(2, count)))
  const keys = new Float64Array(count)
  for (let i = 0; i < count; i += 1) {
    const prefix = prefixOf(nodes, WORD_BYTES * i)
    keys[i] = prefix - (prefix % span) + i
  }
  keys.sort()
  for (let from = 0; from < count;) {
    let to = from + 1
    while (to < count && samePrefix(keys, from, to, span)) to += 1
    if (to - from > 1) sortRun(keys.subarray(from, to), nodes, span)
    from = to
  }
  return keys.map((key) => key % span)
}

/** The first 53 bits of a node. */
function prefixOf(nodes: Uint8Array, offset: number): number {
  let prefix = 0
  for (let i = 0; i < 6; i += 1) prefix = prefix * 256 + (nodes[offset + i] ?? 0)
  return prefix * 2 ** (NUMBER_BITS - 48) + ((nodes[offset + 6] ?? 0) >> (56 - NUMBER_BITS))
}

const samePrefix = (keys: Float64Array, one: number, other: number, span: number): boolean =>
  Math.floor((keys[one] ?? 0) / span) === Math.floor((keys[other] ?? 0) / span)

function sortRun(run: Float64Array, nodes: Uint8Array, span: number): void {
  run.sort((a, b) => compareNodes(nodes, WORD_BYTES * (a % span), nodes, WORD_BYTES * (b % span)))
}

/** Compares two nodes by their bytes: below, equal to or above zero. */
export function compareNodes(
  one: Uint8Array,
  oneOffset: number,
  other: Uint8Array,
  otherOffset: number,
): number {
  for (let i = 0; i < WORD_BYTES; i += 1) {
    const difference = (one[oneOffset + i] ?? 0) - (other[otherOffset + i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
