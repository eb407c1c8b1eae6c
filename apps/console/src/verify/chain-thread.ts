/**
 * A Web Worker that asks the node of a chain what it holds, and examines a proof file against it.
 *
 * It is served with a policy of its own: the only script of this origin that may speak to others
 * (docs/adr/0025). It knows the file, the address of the node and that of the ledger, nothing else.
 */
import { connectLedger } from '@pumasi/chain/reader'
import { toErrorShape } from '@pumasi/domain'
import type { GridErrorShape } from '@pumasi/domain'
import { fetchChainEvidence } from '@pumasi/engine'
import { examineProofFile } from '@pumasi/proof'
import type { ProofFile, ProofStep } from '@pumasi/proof'

export interface ChainPlace {
  readonly rpcUrl: string
  readonly ledger: string
}

export interface Question extends ChainPlace {
  readonly file: ProofFile
}

export type Answer = { readonly steps: readonly ProofStep[] } | { readonly error: GridErrorShape }

async function examine({ rpcUrl, ledger, file }: Question): Promise<Answer> {
  try {
    const reader = connectLedger({ rpcUrl, address: ledger })
    return { steps: examineProofFile(file, await fetchChainEvidence(reader, file)) }
  } catch (error) {
    const { code, message, hint, retryable } = toErrorShape(error)
    // Details may hold what cannot be sent between threads.
    return { error: { code, message, retryable, details: {}, ...(hint && { hint }) } }
  }
}

onmessage = ({ data }: MessageEvent<Question>) => {
  void examine(data).then((answer) => postMessage(answer))
}
