/** Entry of a Node worker thread. */
import { parentPort } from 'node:worker_threads'
import type { Job } from './messages.ts'
import { serveJob } from './serve.ts'

parentPort?.on('message', (job: Job) => {
  void serveJob(job, (answer, transfer) => parentPort?.postMessage(answer, transfer))
})
