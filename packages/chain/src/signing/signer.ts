/**
 * Signer: whoever holds the key of an account and signs its transactions.
 *
 * In: a transaction in full. Out: the signed bytes. A signer decides nothing about the transaction:
 * what comes back signed otherwise than asked is refused (remote-signer.test.ts).
 */
import { GridError, isHex, parseAccount } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { Transaction, Wallet } from 'ethers'

/** An EIP-1559 transaction without its signature. */
export interface UnsignedTransaction {
  readonly chainId: bigint
  readonly nonce: number
  /** Null deploys a contract. */
  readonly to: Account | null
  readonly data: Hex
  /** Wei it hands over. */
  readonly value: bigint
  readonly gasLimit: bigint
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

export interface SignedTransaction {
  readonly raw: Hex
  readonly txHash: Hex
}

export interface TransactionSigner {
  readonly account: Account
  /** @throws `SIGNER_UNREACHABLE` (retryable), `SIGNER_REFUSED`, `SIGNER_ALTERED` */
  sign(transaction: UnsignedTransaction): Promise<SignedTransaction>
}

/** Signs with a key in this process. @throws `CHAIN_BAD_KEY` */
export function keySigner(privateKey: string): TransactionSigner {
  const wallet = parseKey(privateKey)
  return {
    account: parseAccount(wallet.address),
    sign: async (fields) => {
      const transaction = Transaction.from({ type: 2, ...fields })
      transaction.signature = wallet.signingKey.sign(transaction.unsignedHash)
      return { raw: transaction.serialized as Hex, txHash: transaction.hash as Hex }
    },
  }
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
