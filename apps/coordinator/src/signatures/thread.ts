/** The thread that reads signatures: answers each message with what its receipts' say. */
import { parentPort } from 'node:worker_threads'
import { recoverNatively } from '@pumasi/chain/signatures'
import { readSigning } from '@pumasi/engine'
import { accelerateKeccak, accelerateSignatures } from '@pumasi/proof'
import type { SignedReceipt, SigningDomain } from '@pumasi/proof'

export interface Question {
  readonly id: number
  readonly signed: readonly SignedReceipt[]
  readonly domain: SigningDomain
}

await accelerateKeccak()
if (recoverNatively !== null) accelerateSignatures(recoverNatively)

parentPort?.on('message', ({ id, signed, domain }: Question) => {
  const signings = signed.map((one) => readSigning(one, domain))
  parentPort?.postMessage({ id, signings })
})
