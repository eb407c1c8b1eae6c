/** Signs and sends transactions of one account and follows them into a block. */
import { setTimeout as pause } from 'node:timers/promises'
import { GridError, isHex, parseAccount } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { Transaction, Wallet } from 'ethers'
import { namedRefusal } from './contract.ts'
import type { ChainNode, Receipt } from './node.ts'

export interface Sent {
  readonly txHash: Hex
  /** @throws `CHAIN_COMMIT_PENDING` (retryable) when no block takes it in time. */
  readonly wait: () => Promise<Receipt>
}

export interface Sender {
  readonly account: Account
  /** @throws `CHAIN_NO_FUNDS`, `LEDGER_REFUSED`, `CHAIN_REFUSED`, `CHAIN_UNREACHABLE` */
  readonly send: (to: Account | null, data: Hex) => Promise<Sent>
  /** Waits until no transaction of this account is under way. @throws `CHAIN_COMMIT_PENDING` */
  readonly settle: () => Promise<void>
}

const pollMs = 250

/** @throws `CHAIN_BAD_KEY` */
export function createSender(node: ChainNode, privateKey: string, waitMs: number): Sender {
  const wallet = parseKey(privateKey)
  const account = parseAccount(wallet.address)

  const pending = (details: Record<string, unknown>): GridError =>
    new GridError('CHAIN_COMMIT_PENDING', `a transaction is in no block after ${waitMs} ms`, {
      hint: 'Commit the same batch again later: it will be found if a block took it meanwhile.',
      retryable: true,
      details: { account, waitMs, ...details },
    })

  const poll = async <T>(look: () => Promise<T | null>, details: Record<string, unknown>) => {
    for (let waitedMs = 0; ; waitedMs += pollMs) {
      const found = await look()
      if (found !== null) return found
      if (waitedMs >= waitMs) throw pending(details)
      await pause(pollMs)
    }
  }

  const send = async (to: Account | null, data: Hex): Promise<Sent> => {
    const estimate = await node.estimateGas(account, to, data).catch((error: unknown) => {
      throw namedRefusal(error)
    })
    const gasLimit = (estimate * 12n) / 10n
    const maxPriorityFeePerGas = await node.fetchPriorityFee()
    const maxFeePerGas = 2n * (await node.fetchBaseFee()) + maxPriorityFeePerGas
    await requireFunds(node, account, gasLimit * maxFeePerGas)
    const transaction = Transaction.from({
      type: 2,
      chainId: await node.fetchChainId(),
      nonce: await node.fetchNonce(account, 'latest'),
      to,
      data,
      gasLimit,
      maxFeePerGas,
      maxPriorityFeePerGas,
    })
    transaction.signature = wallet.signingKey.sign(transaction.unsignedHash)
    const txHash = await node.sendTransaction(transaction.serialized as Hex)
    return { txHash, wait: () => poll(() => node.fetchReceipt(txHash), { txHash }) }
  }

  const settle = async (): Promise<void> => {
    const look = async () => {
      const mined = await node.fetchNonce(account, 'latest')
      return (await node.fetchNonce(account, 'pending')) > mined ? null : true
    }
    await poll(look, {})
  }

  return { account, send, settle }
}

function parseKey(privateKey: string): Wallet {
  try {
    if (isHex(privateKey.toLowerCase(), 32)) return new Wallet(privateKey)
  } catch {
    // outside the curve's order: said below, without the key
  }
  throw new GridError('CHAIN_BAD_KEY', 'found a private key that is not one of secp256k1', {
    hint: 'Give the key as 0x followed by 64 hexadecimal digits.',
  })
}

async function requireFunds(node: ChainNode, account: Account, needed: bigint): Promise<void> {
  const balance = await node.fetchBalance(account)
  if (balance >= needed) return
  throw new GridError('CHAIN_NO_FUNDS', `${account} has ${balance} wei, expected ${needed}`, {
    hint: `Send at least ${needed - balance} wei to ${account}.`,
    details: { account, balance, needed, origin: node.origin },
  })
}
