/** Asks the chain a visitor chose, in a thread of its own; ends in time whatever the node does. */
import { GridError } from '@pumasi/domain'
import type { Answer, ChainPlace, QuestionName, Questions } from './questions.ts'

/** Time all questions to a node may take together; each call has ten seconds of its own. */
const ASK_MS = 60_000
/** Waiting for a block takes what blocks take. */
const RECEIPT_MS = 180_000

/** @throws what a ledger reader throws, `CHAIN_UNREACHABLE` when too slow, the signal's reason */
export function askChain<Name extends QuestionName>(
  name: Name,
  place: ChainPlace,
  ask: Questions[Name]['ask'],
  signal?: AbortSignal,
): Promise<Questions[Name]['answer']> {
  const worker = new Worker(new URL('./chain-thread.ts', import.meta.url), { type: 'module' })
  const timeMs = name === 'receipt' ? RECEIPT_MS : ASK_MS
  const late = AbortSignal.timeout(timeMs)
  const stopping = signal === undefined ? late : AbortSignal.any([signal, late])
  return new Promise<Questions[Name]['answer']>((resolve, reject) => {
    stopping.addEventListener('abort', () => {
      reject(signal?.aborted ? (signal.reason as Error) : tooSlow(timeMs))
    })
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('answer' in data) return resolve(data.answer as Questions[Name]['answer'])
      const { code, message, retryable, hint } = data.error
      reject(new GridError(code, message, { retryable, ...(hint && { hint }) }))
    }
    worker.onerror = () => reject(notLoaded())
    worker.postMessage({ name, place, ask })
  }).finally(() => worker.terminate())
}

const tooSlow = (timeMs: number): GridError =>
  new GridError('CHAIN_UNREACHABLE', `found no end of the answers in ${timeMs / 1_000} s`, {
    hint: 'Try another node of the same chain.',
    retryable: true,
  })

const notLoaded = (): GridError =>
  new GridError('PAGE_PART_MISSING', 'found the part of this page that reads chains missing', {
    hint: 'Reload the page to try again.',
    retryable: true,
  })
