/** A chain and content for tests: the real anvil in a folder that goes away afterwards. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Digest, Hex, JobId, Root } from '@pumasi/domain'
import { accountOfKey, hashUnitLeaf, merkleRoot } from '@pumasi/proof'
import type { BatchContent, UnitLeaf } from '@pumasi/proof'
import { startLocalChain } from '../local/local-chain.ts'
import type { LocalChain } from '../local/local-chain.ts'

/** A key of no value: it pays with play money only. */
export const committerKey: Hex = `0x${'5e'.repeat(32)}`
export const strangerKey: Hex = `0x${'77'.repeat(32)}`
export const attestorKeys: readonly Hex[] = [
  `0x${'a1'.repeat(32)}`,
  `0x${'a2'.repeat(32)}`,
  `0x${'a3'.repeat(32)}`,
]

const word = (byte: number): Hex => `0x${byte.toString(16).padStart(2, '0').repeat(32)}`

/** Distinct content for batch `id`. */
export const contentOf = (id: number): BatchContent => ({
  unitsRoot: word(id) as Root,
  creditsRoot: word(id + 64) as Root,
  dataHash: word(id + 128) as Digest,
  rulesHash: word(0xee) as Digest,
  unitCount: 10 * id,
  cumulativeCreditMicro: 1_000_000n * BigInt(id),
})

/** A batch of one unit that earned twice what its fuel is worth. */
export function overpaid(id: number): { content: BatchContent; leaf: UnitLeaf } {
  const digest = word(id) as Digest
  const leaf: UnitLeaf = {
    ...{ jobId: word(0x0b) as JobId, unitIndex: id, index: 0 },
    ...{ programHash: digest, inputHash: digest, outputHash: digest },
    ...{ fuel: 1_000_000n, account: accountOfKey(strangerKey), creditMicro: 2_000n },
  }
  const content = { ...contentOf(id), unitsRoot: merkleRoot([hashUnitLeaf(leaf)]), unitCount: 1 }
  return { content, leaf }
}

export interface TestChain {
  readonly chain: LocalChain
  readonly folder: string
  readonly end: () => Promise<void>
}

export async function startTestChain(): Promise<TestChain> {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-chain-'))
  const fund = [committerKey, strangerKey].map(accountOfKey)
  const chain = await startLocalChain({ stateFile: join(folder, 'chain.state'), fund })
  const end = async (): Promise<void> => {
    await chain.close()
    await rm(folder, { recursive: true })
  }
  return { chain, folder, end }
}
