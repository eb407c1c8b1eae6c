/** Examines a proof file against the chain a visitor chose; ends in time whatever the node does. */
import { GridError } from '@pumasi/domain'
import type { ProofFile, ProofStep } from '@pumasi/proof'
import type { Answer, ChainPlace, Question } from './chain-thread.ts'

/** Time all questions to a node may take together; each call has ten seconds of its own. */
const EXAMINE_MS = 60_000

/** @throws what a ledger reader throws, the signal's reason */
export function examineFile(
  file: ProofFile,
  { rpcUrl, ledger }: ChainPlace,
  signal: AbortSignal,
): Promise<readonly ProofStep[]> {
  const worker = new Worker(new URL('./chain-thread.ts', import.meta.url), { type: 'module' })
  const stopping = AbortSignal.any([signal, AbortSignal.timeout(EXAMINE_MS)])
  return new Promise<readonly ProofStep[]>((resolve, reject) => {
    stopping.addEventListener('abort', () => {
      reject(signal.aborted ? (signal.reason as Error) : tooSlow())
    })
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('steps' in data) return resolve(data.steps)
      const { code, message, retryable, hint } = data.error
      reject(new GridError(code, message, { retryable, ...(hint && { hint }) }))
    }
    worker.onerror = () => reject(notLoaded())
    worker.postMessage({ rpcUrl, ledger, file } satisfies Question)
  }).finally(() => worker.terminate())
}

const tooSlow = (): GridError =>
  new GridError('CHAIN_UNREACHABLE', `found no end of the answers in ${EXAMINE_MS / 1000} s`, {
    hint: 'Try another node of the same chain.',
    retryable: true,
  })

const notLoaded = (): GridError =>
  new GridError('PAGE_PART_MISSING', 'found the part of this page that reads chains missing', {
    hint: 'Reload the page to try again.',
    retryable: true,
  })
