/** Finds in what a failed command printed the few lines that tell why. */
import { stripVTControlCharacters } from 'node:util'

/** More than these help nobody: the first failures come first. */
const LINES_MAX = 40
const COLUMNS_MAX = 300

const telling = [
  /^\s*FAIL\s/, // Vitest, a line for each test and its name
  /^\s*(\w*Error|Caused by): /, // and what it threw
  /Unhandled (Errors?|Rejection)/,
  /^\[warn\] /, // Prettier
  /^\/\S+\.\w+$|^\s+\d+:\d+\s+error\s/, // ESLint: a file, and below it its defects
  /: error TS\d+: /,
  /^[✖✗×] |^- @pumasi\//, // Nx, the tasks that failed
]

export function tellingLines(said: string): readonly string[] {
  const lines = stripVTControlCharacters(said).split(/\r?\n/)
  const found = lines.filter((line) => telling.some((pattern) => pattern.test(line)))
  return [...new Set(found)].slice(0, LINES_MAX).map((line) => line.slice(0, COLUMNS_MAX))
}
