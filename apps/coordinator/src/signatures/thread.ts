/** The thread that reads signatures: answers each message with who signed its receipts. */
import { parentPort } from 'node:worker_threads'
import { recoverNatively } from '@pumasi/chain/signatures'
import { recoverSession, recoverSigner } from '@pumasi/proof'
import type { SignedReceipt, SigningDomain } from '@pumasi/proof'

export interface Question {
  readonly id: number
  readonly signed: readonly SignedReceipt[]
  readonly domain: SigningDomain
}

const recover = recoverNatively ?? recoverSigner

parentPort?.on('message', ({ id, signed, domain }: Question) => {
  const sessions = signed.map((one) => recoverSession(one, domain, recover))
  parentPort?.postMessage({ id, sessions })
})
