/**
 * Member: one process of the grid, killed and started again with the same arguments.
 *
 * Whoever ends without having been killed, after it was ready, has a defect; one that ends before
 * that for a passing reason (`retryable`) is started again, as a service manager would.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

const RESTART_MS = 500
const STARTS_MAX = 120
const STDERR_KEPT = 4_000

export interface Ready {
  readonly type: 'ready'
  readonly [key: string]: unknown
}

export interface MemberOptions {
  readonly name: string
  /** Script and arguments, read anew for each start. */
  readonly command: () => readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly onLine?: (line: string) => void
  /** Where everything it says is kept. */
  readonly logFile: string
  /** Told when it ends by itself, or cannot be started. */
  readonly onDefect: (defect: string) => void
}

export interface Member {
  readonly name: string
  readonly isReady: () => boolean
  /** Resolves when the running process, or the next, has said that it is ready. */
  readonly ready: () => Promise<Ready>
  /** kill -9, also of the processes it named when it was ready. */
  readonly kill: () => Promise<void>
  readonly start: () => void
  /** Asks it to end; answers its exit code, null when it had to be killed. */
  readonly stop: (waitMs: number) => Promise<number | null>
}

export function createMember(options: MemberOptions): Member {
  const { name, command, env, onLine, logFile, onDefect } = options
  let child: ChildProcess | null = null
  let readiness: Ready | null = null
  let waiting: ((ready: Ready) => void)[] = []
  let wanted = false
  let starts = 0

  const start = (): void => {
    wanted = true
    if (child !== null) return
    starts += 1
    appendFileSync(logFile, `${new Date().toISOString()} start\n`)
    const own = spawn(process.execPath, [...command()], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...env },
    })
    child = own
    let stderr = ''
    let passing = true
    createInterface(own.stdout as NodeJS.ReadableStream).on('line', (line) => {
      appendFileSync(logFile, `${line}\n`)
      onLine?.(line)
    })
    own.stderr?.setEncoding('utf8').on('data', (text: string) => {
      appendFileSync(logFile, text)
      stderr = (stderr + text).slice(-STDERR_KEPT)
    })
    own.on('message', (message: Ready | { type: 'failed'; error: { retryable: boolean } }) => {
      if (message.type === 'failed') {
        passing = (message as { error: { retryable: boolean } }).error.retryable
        return
      }
      // Said with its last breath.
      if (!wanted || child !== own) return
      readiness = message
      starts = 0
      for (const tell of waiting) tell(readiness)
      waiting = []
    })
    own.once('close', (code, signal) => {
      if (child !== own) return
      const wasReady = readiness !== null
      appendFileSync(logFile, `${new Date().toISOString()} end (${code ?? signal})\n`)
      child = null
      readiness = null
      if (!wanted) return
      const ended = `${name} ended by itself (${code ?? signal})`
      if (wasReady || !passing || starts >= STARTS_MAX) return onDefect(`${ended}: ${stderr}`)
      void pause(RESTART_MS).then(() => wanted && child === null && start())
    })
  }

  const kill = async (): Promise<void> => {
    const own = child
    const pid = readiness?.['pid']
    wanted = false
    readiness = null
    if (own === null) return
    const ended = once(own, 'close')
    if (typeof pid === 'number') signalTo(pid, 'SIGKILL')
    own.kill('SIGKILL')
    await ended
  }

  return {
    name,
    start,
    kill,
    isReady: () => readiness !== null,
    ready: () =>
      readiness === null
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(readiness),
    stop: async (waitMs) => {
      const own = child
      wanted = false
      if (own === null) return 0
      const ended = once(own, 'close').then(([code]) => code as number | null)
      own.kill('SIGTERM')
      const code = await Promise.race([ended, pause(waitMs, 'late' as const, { ref: false })])
      if (code !== 'late') return code
      await kill()
      return null
    },
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended in between.
  }
}
