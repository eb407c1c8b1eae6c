/**
 * Signs and sends transactions of one account and follows them into a block, one after another.
 *
 * A transaction the node forgets is given to it again, byte for byte. One that no block takes in
 * time is replaced by the next call, under the same nonce and for a higher fee, so that at most one
 * of them is ever mined. Several processes may send with one key: whoever is overtaken is told, and
 * looks again at what is there.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { GridError, isGridError } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { namedRefusal } from './contract.ts'
import type { ChainNode, Receipt } from './node.ts'
import type { SignedTransaction, TransactionSigner } from './signing/signer.ts'

export interface Sent {
  readonly txHash: Hex
  /**
   * @throws `CHAIN_COMMIT_PENDING` (retryable) when no block takes it in time,
   * `CHAIN_TRANSACTION_LOST` (retryable) when none ever will.
   */
  readonly wait: () => Promise<Receipt>
}

/** What a transaction does. */
export interface Call {
  readonly chainId: bigint
  /** Null deploys a contract. */
  readonly to: Account | null
  readonly data: Hex
  /** Wei it hands over; none when not given. */
  readonly value?: bigint
}

export interface Sender {
  readonly account: Account
  /**
   * Sends under a nonce of {@link settle}, in place of whatever waits under it.
   * @throws `CHAIN_NO_FUNDS`, `LEDGER_REFUSED`, `CHAIN_REFUSED`, `CHAIN_UNREACHABLE`, what the
   * signer throws, `CHAIN_COMMIT_PENDING` when what waits pays more
   */
  readonly send: (call: Call, nonce: number) => Promise<Sent>
  /**
   * Waits until no transaction of this account is under way, but no longer than one may take;
   * answers the next nonce. Whatever is mined later makes it void, so `send` may rely on what the
   * chain shows after this call.
   */
  readonly settle: () => Promise<number>
}

/** How often the chain is looked at. */
export const pollMs = 250
/** Of the fee that is enough now; nodes ask a tenth more for a replacement. */
const feeSteps = [10n, 13n, 17n, 22n] as const

export function createSender(node: ChainNode, signer: TransactionSigner, waitMs: number): Sender {
  const { account } = signer

  const pending = (details: Record<string, unknown>): GridError =>
    new GridError('CHAIN_COMMIT_PENDING', `a transaction is in no block after ${waitMs} ms`, {
      hint: 'Commit the same batch again later: it will be found if a block took it meanwhile.',
      retryable: true,
      details: { account, waitMs, ...details },
    })

  /** Null when nothing was found in time. */
  const poll = async <T>(look: () => Promise<T | null>): Promise<T | null> => {
    for (let waitedMs = 0; ; waitedMs += pollMs) {
      const found = await look()
      if (found !== null || waitedMs >= waitMs) return found
      await pause(pollMs)
    }
  }

  /** Looks at a transaction on its way. */
  const follower = ({ nonce, raw, txHash }: Signed) => {
    let overtaken = false
    return async (): Promise<Receipt | null> => {
      const mined = await node.fetchNonce(account, 'latest')
      const receipt = await node.fetchReceipt(txHash)
      if (receipt !== null) return receipt
      if (mined < nonce) throw lost(txHash, 'the chain lost blocks before it', { nonce, mined })
      if (mined > nonce) {
        // A node counts a transaction a moment before it has the receipt: that alone tells nothing.
        if (overtaken) throw lost(txHash, 'another transaction took its nonce', { nonce, mined })
        overtaken = true
      } else if (!(await node.knowsTransaction(txHash))) await hand(raw)
      return null
    }
  }

  const hand = (raw: Hex): Promise<'taken' | 'underpriced'> =>
    node.sendTransaction(raw).then(
      () => 'taken',
      (error: unknown) => {
        const message = isGridError(error, 'CHAIN_REFUSED') ? String(error.details.message) : ''
        // The very same one is there already: it was sent before an answer was lost.
        if (/already (known|imported)/i.test(message)) return 'taken'
        if (/underpriced|not ?allowed/i.test(message)) return 'underpriced'
        throw error
      },
    )

  const send = async (call: Call, nonce: number): Promise<Sent> => {
    const { chainId, to, data, value = 0n } = call
    const estimate = await node
      .estimateGas({ from: account, to, data, value })
      .catch((error: unknown) => {
        throw namedRefusal(error)
      })
    const gasLimit = (estimate * 12n) / 10n
    const maxPriorityFeePerGas = await node.fetchPriorityFee()
    const maxFeePerGas = 2n * (await node.fetchBaseFee()) + maxPriorityFeePerGas
    await requireFunds(node, account, value + gasLimit * maxFeePerGas)
    for (const step of feeSteps) {
      const { raw, txHash } = await signer.sign({
        ...{ chainId, nonce, to, data, value, gasLimit },
        maxFeePerGas: (maxFeePerGas * step) / 10n,
        maxPriorityFeePerGas: (maxPriorityFeePerGas * step) / 10n,
      })
      if ((await hand(raw)) === 'underpriced') continue
      const wait = async (): Promise<Receipt> => {
        const receipt = await poll(follower({ nonce, raw, txHash }))
        if (receipt === null) throw pending({ txHash, nonce })
        return receipt
      }
      return { txHash, wait }
    }
    // One under way pays well over what is enough now: a block will take it.
    throw pending({ nonce })
  }

  const settle = async (): Promise<number> => {
    const settled = await poll(async () => {
      const mined = await node.fetchNonce(account, 'latest')
      return (await node.fetchNonce(account, 'pending')) > mined ? null : mined
    })
    return settled ?? node.fetchNonce(account, 'latest')
  }

  return { account, send, settle }
}

interface Signed extends SignedTransaction {
  readonly nonce: number
}

const lost = (txHash: Hex, reason: string, details: Record<string, unknown>): GridError =>
  new GridError('CHAIN_TRANSACTION_LOST', `the transaction ${txHash} is void: ${reason}`, {
    hint: 'Commit again: the ledger tells what is missing.',
    retryable: true,
    details: { txHash, ...details },
  })

async function requireFunds(node: ChainNode, account: Account, needed: bigint): Promise<void> {
  const balance = await node.fetchBalance(account)
  if (balance >= needed) return
  throw new GridError('CHAIN_NO_FUNDS', `${account} has ${balance} wei, expected ${needed}`, {
    hint: `Send at least ${needed - balance} wei to ${account}.`,
    details: { account, balance, needed, origin: node.origin },
  })
}
