/** A void on the real contract: proven by a stranger, healed, committed on, and audited. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployLedger, keySigner, openActions, openLedger, startLocalChain } from '@pumasi/chain'
import type { LocalChain } from '@pumasi/chain'
import type { Hex } from '@pumasi/domain'
import { auditLedger, commitBatches, healVoids } from '@pumasi/engine'
import type { CommitTarget } from '@pumasi/engine'
import { createGrid, hashExecutor, mirrorOf } from '@pumasi/engine/testing'
import type { TestGrid } from '@pumasi/engine/testing'
import { accountOfKey, buildProof, buildTree, hashUnitLeaf, packUnitLeaves } from '@pumasi/proof'
import { rootOf } from '@pumasi/proof'
import type { UnitLeaf } from '@pumasi/proof'
import { afterAll, beforeAll, expect, test } from 'vitest'

const committer: Hex = `0x${'5e'.repeat(32)}`
const stranger: Hex = `0x${'77'.repeat(32)}`
let folder: string
let chain: LocalChain

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-healing-'))
  const fund = [committer, stranger].map(accountOfKey)
  chain = await startLocalChain({ stateFile: join(folder, 'chain.state'), fund })
})
afterAll(async () => {
  await chain.close()
  await rm(folder, { recursive: true })
})

/** Two batches on the contract, the first with a leaf that is paid too much, and a third closed. */
async function overpaid() {
  const { rpcUrl } = chain
  const address = await deployLedger({ rpcUrl, privateKey: committer })
  const ledger = openLedger({ rpcUrl, address, signer: keySigner(committer) })
  const identity = await ledger.identify()
  const grid = createGrid({ batchUnitsMax: 1 }, identity)
  await grid.submit(3)
  for (const name of ['a', 'b']) await grid.run(await grid.join(name), 3)
  const honest = await grid.close()
  await grid.close()
  await grid.close()
  if (honest === null) throw new Error('a closed batch expected')
  const [first, ...others] = honest.leaves as [UnitLeaf, ...UnitLeaf[]]
  const leaf = { ...first, creditMicro: first.creditMicro + 1n }
  const tree = buildTree(packUnitLeaves([leaf, ...others]))
  const proof = buildProof(tree, hashUnitLeaf(leaf))
  const unitsRoot = rootOf(tree)
  const batch = await ledger.commitBatch(1, { ...honest.content, unitsRoot })
  const target = { ledger, identity }
  await commitSecond(grid, target)
  const actions = openActions({ rpcUrl, address, signer: keySigner(stranger) })
  const prove = () =>
    actions.proveFault({ fault: 'wrong-credit', units: [{ ...batch, leaf, proof }] })
  const coordinator = { ...grid.coordinator, seeds: ledger }
  return { grid, coordinator, target, prove }
}

async function commitSecond({ store }: TestGrid, { ledger }: CommitTarget): Promise<void> {
  const [second] = await store.fetchBatches(2, 2)
  if (second !== undefined) await ledger.commitBatch(2, second.content)
}

test('is healed from the events of the contract, and the audit agrees with all of it', async () => {
  const { grid, coordinator, target, prove } = await overpaid()
  const { ledger } = target
  const { credits: whole } = await grid.store.fetchTip()
  await prove()
  expect(await ledger.fetchVoids()).toMatchObject([
    { batchId: 1, fault: 'wrong-credit', units: [] },
  ])
  // The third batch would count the void: nothing is committed, and the contract would refuse it.
  expect((await commitBatches(coordinator, target)).map(({ id }) => id)).not.toContain(3)
  const healed = (await healVoids(coordinator, target)) ?? (await healVoids(coordinator, target))
  expect(healed).toMatchObject({ voids: [1], released: [{ unitIndex: 0 }], quarantined: [] })
  expect((await commitBatches(coordinator, target)).map(({ id }) => id)).toEqual([3])
  await grid.close()
  expect((await commitBatches(coordinator, target)).map(({ id }) => id)).toEqual([4])
  expect((await grid.store.fetchTip()).credits).toEqual(whole)
  const sound = await Promise.all([1, 2, 3, 4].map((id) => ledger.isTableSound(id)))
  expect(sound).toEqual([false, false, true, true])
  const report = await auditLedger(
    { ledger, mirror: mirrorOf(grid.bytes), executor: hashExecutor },
    { sample: Infinity, parallel: 1 },
  )
  expect(report).toMatchObject({ verdict: 'clean', voided: [1], findings: [], credits: whole })
})
