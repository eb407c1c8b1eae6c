/** Entry of a Web Worker. */
import type { Job } from './messages.ts'
import { serveJob } from './serve.ts'

/** The worker's global scope, as far as it is needed. */
interface WorkerScope {
  onmessage: ((event: { readonly data: Job }) => void) | null
  postMessage(message: unknown, transfer: ArrayBuffer[]): void
}

const scope = globalThis as unknown as WorkerScope
scope.onmessage = ({ data }) => {
  void serveJob(data, (answer, transfer) => scope.postMessage(answer, transfer))
}
