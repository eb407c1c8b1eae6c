/**
 * Where a log goes: its lines are written one after another behind the caller's back.
 *
 * What cannot be written is left out, and counted in a line once writing goes on: a reader that has
 * gone, a disk that is full and a terminal that stands still stop no process, neither at work nor
 * at its end. (The destination that Pino brings tries for ever at the end, whatever the error.)
 */
import { closeSync, mkdirSync, openSync, write, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Characters that wait for a slow reader; what comes then is left out. */
const WAITING_MAX = 8 * 1024 * 1024
/** Characters of one write; a single line may have more. */
const WRITE_MAX = 64 * 1024
/** How long a full pipe or disk is left alone. */
const REST_MS = 100
/** How often a full pipe is tried at the end. */
const LAST_TRIES = 5

const NEWLINE = 10
const nothing = Buffer.alloc(0)

export class LogSink {
  readonly #file: string | null
  #descriptor: number
  #state: 'idle' | 'writing' | 'resting' | 'gone' = 'idle'
  #waiting: string[] = []
  #waitingChars = 0
  /** What is being written, without what is written of it already. */
  #rest: Buffer = nothing
  #isLineOpen = false
  #isMoved = false
  #lost = 0
  /** Lost lines that the rest tells of, in so many lines of its own, until any of it is written. */
  #told = { lost: 0, lines: 0 }

  /** @param to a file, which comes into being with its folder, or a descriptor such as 2 */
  constructor(to: string | number) {
    this.#file = typeof to === 'string' ? to : null
    this.#descriptor = typeof to === 'string' ? openToAppend(to) : to
    process.once('exit', () => this.flushSync())
  }

  write(line: string): void {
    if (this.#state === 'gone') return
    if (this.#waitingChars + line.length > WAITING_MAX) {
      this.#lost += 1
      return
    }
    this.#waiting.push(line)
    this.#waitingChars += line.length
    if (this.#state === 'idle') this.#goOn()
  }

  /** Goes on in a new file of the same name, after the old one was moved away. */
  reopen(): void {
    this.#isMoved = this.#file !== null
    if (this.#state === 'idle') this.#goOn()
  }

  /** Writes what is still on its way; for the last moment of a process. */
  flushSync(): void {
    // What the system is writing at this moment it writes without us.
    if (this.#state === 'writing') this.#rest = nothing
    for (let tries = 0; this.#state !== 'gone' && tries < LAST_TRIES && this.#hasMore();) {
      try {
        this.#note(writeSync(this.#descriptor, this.#rest))
      } catch (error) {
        if (!isPassing(error)) return
        tries += 1
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, REST_MS)
      }
    }
  }

  #goOn(): void {
    this.#state = this.#hasMore() ? 'writing' : 'idle'
    if (this.#state === 'idle') return
    write(this.#descriptor, this.#rest, (error, written) => {
      if (error === null) {
        this.#note(written)
        return this.#goOn()
      }
      if (!isPassing(error)) this.#leaveOut(error)
      // Keeps no process alive: what waits is written when it ends.
      if (this.#state !== 'gone') {
        this.#state = 'resting'
        setTimeout(() => this.#goOn(), REST_MS).unref()
      }
    })
  }

  #hasMore(): boolean {
    if (this.#rest.length > 0) return true
    if (this.#isMoved) this.#openAnew()
    let [chars, count] = [0, 0]
    for (; count < this.#waiting.length && chars < WRITE_MAX; count += 1) {
      chars += this.#waiting[count]?.length ?? 0
    }
    this.#waitingChars -= chars
    const lines = this.#waiting.splice(0, count)
    if (this.#lost > 0) {
      const told = lineOf(40, { lost: this.#lost }, 'lines of the log could not be written')
      lines.unshift(this.#isLineOpen ? '\n' : '', told)
      this.#told = { lost: this.#lost, lines: this.#isLineOpen ? 2 : 1 }
      this.#lost = 0
    }
    this.#rest = Buffer.from(lines.join(''))
    return this.#rest.length > 0
  }

  #note(written: number): void {
    if (written > 0) {
      this.#isLineOpen = this.#rest[written - 1] !== NEWLINE
      this.#told = { lost: 0, lines: 0 }
    }
    this.#rest = this.#rest.subarray(written)
  }

  #leaveOut(error: unknown): void {
    const lines = this.#rest.filter((byte) => byte === NEWLINE).length
    this.#lost += lines - this.#told.lines + this.#told.lost
    this.#told = { lost: 0, lines: 0 }
    this.#rest = nothing
    if (codeOf(error) !== 'EPIPE') return
    // Nobody will ever read there again.
    this.#state = 'gone'
    this.#waiting = []
  }

  #openAnew(): void {
    this.#isMoved = false
    const old = this.#descriptor
    try {
      this.#descriptor = openToAppend(this.#file ?? '')
      closeSync(old)
    } catch (error) {
      this.#waiting.push(lineOf(50, { code: codeOf(error) }, 'the log goes on in its old file'))
    }
  }
}

function openToAppend(file: string): number {
  mkdirSync(dirname(file), { recursive: true })
  return openSync(file, 'a')
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code

/** The same write may go well a moment later. */
const isPassing = (error: unknown): boolean =>
  ['EAGAIN', 'EBUSY', 'EINTR'].includes(String(codeOf(error)))

/** As Pino writes its lines. */
const lineOf = (level: number, values: object, msg: string): string =>
  `${JSON.stringify({ level, time: Date.now(), ...values, msg })}\n`
