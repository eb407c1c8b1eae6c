/**
 * Prints what a commit costs beside its gate; with `--check` exits 1 when a gate is missed.
 * Measured as transactions on Hardhat's own chain, calldata and base cost included.
 */
import { readFileSync } from 'node:fs'
import { Interface, id } from 'ethers'
import hardhat from 'hardhat'

const gate = 63_000n

interface Compiled {
  readonly abi: ConstructorParameters<typeof Interface>[0]
  readonly bytecode: string
}
const { abi, bytecode } = JSON.parse(
  readFileSync(new URL('../dist/GridLedger.json', import.meta.url), 'utf8'),
) as Compiled
const ledger = new Interface(abi)

const { provider } = await hardhat.network.create()
const ask = (method: string, ...params: unknown[]): Promise<unknown> =>
  provider.request({ method, params })
const [from] = (await ask('eth_accounts')) as [string]

/** Sends a transaction and reads how much it burned. */
async function send(to: string | undefined, data: string) {
  const hash = await ask('eth_sendTransaction', { from, ...(to && { to }), data })
  const receipt = await ask('eth_getTransactionReceipt', hash)
  const { gasUsed, contractAddress } = receipt as { gasUsed: string; contractAddress: string }
  return { gas: BigInt(gasUsed), contractAddress }
}

const deployment = ledger.encodeDeploy([from, `0x${'00'.repeat(32)}`])
const { gas: deployGas, contractAddress } = await send(undefined, bytecode + deployment.slice(2))

const rows: { what: string; gas: bigint; perUnit: string }[] = []
for (const [position, unitCount] of [1, 1, 1_000, 10_000, 1_000_000].entries()) {
  const batch = position + 1
  const roots = ['units', 'credits', 'data', 'rules'].map((name) => id(`${name} ${batch}`))
  const content = [...roots, unitCount, 10n ** 18n * BigInt(batch)]
  const { gas } = await send(contractAddress, ledger.encodeFunctionData('commit', [batch, content]))
  const perUnit = (Number(gas) / unitCount).toFixed(unitCount > 1_000 ? 2 : 0)
  rows.push({ what: `batch ${batch}, ${unitCount.toLocaleString('en')} units`, gas, perUnit })
}

const line = (what: string, ...cells: string[]): void =>
  console.log(what.padEnd(28) + cells.map((cell) => cell.padStart(12)).join(''))
line('commit', 'gas', 'gas/unit', 'gate')
for (const { what, gas, perUnit } of rows)
  line(what, String(gas), perUnit, gas <= gate ? `<= ${gate}` : `MISSED ${gate}`)
line('deployment', String(deployGas))

const missed = rows.filter(({ gas }) => gas > gate)
if (process.argv.includes('--check') && missed.length > 0) process.exitCode = 1
