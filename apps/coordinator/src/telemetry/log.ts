/**
 * The log: one JSON object a line, on stderr or in a file; short lines for people at a terminal.
 *
 * Whatever was declared a secret is cut out of every line at the last door, however it got in.
 */
import { LogSink } from '@pumasi/daemon'
import { pino } from 'pino'
import type { Logger } from 'pino'

export interface Log {
  readonly logger: Logger
  /** From now on no line shows any of these. */
  readonly hide: (...secrets: readonly (string | undefined)[]) => void
  /** A text that leaves by another door, without any of these. */
  readonly clean: (text: string) => string
  /** Writes what is still on its way; for the last moment of a process. */
  readonly flush: () => void
}

export interface OpenLog extends Log {
  /** Goes on in a new file of the same name, after the old one was moved away. */
  readonly reopen: () => void
}

/** Shorter texts would be found in words that are no secrets. */
const SECRET_MIN = 8

/** Opens a log; without a file it goes to stderr. */
export function openLog({ level, file }: { level: string; file: string | undefined }): OpenLog {
  const people = file === undefined && process.stderr.isTTY
  const sink = new LogSink(file ?? 2)
  const log = logTo(
    {
      write: (line) => sink.write(people ? forPeople(line) : line),
      flushSync: () => sink.flushSync(),
    },
    level,
  )
  return { ...log, reopen: () => sink.reopen() }
}

type Lines = Pick<LogSink, 'write'> & Partial<Pick<LogSink, 'flushSync'>>

export function logTo(sink: Lines, level: string): Log {
  const secrets = new Set<string>()
  const clean = (text: string): string => {
    let cleaned = text
    for (const secret of secrets) cleaned = cleaned.replaceAll(secret, '[secret]')
    return cleaned
  }
  const logger = pino(
    { level, base: { role: 'coordinator' } },
    { write: (line: string) => void sink.write(clean(line)) },
  )
  return {
    logger,
    clean,
    hide: (...texts) => {
      for (const text of texts) {
        if (text === undefined || text.length < SECRET_MIN) continue
        secrets.add(text)
        // As JSON writes it, and as a URL does.
        secrets.add(JSON.stringify(text).slice(1, -1))
        secrets.add(encodeURIComponent(text))
      }
    },
    flush: () => sink.flushSync?.(),
  }
}

/** `12:00:00 warn  text key=value`, from a line of JSON. */
export function forPeople(line: string): string {
  const { level, time, msg, role: _, ...rest } = JSON.parse(line) as Record<string, unknown>
  const name = pino.levels.labels[Number(level)] ?? String(level)
  const clock = new Date(Number(time)).toISOString().slice(11, 19)
  const values = Object.entries(rest).map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return `${key}=${text}`
  })
  return `${[clock, name.padEnd(5), msg, ...values].join(' ')}\n`
}

/** The parts of a URL that may hold a key: user, password, query, and a path of some length. */
export function secretsIn(url: string | undefined): string[] {
  if (url === undefined || !URL.canParse(url)) return []
  const { username, password, pathname, search } = new URL(url)
  return [username, password, decodeURIComponent(password), pathname.slice(1), search.slice(1)]
}
