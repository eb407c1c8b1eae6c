/**
 * Supervision: a child process that is started again when it dies, until it is told to stop.
 *
 * Children hear of this process's death by their closed channel and end by themselves, so that
 * `kill -9` here leaves nothing behind.
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { GridError, isGridError } from '@pumasi/domain'

export interface ChildPlan<Ready> {
  readonly name: string
  readonly entry: string
  /** Its arguments; at a later start, given what it said when it was ready first. */
  readonly args: (ready: Ready | null) => readonly string[]
  /** Where its log goes, appended. */
  readonly logFile: string
}

export interface SupervisedChild<Ready> {
  readonly name: string
  /** What it said when it was ready for the first time. */
  readonly ready: Ready
  /** Kills it without warning; it is not started again before `revive`. */
  readonly crash: () => void
  readonly revive: () => void
  readonly stop: () => Promise<void>
}

const RESTART_MS = 1_000
const STOP_MS = 15_000
/** A child that ends this soon, this many times in a row, is left alone. */
const QUICK_MS = 10_000
const QUICK_ENDS_MAX = 3

/** Starts a child and waits until it is ready. @throws what the child says, or `PROCESS_ENDED` */
export async function supervise<Ready>(
  plan: ChildPlan<Ready>,
  onTrouble: (text: string) => void,
  signal: AbortSignal,
): Promise<SupervisedChild<Ready>> {
  let stopping = false
  let startedMs = Date.now()
  let quickEnds = 0
  /** Killed on purpose: it stays down until it is revived. */
  let down = false
  const killed = new WeakSet<ChildProcess>()
  let child = start(plan, plan.args(null))
  const ready = await whenReady<Ready>(plan, child)

  const watch = (): void => {
    const watched = child
    watched.once('exit', (code, killedBy) => {
      if (stopping || signal.aborted || killed.has(watched)) return
      quickEnds = Date.now() - startedMs < QUICK_MS ? quickEnds + 1 : 0
      const ended = `${plan.name} ended (${killedBy ?? `code ${code}`})`
      if (quickEnds > QUICK_ENDS_MAX)
        return onTrouble(`${ended} again and again: see ${plan.logFile}`)
      onTrouble(`${ended} and is started again`)
      void sleep(RESTART_MS).then(begin)
    })
  }
  const begin = (): void => {
    if (stopping || down || signal.aborted || isRunning(child)) return
    startedMs = Date.now()
    child = start(plan, plan.args(ready))
    watch()
  }
  watch()
  return {
    name: plan.name,
    ready,
    crash: () => {
      down = true
      killed.add(child)
      child.kill('SIGKILL')
    },
    revive: () => {
      down = false
      if (isRunning(child)) child.once('exit', begin)
      else begin()
    },
    stop: async () => {
      stopping = true
      await end(child)
    },
  }
}

function start(
  { entry, logFile }: Pick<ChildPlan<never>, 'entry' | 'logFile'>,
  args: readonly string[],
): ChildProcess {
  const child = fork(entry, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] })
  const log = createWriteStream(logFile, { flags: 'a' })
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  // Not at its exit: what it said last may still be on the way.
  child.once('close', () => log.end())
  return child
}

/** What a child says over its channel. */
type Message<Ready> =
  ({ readonly type: 'ready' } & Ready) | { readonly type: 'failed'; readonly error: unknown }

function whenReady<Ready>(
  { name, logFile }: ChildPlan<Ready>,
  child: ChildProcess,
): Promise<Ready> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: Message<Ready>) => {
      if (message.type === 'ready') resolve(message)
      else if (isGridError(message.error)) reject(asError(message.error as GridError))
    })
    child.once('exit', (code, signal) => {
      const found = `${name} ended (${signal ?? `code ${code}`}) before it was ready`
      reject(new GridError('PROCESS_ENDED', found, { hint: `Its log is ${logFile}.` }))
    })
  })
}

const asError = ({ code, message, hint, retryable, details }: GridError): GridError =>
  new GridError(code, message, { retryable, details, ...(hint ? { hint } : {}) })

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode === null && signalCode === null

async function end(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await exited
  clearTimeout(late)
}
