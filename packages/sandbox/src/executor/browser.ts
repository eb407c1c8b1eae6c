/** The executor of a browser tab: a pool of Web Workers. Imports nothing of Node. */
import type { Executor } from '@pumasi/engine'
import { createExecutor } from './executor.ts'
import type { Answer, Job } from './messages.ts'
import type { Thread, ThreadEvents } from './pool.ts'

export interface BrowserExecutorOptions {
  /** Executions at the same time; one fewer than the cores, so that the page stays responsive. */
  readonly threads?: number
}

/** The part of the browser's `Worker` that is used. */
interface WebWorker {
  onmessage: ((event: { readonly data: Answer }) => void) | null
  onerror: ((event: { readonly message?: string }) => void) | null
  postMessage(job: Job): void
  terminate(): void
}
declare const Worker: new (url: URL, options: { readonly type: 'module' }) => WebWorker
declare const navigator: { readonly hardwareConcurrency?: number }

/**
 * An executor on Web Workers, with the same outcomes as the one on Node's threads. Bundlers find
 * the worker's script by the literal `new Worker(new URL(...))` below.
 */
export function createBrowserExecutor(options: BrowserExecutorOptions = {}): Executor {
  const spare = Math.max(1, (navigator.hardwareConcurrency ?? 2) - 1)
  return createExecutor(spawnThread, options.threads ?? spare)
}

function spawnThread(events: ThreadEvents): Thread {
  const worker = new Worker(new URL('./web-thread.ts', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }) => events.answered(data)
  worker.onerror = ({ message }) =>
    events.died(`the worker failed: ${message ?? 'no reason given'}`)
  return {
    post: (job) => worker.postMessage(job),
    terminate: () => worker.terminate(),
    setBusy: () => undefined,
  }
}
