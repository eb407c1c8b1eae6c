/** Batches with real trees for scripts that measure: 1,024 leaves, so a proof has ten steps. */
import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { id } from 'ethers'
import { fuelPerCreditMicro } from './chain.ts'
import type { Chain } from './chain.ts'

export const leafCount = 1_024
const account = (index: number): string => `0x${id(`account ${index}`).slice(-40)}`
const unitTypes = 'bytes32 uint64 uint64 bytes32 bytes32 bytes32 uint64 address uint128'.split(' ')
const attestationFields =
  'uint64 batchId, bytes32 prev, bytes32 unitsRoot, bytes32 creditsRoot, bytes32 dataHash, ' +
  'bytes32 rulesHash, uint64 unitCount, uint128 cumulativeCredit, uint64 voided'

export type Leaf = [string, number, number, string, string, string, bigint, string, bigint]

/** Leaf at `index`: an epidemic's unit burns some 10^9 fuel. */
export function leafAt(index: number): Leaf {
  const fuel = 1_000_000_000n + BigInt(index) * 7_654_321n
  const hashes = ['program', `input ${index}`, `output ${index}`].map(id) as [
    string,
    string,
    string,
  ]
  return [id('job'), index, index, ...hashes, fuel, account(index), fuel / fuelPerCreditMicro]
}

export interface Committed {
  readonly id: number
  readonly header: readonly unknown[]
  readonly gas: number
}

/** Commits the next batch with these roots. */
export async function commit(
  chain: Chain,
  batchId: number,
  quorum: number,
  content: { units?: string; credits?: string; unitCount?: number },
): Promise<Committed> {
  const prev = await chain.view('tip')
  const hash = (what: string): string => id(`${what} ${batchId}`)
  const { units = hash('units'), credits = hash('credits'), unitCount = leafCount } = content
  const words = [units, credits, hash('data'), hash('rules'), unitCount]
  const total = 10n ** 13n + BigInt(batchId)
  const [unitsRoot, creditsRoot, dataHash, rulesHash] = words
  const message = { batchId, prev, unitsRoot, creditsRoot, dataHash, rulesHash, unitCount }
  const voided = await chain.view('lastVoided')
  const attested = { ...message, cumulativeCredit: total, voided }
  const signatures = chain.sign('Attestation', attestationFields, attested, quorum)
  const gas = await chain.call('commit', [batchId, [...words, total], voided, signatures])
  const header = [prev, ...words.slice(0, 4), chain.now(), unitCount, total]
  return { id: batchId, header, gas }
}

/** Trees of unit leaves and of credits, and their proofs. */
export const unitTree = (leaves: Leaf[]) => StandardMerkleTree.of(leaves, unitTypes)

export const creditTree = (amountOf: (index: number) => bigint) => {
  const rows = Array.from({ length: leafCount }, (_, index) => [account(index), amountOf(index)])
  return StandardMerkleTree.of(rows, ['address', 'uint128'])
}

export const leaves = (change: (leaf: Leaf, index: number) => void = () => undefined): Leaf[] =>
  Array.from({ length: leafCount }, (_, index) => {
    const leaf = leafAt(index)
    change(leaf, index)
    return leaf
  })
