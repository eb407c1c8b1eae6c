/** The contract on a chain takes what `packages/proof` makes, for any batch, nothing near it. */
import type { Account, Digest, Hex, JobId } from '@pumasi/domain'
import {
  buildProof,
  buildTree,
  domainSeparator,
  hashCreditLeaf,
  hashUnitLeaf,
  headerDigest,
  rootOf,
} from '@pumasi/proof'
import type { CreditLeaf, Header, UnitLeaf } from '@pumasi/proof'
import { Interface } from 'ethers'
import fc from 'fast-check'
import hardhat from 'hardhat'
import { beforeEach, expect, it } from 'vitest'
import { gridLedgerAbi, loadBytecode, localTerms } from '../src/index.ts'

const abi = new Interface(gridLedgerAbi)
const genesis: Hex = `0x${'9e'.repeat(32)}`
let ask: (method: string, ...params: unknown[]) => Promise<unknown>
let from: string
let ledger: Account

async function send(data: string, to?: string): Promise<{ contractAddress: string }> {
  const hash = await ask('eth_sendTransaction', { from, data, ...(to !== undefined && { to }) })
  return (await ask('eth_getTransactionReceipt', hash)) as { contractAddress: string }
}
async function view(name: string, ...args: unknown[]): Promise<unknown> {
  const data = abi.encodeFunctionData(name, args)
  return abi.decodeFunctionResult(name, String(await ask('eth_call', { to: ledger, data })))[0]
}

beforeEach(async () => {
  const { provider } = await hardhat.network.create()
  ask = (method, ...params) => provider.request({ method, params })
  from = ((await ask('eth_accounts')) as string[])[0] ?? ''
  const { fuelPerCreditMicro, challengeBond } = localTerms
  const terms = [genesis, from, 60, 60, 60, fuelPerCreditMicro, challengeBond]
  const deployment = `${loadBytecode()}${abi.encodeDeploy([terms, [from, from, [], 0, 0]]).slice(2)}`
  ledger = (await send(deployment)).contractAddress.toLowerCase() as Account
})

it('has the signing domain of its chain and address', async () => {
  const chainId = BigInt(String(await ask('eth_chainId')))
  expect(await view('domainSeparator')).toBe(domainSeparator({ chainId, ledger }))
})

const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((value) => `0x${Buffer.from(value).toString('hex')}`)
const digest = hex(32) as fc.Arbitrary<Digest>
const account = hex(20) as fc.Arbitrary<Account>
const unit: fc.Arbitrary<Omit<UnitLeaf, 'index'>> = fc.record({
  jobId: hex(32) as fc.Arbitrary<JobId>,
  unitIndex: fc.maxSafeNat(),
  programHash: digest,
  inputHash: digest,
  outputHash: digest,
  fuel: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  account,
  creditMicro: fc.bigInt({ min: 0n, max: 2n ** 128n - 2n }),
})
const credit: fc.Arbitrary<CreditLeaf> = fc.record({
  account,
  cumulativeCreditMicro: fc.bigInt({ min: 0n, max: 2n ** 128n - 2n }),
})
const batch = fc.record({
  units: fc.array(unit, { minLength: 1, maxLength: 20 }),
  credits: fc.array(credit, { minLength: 1, maxLength: 20 }),
  dataHash: digest,
  rulesHash: digest,
})

const unitWords = (leaf: UnitLeaf): unknown[] => [
  leaf.jobId,
  leaf.unitIndex,
  leaf.index,
  leaf.programHash,
  leaf.inputHash,
  leaf.outputHash,
  leaf.fuel,
  leaf.account,
  leaf.creditMicro,
]

it('digests headers and verifies leaves as TypeScript does', async () => {
  let id = 0
  let prev = genesis
  await fc.assert(
    fc.asyncProperty(batch, async ({ units, credits, dataHash, rulesHash }) => {
      const leaves = units.map((leaf, index) => ({ ...leaf, index }))
      const unitTree = buildTree(leaves.map(hashUnitLeaf))
      const creditTree = buildTree(credits.map(hashCreditLeaf))
      const unitsRoot = rootOf(unitTree)
      const creditsRoot = rootOf(creditTree)
      id += 1
      const cumulativeCreditMicro = BigInt(id)
      const hashes = [unitsRoot, creditsRoot, dataHash, rulesHash]
      const content = [...hashes, leaves.length, cumulativeCreditMicro]
      await send(abi.encodeFunctionData('commit', [id, content, 0, []]), ledger)
      const { timestamp } = (await ask('eth_getBlockByNumber', 'latest', false)) as {
        timestamp: string
      }
      const header: Header = {
        prev,
        unitsRoot,
        creditsRoot,
        dataHash,
        rulesHash,
        committedAt: Number(timestamp),
        unitCount: leaves.length,
        cumulativeCreditMicro,
      }
      prev = headerDigest(header)
      expect(await view('tip')).toBe(prev)

      const words = [header.prev, ...hashes, timestamp, leaves.length, cumulativeCreditMicro]
      for (const leaf of leaves) {
        const proof = buildProof(unitTree, hashUnitLeaf(leaf))
        const more = { ...leaf, creditMicro: leaf.creditMicro + 1n }
        expect(await view('verifyUnit', [id, words, unitWords(leaf), proof])).toBe(true)
        expect(await view('verifyUnit', [id, words, unitWords(more), proof])).toBe(false)
      }
      for (const leaf of credits) {
        const { account: earner, cumulativeCreditMicro: amount } = leaf
        const proof = buildProof(creditTree, hashCreditLeaf(leaf))
        expect(await view('creditsOf', id, words, earner, amount, proof)).toBe(amount)
        await expect(view('creditsOf', id, words, earner, amount + 1n, proof)).rejects.toThrow(
          'NotInTree',
        )
      }
    }),
    { numRuns: 15 },
  )
})
