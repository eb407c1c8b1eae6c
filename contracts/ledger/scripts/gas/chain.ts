/**
 * A ledger on Hardhat's own chain, for scripts that measure: transactions, time, signatures. Time
 * is counted, not read, so that each run signs and hashes the same bytes and costs the same.
 */
import { readFileSync } from 'node:fs'
import { Interface, Signature, TypedDataEncoder, Wallet, id } from 'ethers'
import hardhat from 'hardhat'

const { abi, bytecode } = JSON.parse(
  readFileSync(new URL('../../dist/GridLedger.json', import.meta.url), 'utf8'),
) as { abi: ConstructorParameters<typeof Interface>[0]; bytecode: string }
const ledger = new Interface(abi)

export const finalityWindow = 86_400
export const disputeWindow = 86_400
export const fuelPerCreditMicro = 1_000n
export const challengeBond = 10n ** 16n

const wallets = ['one', 'two', 'three', 'four']
  .map((name) => new Wallet(id(`attestor ${name}`)))
  .sort((a, b) => (a.address.toLowerCase() < b.address.toLowerCase() ? -1 : 1))

interface Receipt {
  readonly gasUsed: string
  readonly status: string
  readonly contractAddress: string
}

export type Chain = Awaited<ReturnType<typeof deployChain>>

/** A new chain with a ledger of four attestors. */
export async function deployChain(commitQuorum: number) {
  const { provider } = await hardhat.network.create()
  const ask = (method: string, ...params: unknown[]): Promise<unknown> =>
    provider.request({ method, params })
  const [from = '', stranger = ''] = (await ask('eth_accounts')) as string[]
  let now = 2_000_000_000

  /** Sends a transaction, which must succeed, and reads how much it burned. */
  const send = async (data: string, to?: string, value = 0n, sender = from) => {
    const call = { from: sender, data, ...(to && { to }), value: `0x${value.toString(16)}` }
    await ask('evm_setNextBlockTimestamp', ++now)
    const hash = await ask('eth_sendTransaction', call)
    const receipt = (await ask('eth_getTransactionReceipt', hash)) as Receipt
    if (receipt.status !== '0x1') throw new Error(`reverted: ${data.slice(0, 10)}`)
    return { gas: Number(receipt.gasUsed), address: receipt.contractAddress }
  }

  const attestors = wallets.map(({ address }) => address)
  const noGenesis = `0x${'00'.repeat(32)}`
  const windows = [finalityWindow, disputeWindow]
  const terms = [noGenesis, from, 86_400, ...windows, fuelPerCreditMicro, challengeBond]
  const staff = [from, from, attestors, commitQuorum, 3]
  const deployed = await send(bytecode + ledger.encodeDeploy([terms, staff]).slice(2))
  const { address } = deployed
  const chainId = BigInt((await ask('eth_chainId')) as string)
  const domain = { name: 'Pumasi', version: '1', chainId, verifyingContract: address }

  return {
    stranger,
    deployGas: deployed.gas,
    call: async (name: string, args: readonly unknown[], value?: bigint, sender?: string) =>
      (await send(ledger.encodeFunctionData(name, args), address, value, sender)).gas,
    view: async (name: string, ...args: readonly unknown[]): Promise<unknown> => {
      const data = ledger.encodeFunctionData(name, args)
      const answer = await ask('eth_call', { to: address, data })
      return ledger.decodeFunctionResult(name, answer as string)[0]
    },
    /** Time of the latest block. */
    now: () => now,
    pass: (seconds: number) => {
      now += seconds
    },
    /** Signatures of `count` attestors, ascending by signer, as the contract takes them. */
    sign: (type: string, fields: string, message: Record<string, unknown>, count: number) => {
      const types = fields.split(', ').map((field) => {
        const [kind = '', name = ''] = field.split(' ')
        return { type: kind, name }
      })
      const digest = TypedDataEncoder.hash(domain, { [type]: types }, message)
      return wallets.slice(0, count).map((wallet) => {
        const { r, yParityAndS } = Signature.from(wallet.signingKey.sign(digest))
        return [r, yParityAndS]
      })
    },
  }
}
