/**
 * One measurement in a process of its own: `node build-tree.ts LIBRARY LEAVES`. Leaf values are
 * made first; what is timed is everything from them to the root, encoding and hashing included.
 */
import { createHash } from 'node:crypto'
import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { accelerateKeccak, buildTree, packUnitLeaves, rootOf, unitLeafTypes } from '../src/index.ts'
import type { UnitLeaf } from '../src/index.ts'

export interface Measurement {
  readonly root: string
  readonly ms: number
  /** The highest resident memory above what the leaf values took, MiB. */
  readonly memoryMib: number
}

const [, , library = '', count = '0'] = process.argv
const digest = (text: string): string => `0x${createHash('sha256').update(text).digest('hex')}`

const leafAt = (index: number): UnitLeaf =>
  ({
    jobId: digest('job'),
    unitIndex: index >> 1,
    index,
    programHash: digest('program'),
    inputHash: digest(`input ${index >> 1}`),
    outputHash: digest(`output ${index >> 1}`),
    fuel: BigInt(1_000_000_000 + index),
    account: digest(`account ${index % 100}`).slice(0, 42),
    creditMicro: BigInt(1_000_000 + index),
  }) as UnitLeaf

const builders: Readonly<Record<string, (leaves: readonly UnitLeaf[]) => string>> = {
  pumasi: (leaves) => rootOf(buildTree(packUnitLeaves(leaves))),
  openzeppelin: (leaves) =>
    StandardMerkleTree.of(
      leaves.map((leaf) => Object.values(leaf) as unknown[]),
      [...unitLeafTypes],
    ).root,
}

const build = builders[library]
if (build === undefined) throw new Error(`expected one of ${Object.keys(builders).join(', ')}`)
await accelerateKeccak()
build(Array.from({ length: 2_000 }, (_, index) => leafAt(index)))
const leaves = Array.from({ length: Number(count) }, (_, index) => leafAt(index))
globalThis.gc?.()
const before = process.memoryUsage.rss()
const from = performance.now()
const root = build(leaves)
const ms = performance.now() - from
const memoryMib = (process.resourceUsage().maxRSS * 1024 - before) / 2 ** 20
process.stdout.write(JSON.stringify({ root, ms, memoryMib } satisfies Measurement))
