/** The side of a thread: does one job and answers. The same in Node and in a browser. */
import { digestOf, encodeOutput, toErrorShape } from '@pumasi/domain'
import { asMachineError } from './failures.ts'
import type { Answer, Job, RepairAnswer, RunAnswer, RunJob } from './messages.ts'
import { prepareProgram } from './prepare.ts'
import { runProgram } from './run.ts'
import { warmUp } from './warm-up.ts'

/** Real time between two reports of progress, in milliseconds. */
const REPORT_EVERY_MS = 250

export type Post = (answer: Answer, transfer: ArrayBuffer[]) => void

/** Does a job and posts its answers. Never throws. */
export async function serveJob(job: Job, post: Post): Promise<void> {
  try {
    if (job.kind === 'prepare') {
      post({ kind: 'done', value: prepareProgram(job.program, job.variant) }, [])
    } else {
      const value = await serveRun(job, post)
      post({ kind: 'done', value }, 'output' in value ? [value.output.buffer as ArrayBuffer] : [])
    }
  } catch (thrown) {
    post({ kind: 'failed', error: toErrorShape(asMachineError(thrown)) }, [])
  }
}

async function serveRun(job: RunJob, post: Post): Promise<RunAnswer | RepairAnswer> {
  const { program, input, bounds, warmUpMs, reports } = job
  const begun = performance.now()
  const early = warmUpMs === undefined ? undefined : await warmUp(program, input, bounds, warmUpMs)
  const report = reports ? reporter(post) : undefined
  const end = early ?? runProgram(program, input, bounds, report)
  if ('needsRepair' in end) return { ...end, spentMs: performance.now() - begun }
  const { output, fuel, memoryBytes } = end
  const bytes = encodeOutput(output)
  const { exitClass, exitCode } = output
  return { exitClass, exitCode, fuel, output: bytes, outputHash: digestOf(bytes), memoryBytes }
}

function reporter(post: Post): (fuel: bigint) => void {
  let next = performance.now() + REPORT_EVERY_MS
  return (fuel) => {
    if (performance.now() < next) return
    next = performance.now() + REPORT_EVERY_MS
    post({ kind: 'progress', fuel }, [])
  }
}
