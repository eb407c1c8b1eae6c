/** The executor of a Node process: a pool of worker threads. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Executor } from '@pumasi/engine'
import { createExecutor } from './executor.ts'
import type { ExecutorPace } from './executor.ts'
import type { Answer } from './messages.ts'
import type { Thread, ThreadEvents } from './pool.ts'

export interface NodeExecutorOptions {
  /** Executions at the same time; as many as there are cores unless told otherwise. */
  readonly threads?: number
  /** `reference` runs many times slower: to compare with. */
  readonly pace?: ExecutorPace
}

/**
 * An executor on worker threads. Idle threads do not keep the process alive; `close` ends them.
 *
 * @example
 * const executor = createNodeExecutor({ threads: 2 })
 * const { exitClass, fuel } = await executor.execute(request)
 */
export function createNodeExecutor(options: NodeExecutorOptions = {}): Executor {
  return createExecutor(spawnThread, options.threads ?? availableParallelism(), options.pace)
}

function spawnThread(events: ThreadEvents): Thread {
  const worker = new Worker(new URL('./node-thread.ts', import.meta.url))
  worker.unref()
  worker.on('message', (answer: Answer) => events.answered(answer))
  worker.on('error', (error) => events.died(`the thread failed: ${error.message}`))
  worker.on('exit', (code) => events.died(`the thread ended with code ${code}`))
  return {
    post: (job) => worker.postMessage(job),
    terminate: () => void worker.terminate(),
    setBusy: (busy) => (busy ? worker.ref() : worker.unref()),
  }
}
