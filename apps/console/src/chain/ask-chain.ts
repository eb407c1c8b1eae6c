/** Asks the chain a visitor chose, in a thread of its own; ends in time whatever the node does. */
import { GridError } from '@pumasi/domain'
import type { Answer, ChainPlace, Progress, QuestionName, Questions } from './questions.ts'

/** Time all questions to a node may take together; each call has ten seconds of its own. */
const ASK_MS = 60_000
/** Where it takes longer: until a block has a transaction, and to check thousands of signatures. */
const LONGER_MS: Partial<Record<QuestionName, number>> = { receipt: 180_000, batch: 900_000 }

interface Asking {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress['progress']) => void
}

/** @throws what a ledger reader throws, `CHAIN_UNREACHABLE` when too slow, the signal's reason */
export function askChain<Name extends QuestionName>(
  name: Name,
  place: ChainPlace,
  ask: Questions[Name]['ask'],
  { signal, onProgress }: Asking = {},
): Promise<Questions[Name]['answer']> {
  const worker = new Worker(new URL('./chain-thread.ts', import.meta.url), { type: 'module' })
  const timeMs = LONGER_MS[name] ?? ASK_MS
  const late = AbortSignal.timeout(timeMs)
  const stopping = signal === undefined ? late : AbortSignal.any([signal, late])
  return new Promise<Questions[Name]['answer']>((resolve, reject) => {
    stopping.addEventListener('abort', () => {
      reject(signal?.aborted ? (signal.reason as Error) : tooSlow(timeMs))
    })
    worker.onmessage = ({ data }: MessageEvent<Answer | Progress>) => {
      if ('progress' in data) return onProgress?.(data.progress)
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
