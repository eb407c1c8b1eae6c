import { GridError, parseAccount } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { loadBytecode, localTerms } from '@pumasi/ledger'
import { encodeDeployment } from './contract.ts'
import { createNode } from './node.ts'
import { createRpc } from './rpc.ts'
import { createSender } from './sender.ts'
import { keySigner } from './signing/signer.ts'

/** `prev` of a ledger's first header when it succeeds none. */
const noPredecessor: Hex = `0x${'00'.repeat(32)}`

export interface Deployment {
  readonly rpcUrl: string
  /** Pays, and becomes admin, committer and guardian. */
  readonly privateKey: string
  /** The tip of the ledger this one succeeds; zero for none. */
  readonly genesis?: Hex
  /** Who attests, in any order; nobody when not given. Never the deployer, who commits. */
  readonly attestors?: readonly Account[]
  /** Attestors who must sign a batch; all of them when not given. */
  readonly commitQuorum?: number
}

/**
 * Deploys a new ledger on the terms of a local chain and answers with its address once it is in a
 * block.
 * @throws `LEDGER_NOT_BUILT`, `CHAIN_NO_FUNDS`, `CHAIN_UNREACHABLE`, `CHAIN_COMMIT_PENDING`
 */
export async function deployLedger({
  rpcUrl,
  privateKey,
  genesis = noPredecessor,
  attestors = [],
  commitQuorum = attestors.length,
}: Deployment): Promise<Account> {
  const bytecode = loadBytecode()
  if (bytecode === null)
    throw new GridError('LEDGER_NOT_BUILT', 'found no compiled contract in contracts/ledger/dist', {
      hint: 'Run `npx nx run ledger:build`.',
    })
  const node = createNode(createRpc(rpcUrl))
  const sender = createSender(node, keySigner(privateKey), 120_000)
  const staff = { attestors: attestors.toSorted(), commitQuorum }
  const terms = encodeDeployment(sender.account, genesis, localTerms, staff)
  const code: Hex = `${bytecode}${terms.slice(2)}`
  const call = { chainId: await node.fetchChainId(), to: null, data: code }
  const { txHash, wait } = await sender.send(call, await sender.settle())
  const { succeeded, contract } = await wait()
  if (succeeded && contract !== null) return parseAccount(contract)
  throw new GridError('LEDGER_REFUSED', `the deployment ${txHash} was reverted`, {
    hint: 'Look at the transaction on the chain; deploy again when the cause is clear.',
    details: { txHash },
  })
}
