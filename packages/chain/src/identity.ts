/**
 * Is this our ledger? The contract's own EIP-712 domain must be the one computed from the chain id
 * and the address: no other contract, and no other chain behind the URL, gives that answer.
 */
import { GridError, isGridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import type { LedgerIdentity } from '@pumasi/engine'
import { domainSeparator } from '@pumasi/proof'
import type { Views } from './contract.ts'
import type { ChainNode } from './node.ts'

export interface VerifiedLedger extends LedgerIdentity {
  /** First block worth searching for events. */
  readonly deployedAtBlock: number
}

/** Major version of the contract this room speaks to. */
const versionExpected = /^2\./

const wrongContract = (address: Account, found: string, cause?: unknown): GridError =>
  new GridError(
    'CHAIN_WRONG_CONTRACT',
    `the contract at ${address} is no Pumasi ledger: ${found}`,
    {
      hint: 'Give the address of a Pumasi ledger on this chain.',
      details: { address, found },
      cause,
    },
  )

/** @throws `CHAIN_NO_CONTRACT`, `CHAIN_WRONG_CONTRACT`, `CHAIN_WRONG_ID`, `CHAIN_UNREACHABLE` */
export async function verifyIdentity(
  node: ChainNode,
  views: Views,
  address: Account,
  chainIdExpected?: bigint,
): Promise<VerifiedLedger> {
  const chainId = await node.fetchChainId()
  if (chainIdExpected !== undefined && chainId !== chainIdExpected)
    throw new GridError('CHAIN_WRONG_ID', `found chain ${chainId}, expected ${chainIdExpected}`, {
      hint: 'Give the RPC URL of the chain this ledger is on.',
      details: { found: chainId, expected: chainIdExpected, origin: node.origin },
    })
  if ((await node.fetchCode(address)) === '0x')
    throw new GridError('CHAIN_NO_CONTRACT', `found no contract at ${address}, chain ${chainId}`, {
      hint: 'Check the address and the chain; a local chain begun anew has lost its contracts.',
      details: { address, chainId, origin: node.origin },
    })
  const [version, domain] = await Promise.all([views.version(), views.domainSeparator()]).catch(
    (cause: unknown) => {
      if (isGridError(cause, 'CHAIN_UNREACHABLE')) throw cause
      throw wrongContract(address, 'it does not answer like one', cause)
    },
  )
  const expected = domainSeparator({ chainId, ledger: address })
  if (domain !== expected)
    throw wrongContract(address, `domain separator ${domain}, expected ${expected}`)
  if (!versionExpected.test(version))
    throw wrongContract(address, `version ${version}, expected 2.x`)
  return {
    chainId,
    address,
    genesis: await views.genesis(),
    fuelPerCreditMicro: await views.fuelPerCreditMicro(),
    deployedAtBlock: await views.deployedAtBlock(),
  }
}
