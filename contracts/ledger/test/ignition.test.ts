/** The module and both parameter files make the ledger they promise. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import hardhat from 'hardhat'
import { expect, it } from 'vitest'
import GridLedger from '../ignition/modules/GridLedger.ts'

const folder = new URL('../ignition/parameters/', import.meta.url)

it.each(['local', 'public-l2'])('%s: deploys on these terms', async (name) => {
  const file = new URL(`${name}.json`, folder)
  const written = (
    JSON.parse(readFileSync(file, 'utf8')) as { GridLedger: Record<string, string | number> }
  ).GridLedger
  const { ignition, ethers } = await hardhat.network.create()
  const { ledger } = await ignition.deploy(GridLedger, { parameters: fileURLToPath(file) })
  const [deployer] = await ethers.getSigners()
  for (const [term, value] of Object.entries(written)) {
    const found = (await ledger.getFunction(term).staticCall()) as bigint
    expect(found, term).toBe(BigInt(String(value).replace(/n$/, '')))
  }
  for (const role of ['admin', 'committer', 'guardian'])
    expect(await ledger.getFunction(role).staticCall()).toBe(deployer?.address)
  expect(await ledger.getFunction('attestors').staticCall()).toHaveLength(0)
})
