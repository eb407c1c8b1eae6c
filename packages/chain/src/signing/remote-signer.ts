/**
 * A signer in another process or machine, asked over JSON-RPC with `eth_signTransaction`: clef,
 * web3signer and their like. The key never comes here; what does come back is read field by field.
 */
import { GridError, isGridError, parseAccount } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { Transaction } from 'ethers'
import { createRpc } from '../rpc.ts'
import type { SignedTransaction, TransactionSigner, UnsignedTransaction } from './signer.ts'

export interface RemoteSigner {
  readonly url: string
  /** Whose key it holds. */
  readonly account: Account
  /** Time for one signature, a person's consent included; two minutes by default. */
  readonly timeoutMs?: number
}

/** @throws `CHAIN_BAD_URL` */
export function remoteSigner({
  url,
  account,
  timeoutMs = 120_000,
}: RemoteSigner): TransactionSigner {
  const rpc = createRpc(url, { timeoutMs, answerMaxBytes: 2 ** 21 })
  return {
    account,
    sign: async (transaction) => {
      const answer = await rpc
        .call('eth_signTransaction', [toRequest(transaction, account)])
        .catch((error: unknown) => {
          throw named(error, rpc.origin)
        })
      return readSigned(answer, transaction, account)
    },
  }
}

const quantity = (value: number | bigint): Hex => `0x${value.toString(16)}`

const toRequest = (transaction: UnsignedTransaction, from: Account) => ({
  from,
  ...(transaction.to !== null && { to: transaction.to }),
  chainId: quantity(transaction.chainId),
  nonce: quantity(transaction.nonce),
  gas: quantity(transaction.gasLimit),
  maxFeePerGas: quantity(transaction.maxFeePerGas),
  maxPriorityFeePerGas: quantity(transaction.maxPriorityFeePerGas),
  value: quantity(transaction.value),
  data: transaction.data,
})

/** Clef answers `{raw, tx}`, web3signer the bytes alone. */
function readSigned(
  answer: unknown,
  expected: UnsignedTransaction,
  account: Account,
): SignedTransaction {
  const raw = typeof answer === 'string' ? answer : (answer as { raw?: unknown } | null)?.raw
  const signed = parse(raw)
  const found = signed && {
    ...{ chainId: signed.chainId, nonce: signed.nonce, data: signed.data },
    to: signed.to === null ? null : parseAccount(signed.to),
    gasLimit: signed.gasLimit,
    maxFeePerGas: signed.maxFeePerGas,
    maxPriorityFeePerGas: signed.maxPriorityFeePerGas,
    ...{ type: signed.type, value: signed.value, accessList: signed.accessList?.length ?? 0 },
    from: signed.from === null ? null : parseAccount(signed.from),
  }
  const wanted = { ...expected, type: 2, accessList: 0, from: account }
  const fields = Object.keys(wanted) as (keyof typeof wanted)[]
  const field = fields.find((name) => found?.[name] !== wanted[name])
  if (signed !== null && field === undefined) {
    return { raw: signed.serialized as Hex, txHash: signed.hash as Hex }
  }
  const what = found === null ? 'something else than a transaction' : `another ${field}`
  throw new GridError('SIGNER_ALTERED', `the signer answered with ${what}`, {
    hint: 'Nothing was sent. Check that the signer signs as it is asked, for this account.',
    details:
      found === null
        ? {}
        : { field, found: found[field ?? 'from'], expected: wanted[field ?? 'from'] },
  })
}

function parse(raw: unknown): Transaction | null {
  try {
    return typeof raw === 'string' ? Transaction.from(raw) : null
  } catch {
    return null
  }
}

function named(error: unknown, origin: string): unknown {
  if (isGridError(error, 'CHAIN_UNREACHABLE')) {
    const reason = String(error.details.reason)
    return new GridError('SIGNER_UNREACHABLE', `no signature from ${origin}: ${reason}`, {
      hint: 'Check that the signer runs, and that somebody consents where it asks.',
      ...{ retryable: true, details: error.details, cause: error },
    })
  }
  if (!isGridError(error, 'CHAIN_REFUSED')) return error
  const reason = String(error.details.message)
  return new GridError('SIGNER_REFUSED', `the signer at ${origin} refused: ${reason}`, {
    hint: 'Look at its rules and at the account it was asked for.',
    ...{ details: error.details, cause: error },
  })
}
