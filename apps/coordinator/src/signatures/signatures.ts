/**
 * Signatures in a thread of their own: a report of fifty takes milliseconds of arithmetic, and
 * every other request would wait for them.
 */
import { Worker } from 'node:worker_threads'
import { GridError } from '@pumasi/domain'
import type { Signatures, Signing } from '@pumasi/engine'
import type { SignedReceipt, SigningDomain } from '@pumasi/proof'
import type { Question } from './thread.ts'

/** Receipts in one message, so that short reports do not wait for long ones. */
const STRETCH = 50

interface Answer {
  readonly id: number
  readonly signings: readonly Signing[]
}

interface Waiting {
  readonly resolve: (signings: readonly Signing[]) => void
  readonly reject: (error: unknown) => void
}

export interface SignatureThread extends Signatures {
  readonly stop: () => Promise<void>
}

/** Starts the thread. One that ends unexpectedly is started anew with the next question. */
export function startSignatures(): SignatureThread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let asked = 0

  const fail = (cause: unknown): void => {
    const error = new GridError('SIGNATURES_STOPPED', 'lost the thread that reads signatures', {
      hint: 'Send the receipts again.',
      retryable: true,
      cause,
    })
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    worker = null
  }
  const start = (): Worker => {
    const started = new Worker(new URL('./thread.ts', import.meta.url))
    // The process may end while nobody waits for an answer.
    started.unref()
    started.on('message', ({ id, signings }: Answer) => {
      waiting.get(id)?.resolve(signings)
      waiting.delete(id)
    })
    started.on('error', fail)
    started.on('exit', (code) => {
      if (worker === started) fail(new Error(`it ended with ${code}`))
    })
    return started
  }
  const ask = (
    signed: readonly SignedReceipt[],
    domain: SigningDomain,
  ): Promise<readonly Signing[]> =>
    new Promise((resolve, reject) => {
      worker ??= start()
      const question: Question = { id: (asked += 1), signed, domain }
      waiting.set(question.id, { resolve, reject })
      worker.postMessage(question)
    })

  return {
    readSignings: async (signed, domain) => {
      const bare = signed.map(({ receipt, signature }) => ({ receipt, signature }))
      const stretches = Array.from({ length: Math.ceil(bare.length / STRETCH) }, (_, index) =>
        ask(bare.slice(index * STRETCH, (index + 1) * STRETCH), domain),
      )
      return (await Promise.all(stretches)).flat()
    },
    stop: async () => {
      const ending = worker
      worker = null
      await ending?.terminate()
    },
  }
}
