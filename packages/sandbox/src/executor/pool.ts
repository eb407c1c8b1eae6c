/**
 * Pool: a bounded number of threads, one job each at a time, the rest waiting in order.
 *
 * A running module cannot be interrupted from inside, so stopping a job ends its thread; the next
 * job gets a new one. A thread that dies takes only its own job with it. Nothing of an earlier job
 * can reach a later one: a job's state lives in its own instance (executor.test.ts).
 */
import type { GridErrorShape } from '@pumasi/domain'
import { GridError } from '@pumasi/domain'
import type { ExecutionControl } from '@pumasi/engine'
import { machineError } from './failures.ts'
import type { MachineCode } from './failures.ts'
import type { Answer, Job } from './messages.ts'

/** One thread as the pool sees it. */
export interface Thread {
  post(job: Job): void
  /** Ends the thread, whatever it is doing. */
  terminate(): void
  /** Says whether the process must stay alive for this thread. */
  setBusy(busy: boolean): void
}

/** What a thread reports; `died` when it ended by itself. */
export interface ThreadEvents {
  answered(answer: Answer): void
  died(reason: string): void
}

export type SpawnThread = (events: ThreadEvents) => Thread

interface Task {
  readonly job: Job
  readonly control: ExecutionControl
  readonly resolve: (value: unknown) => void
  readonly reject: (error: GridError) => void
  /** Stops listening to the caller's signal. */
  release: () => void
}

interface Seat {
  thread: Thread
  task: Task | undefined
  timer: ReturnType<typeof setTimeout> | undefined
}

export class ThreadPool {
  readonly #spawn: SpawnThread
  readonly #size: number
  readonly #seats = new Set<Seat>()
  readonly #waiting: Task[] = []
  #closed = false

  constructor(spawn: SpawnThread, size: number) {
    this.#spawn = spawn
    this.#size = size
  }

  /** Does a job; the answer is of the job's kind. @throws what the job throws, or `MACHINE_*` */
  run<Value>(job: Job, control: ExecutionControl): Promise<Value> {
    return new Promise((resolve, reject) => {
      const task: Task = {
        job,
        control,
        resolve: resolve as (value: unknown) => void,
        reject,
        release: () => undefined,
      }
      if (this.#closed) return reject(machineError('MACHINE_CANCELLED', 'the executor was closed'))
      if (control.signal?.aborted === true) return reject(cancelled())
      const onAbort = (): void => this.#cancel(task)
      control.signal?.addEventListener('abort', onAbort, { once: true })
      task.release = () => control.signal?.removeEventListener('abort', onAbort)
      this.#waiting.push(task)
      this.#dispatch()
    })
  }

  /** Ends every thread; jobs under way and waiting fail with `MACHINE_CANCELLED`. */
  close(): void {
    this.#closed = true
    for (const task of this.#waiting.splice(0)) fail(task, 'MACHINE_CANCELLED', CLOSED)
    for (const seat of [...this.#seats]) this.#stop(seat, 'MACHINE_CANCELLED', CLOSED)
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const seat = this.#freeSeat()
      if (seat === undefined) return
      this.#start(seat, this.#waiting.shift() as Task)
    }
  }

  #freeSeat(): Seat | undefined {
    for (const seat of this.#seats) if (seat.task === undefined) return seat
    return this.#seats.size < this.#size ? this.#newSeat() : undefined
  }

  #newSeat(): Seat {
    const thread = this.#spawn({
      answered: (answer) => this.#answered(seat, answer),
      died: (reason) => this.#stop(seat, 'MACHINE_FAILURE', reason),
    })
    const seat: Seat = { thread, task: undefined, timer: undefined }
    this.#seats.add(seat)
    return seat
  }

  #start(seat: Seat, task: Task): void {
    seat.task = task
    const { wallMaxMs } = task.control
    if (wallMaxMs !== undefined) {
      const stop = (): void =>
        this.#stop(seat, 'MACHINE_TIMEOUT', `the execution took longer than ${wallMaxMs} ms`)
      seat.timer = setTimeout(stop, wallMaxMs)
    }
    seat.thread.setBusy(true)
    try {
      seat.thread.post(task.job)
    } catch (thrown) {
      this.#stop(seat, 'MACHINE_FAILURE', `the job did not reach a thread: ${String(thrown)}`)
    }
  }

  #answered(seat: Seat, answer: Answer): void {
    const { task } = seat
    if (task === undefined) return
    if (answer.kind === 'progress') {
      task.control.onProgress?.(answer.fuel)
      return
    }
    clearTimeout(seat.timer)
    seat.task = undefined
    seat.thread.setBusy(false)
    task.release()
    if (answer.kind === 'done') task.resolve(answer.value)
    else task.reject(revive(answer.error))
    this.#dispatch()
  }

  /** Ends a seat's thread and fails its job. */
  #stop(seat: Seat, code: MachineCode, found: string): void {
    if (!this.#seats.delete(seat)) return
    clearTimeout(seat.timer)
    seat.thread.terminate()
    if (seat.task !== undefined) fail(seat.task, code, found)
    seat.task = undefined
    this.#dispatch()
  }

  #cancel(task: Task): void {
    const index = this.#waiting.indexOf(task)
    if (index >= 0) {
      this.#waiting.splice(index, 1)
      fail(task, 'MACHINE_CANCELLED', CANCELLED)
      return
    }
    for (const seat of this.#seats) {
      if (seat.task === task) return this.#stop(seat, 'MACHINE_CANCELLED', CANCELLED)
    }
  }
}

const CLOSED = 'the executor was closed'
const CANCELLED = 'the execution was cancelled'

const cancelled = (): GridError => machineError('MACHINE_CANCELLED', CANCELLED)

function fail(task: Task, code: MachineCode, found: string): void {
  task.release()
  task.reject(machineError(code, found))
}

const revive = ({ code, message, hint, retryable, details }: GridErrorShape): GridError =>
  new GridError(code, message, { retryable, details, ...(hint === undefined ? {} : { hint }) })
