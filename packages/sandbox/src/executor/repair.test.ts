/**
 * A NaN met in the detecting variant: the run begins again in the repairing one, and nobody can
 * tell by the outcome. The threads here are this one, so that the jobs can be looked at.
 */
import { decodeOutput } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { command, requestFor } from '../testing/wat.ts'
import { createExecutor } from './executor.ts'
import type { Answer, Job } from './messages.ts'
import type { SpawnThread } from './pool.ts'
import { serveJob } from './serve.ts'

/** Looks at a job before it is done; false when it shall not be. */
type Watch = (job: Job, answer: (answer: Answer) => void) => boolean

/** An executor and what its threads were given. */
function watched(watch: Watch = () => true) {
  const jobs: string[] = []
  const spawn: SpawnThread = (events) => {
    let ended = false
    const answer = (given: Answer): void => {
      if (!ended) events.answered(given)
    }
    return {
      post: (job) => {
        const variant = job.kind === 'run' ? (job.program.detects ? 'detecting' : 'exact') : ''
        jobs.push(job.kind === 'prepare' ? `prepare ${job.variant}` : `run ${variant}`)
        if (watch(job, answer) && !ended) void serveJob(job, answer)
      },
      terminate: () => void (ended = true),
      setBusy: () => undefined,
    }
  }
  return { executor: createExecutor(spawn, 1), jobs }
}

const zero = '(f64.load (i32.const 512))'
const nan = `(f64.div ${zero} ${zero})`
const writeIt = '(call $write (i32.const 1) (i32.const 128) (i32.const 8))'
const storeIt = `(f64.store (i32.const 128) ${nan})`
/** Burns about 25 M fuel: more than the slice of the warm-up. */
const long = `(loop $l (br_if $l (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1)))
  (i32.const 6000000))))`
const canonical = [0, 0, 0, 0, 0, 0, 0xf8, 0x7f]
const restarted = ['prepare detecting', 'run detecting', 'prepare repairing', 'run exact']

test('a program that shows a NaN begins again, and the next unit is repaired at once', async () => {
  const { executor, jobs } = watched()
  const request = requestFor(command(`${storeIt} ${writeIt}`))
  const first = await executor.execute(request)
  expect([...decodeOutput(first.output).stdout]).toEqual(canonical)
  expect(jobs).toEqual(restarted)
  expect(await executor.execute(request)).toEqual(first)
  expect(jobs.slice(4)).toEqual(['run exact'])
  const exact = { ...request, limits: { ...request.limits, fuelMax: first.fuel } }
  expect(await watched().executor.execute(exact)).toEqual(first)
  const short = { ...request, limits: { ...request.limits, fuelMax: first.fuel - 1n } }
  const { executor: fresh } = watched()
  expect(await fresh.execute(short)).toMatchObject({ exitClass: 'fuel-exhausted', fuel: 0n })
  expect(await fresh.execute(short)).toMatchObject({ exitClass: 'fuel-exhausted', fuel: 0n })
})

test.each<[string, string]>([
  ['before the long part', `(local $n i32) ${storeIt} ${writeIt} ${long}`],
  ['after the slice', `(local $n i32) ${long} ${storeIt} ${writeIt}`],
  ['pending when the slice is over', `(local $n i32) ${storeIt} ${long} ${writeIt}`],
])('a NaN %s gives the same, cold and warm', async (_name, body) => {
  const { executor, jobs } = watched()
  const request = requestFor(command(body))
  const first = await executor.execute(request)
  expect(first.exitClass).toBe('exited')
  expect([...decodeOutput(first.output).stdout]).toEqual(canonical)
  expect(jobs).toEqual(restarted)
  expect(await executor.execute(request)).toEqual(first)
})

test('proc_exit right behind a NaN', async () => {
  const { executor, jobs } = watched()
  const program = command(`${storeIt} ${writeIt} ${storeIt} (call $exit (i32.const 5))`)
  const execution = await executor.execute(requestFor(program))
  expect(execution).toMatchObject({ exitClass: 'exited', exitCode: 5 })
  expect([...decodeOutput(execution.output).stdout]).toEqual(canonical)
  expect(jobs).toEqual(restarted)
})

test('a trap that only the sign of an unrepaired NaN leads to is none', async () => {
  const { executor, jobs } = watched()
  // Traps unless the bits are those of the canonical NaN, before anything looks for a NaN.
  const program = command(`${storeIt}
    (if (i64.ne (i64.load (i32.const 128)) (i64.const 0x7ff8000000000000)) (then unreachable))`)
  expect(await executor.execute(requestFor(program))).toMatchObject({ exitClass: 'exited' })
  expect(jobs).toEqual(restarted)
})

test('a trap is confirmed by the repairing variant; the program is not remembered', async () => {
  const { executor, jobs } = watched()
  const program = command(`(f64.store (i32.const 128) (f64.add ${zero} (f64.const 1)))
    (drop (i32.load (i32.const -4)))`)
  for (const round of [1, 2]) {
    expect(await executor.execute(requestFor(program))).toMatchObject({ exitClass: 'trapped' })
    expect(jobs.filter((job) => job === 'run detecting').length).toBe(round)
  }
})

test('a trap is believed at once where nothing is detected', async () => {
  const { executor, jobs } = watched()
  await executor.execute(requestFor(command('(drop (i32.load (i32.const -4)))')))
  expect(jobs).toEqual(['prepare detecting', 'run exact'])
})

test('what a call of the host ends needs no second run', async () => {
  const { executor, jobs } = watched()
  const flood = `(f64.store (i32.const 128) (f64.add ${zero} (f64.const 1)))
    (loop $l (call $write (i32.const 1) (i32.const 0) (i32.const 65536)) (br $l))`
  const execution = await executor.execute(requestFor(command(flood)))
  expect(execution.exitClass).toBe('output-exceeded')
  expect(jobs).toEqual(['prepare detecting', 'run detecting'])
})

test('progress does not go back when a run begins again', async () => {
  const reports = [
    [1n, 5n],
    [2n, 5n, 8n],
  ]
  const { executor } = watched((job, answer) => {
    if (job.kind === 'run') {
      for (const fuel of reports.shift() ?? []) answer({ kind: 'progress', fuel })
    }
    return true
  })
  const seen: bigint[] = []
  const control = { onProgress: (fuel: bigint) => void seen.push(fuel) }
  await executor.execute(requestFor(command(storeIt)), control)
  expect(seen).toEqual([1n, 5n, 8n])
})

test('cancelling ends the second run as well', async () => {
  const stop = new AbortController()
  const { executor, jobs } = watched((job) => {
    if (job.kind === 'run' && !job.program.detects) stop.abort()
    return true
  })
  const run = executor.execute(requestFor(command(storeIt)), { signal: stop.signal })
  await expect(run).rejects.toMatchObject({ code: 'MACHINE_CANCELLED' })
  expect(jobs).toEqual(restarted)
})

test('the real time allowed covers both runs', async () => {
  const { executor, jobs } = watched((job, answer) => {
    // The first run says that it took all the time there was; the second one never answers.
    if (job.kind !== 'run') return true
    const value = { needsRepair: 'nan', spentMs: 3_600_000 } as const
    if (job.program.detects) answer({ kind: 'done', value })
    return false
  })
  const program = command(`${storeIt} (loop $l (br $l))`)
  const limits = { fuelMax: 2n ** 62n, memoryMaxBytes: 2 ** 20, outputMaxBytes: 100 }
  const run = executor.execute(requestFor(program, { limits }), { wallMaxMs: 3_600_000 })
  await expect(run).rejects.toMatchObject({ code: 'MACHINE_TIMEOUT' })
  expect(jobs).toEqual(restarted)
})
