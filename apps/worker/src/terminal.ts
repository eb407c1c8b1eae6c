/** Log lines for people at a terminal, above a line that says how things stand. */
import { levels } from 'pino'

export interface Terminal {
  /** Takes one log line as JSON, as pino writes it. */
  write(line: string): void
  /** Shows how things stand, until the next time; an empty text takes the line away. */
  setStatus(text: string): void
}

const CLEAR = '\r\u001b[K'
const HIDDEN = ['level', 'time', 'role', 'msg']

export function createTerminal(print: (text: string) => void, columns: () => number): Terminal {
  let status = ''
  const shown = (): string => status.slice(0, Math.max(0, columns() - 1))
  return {
    write: (line) => print(`${CLEAR}${describeLine(line)}\n${shown()}`),
    setStatus: (text) => {
      status = text
      print(`${CLEAR}${shown()}`)
    },
  }
}

/** `14:03:27 warn coordinator unreachable: code=..., message=...` */
export function describeLine(line: string): string {
  const entry = JSON.parse(line) as Readonly<Record<string, unknown>>
  const { level, time, msg } = entry
  const label = levels.labels[Number(level)] ?? ''
  const fields = Object.entries(entry)
    .filter(([name, value]) => !HIDDEN.includes(name) && value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const at = new Date(Number(time)).toTimeString().slice(0, 8)
  const head = [at, ...(label === 'info' ? [] : [label]), String(msg)].join(' ')
  return (
    [head, ...(fields.length > 0 ? [fields.join(', ')] : [])]
      .join(': ')
      // What strangers wrote must not move the cursor.
      .replace(/\p{Cc}/gu, ' ')
  )
}
