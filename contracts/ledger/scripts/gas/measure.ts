/** What is measured, and the most it may cost. */
import { commit, creditTree, leaves, unitTree } from './batch.ts'
import type { Committed, Leaf } from './batch.ts'
import { challengeBond, deployChain, finalityWindow } from './chain.ts'
import type { Chain } from './chain.ts'

export interface Row {
  readonly what: string
  readonly gas: number
  readonly gate?: number
  readonly units?: number
}

export async function measure(): Promise<readonly Row[]> {
  const alone = await deployChain(0)
  const attested = await deployChain(3)
  return [
    { what: 'deployment', gas: alone.deployGas },
    ...(await commits(alone, 0, 63_000)),
    ...(await commits(attested, 3, 88_000)),
    ...(await syncs(await deployChain(0))),
    ...(await challenges(await deployChain(0))),
    ...(await faults(await deployChain(0))),
  ]
}

async function commits(chain: Chain, quorum: number, gate: number): Promise<Row[]> {
  const rows: Row[] = []
  for (const [position, unitCount] of [1, 1, 10_000, 1_000_000].entries()) {
    const { gas } = await commit(chain, position + 1, quorum, { unitCount })
    const what = `commit ${position + 1}, k = ${quorum}, ${unitCount.toLocaleString('en')} units`
    rows.push({ what, gas, gate, units: unitCount })
  }
  return rows
}

async function syncs(chain: Chain): Promise<Row[]> {
  const tables = [
    creditTree((n) => 1_000_000_000n + BigInt(n) * 7_654_321n),
    creditTree((n) => 2_000_000_000n + BigInt(n) * 9_654_321n),
  ]
  const batches: Committed[] = []
  for (const [position, table] of tables.entries())
    batches.push(await commit(chain, position + 1, 0, { credits: table.root }))
  chain.pass(finalityWindow)
  const rows: Row[] = []
  for (const [position, gate] of [63_000, 46_000].entries()) {
    const [batch, table] = [batches[position] as Committed, tables[position] as (typeof tables)[0]]
    const credit = [...(table.at(7) ?? []), table.getProof(7)]
    const gas = await chain.call('sync', [batch.id, batch.header, ...credit])
    rows.push({ what: position === 0 ? 'sync, first' : 'sync, repeat', gas, gate })
  }
  return rows
}

async function challenges(chain: Chain): Promise<Row[]> {
  const tree = unitTree(leaves())
  const { id, header } = await commit(chain, 1, 0, { units: tree.root })
  const at = (index: number) => [id, header, tree.at(index), tree.getProof(index)]
  const rows: Row[] = []
  const add = (what: string, gas: number, gate?: number): number =>
    rows.push({ what, gas, ...(gate !== undefined && { gate }) })
  add('challenge, first', await chain.call('challenge', [at(7)], challengeBond), 90_000)
  add('challenge, another unit', await chain.call('challenge', [at(8)], challengeBond), 90_000)
  const rule = async (index: number, fuelMore: bigint): Promise<number> => {
    const leaf = tree.at(index) as unknown as Leaf
    const [outputHash, fuel] = [leaf[5], leaf[6] + fuelMore]
    const unit = tree.leafHash(leaf)
    const signed = chain.sign(
      'Execution',
      'bytes32 unit, bytes32 outputHash, uint64 fuel',
      { unit, outputHash, fuel },
      3,
    )
    return chain.call('rule', [id, header, leaf, [outputHash, fuel], signed])
  }
  add('rule: right, 3 signatures', await rule(7, 0n))
  add('rule: wrong, 3 signatures', await rule(8, 1n))
  return rows
}

async function faults(chain: Chain): Promise<Row[]> {
  const wrong = leaves((leaf, index) => {
    if (index === 0) leaf[8] += 1n
    if (index === 1) leaf[2] = 1_024
    if (index === 3) leaf[2] = 2
  })
  const twice = leaves((leaf, index) => {
    if (index === 1) [leaf[1], leaf[7]] = [0, wrong[0]?.[7] as string]
  })
  const rows: Row[] = []
  let batchId = 0
  const prove = async (name: string, what: string, made: typeof wrong, ...indices: number[]) => {
    const tree = unitTree(made)
    const { id, header } = await commit(chain, ++batchId, 0, { units: tree.root })
    const proofs = indices.map((index) => [id, header, tree.at(index), tree.getProof(index)])
    rows.push({ what, gas: await chain.call(name, proofs, 0n, chain.stranger), gate: 90_000 })
  }
  await prove('proveWrongCredit', 'fault: wrong credit', wrong, 0)
  await prove('proveIndexOutOfRange', 'fault: index out of range', wrong, 1)
  await prove('proveIndexReused', 'fault: index reused', wrong, 2, 3)
  await prove('proveDuplicateUnit', 'fault: unit twice in a batch', twice, 0, 1)
  const tree = unitTree(leaves())
  const earlier = await commit(chain, ++batchId, 0, { units: tree.root })
  const later = await commit(chain, ++batchId, 0, { units: tree.root })
  const proofs = [earlier, later].map(({ id, header }) => [
    id,
    header,
    tree.at(9),
    tree.getProof(9),
  ])
  const gas = await chain.call('proveDuplicateUnit', proofs, 0n, chain.stranger)
  rows.push({ what: 'fault: unit twice in two batches', gas, gate: 90_000 })
  return rows
}
