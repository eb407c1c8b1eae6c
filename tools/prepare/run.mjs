/** Runs one command: output to a log, a sign of life now and then, the log's ends if it fails. */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { elapsed, explain, say } from './say.mjs'

const signOfLifeMs = 15_000
const headLines = 8
const tailLines = 30

/**
 * @param {object} stage
 * @param {string} stage.title What is done, as people would say it.
 * @param {string} stage.reason Why it has to be done.
 * @param {string} stage.root Where it runs; `node_modules/.bin` there comes first on the PATH.
 * @param {string} stage.log File that receives all output.
 * @param {string[]} stage.command
 * @param {Record<string, string>} [stage.env]
 * @param {(pid: number) => void} [stage.onStart]
 * @param {string} stage.hint What to do when it fails.
 */
export async function runStage({ title, reason, root, log, command, env, onStart, hint }) {
  const startedAt = Date.now()
  say(`${title} (${reason})`)
  mkdirSync(dirname(log), { recursive: true })
  const output = openSync(log, 'w')
  const [program = '', ...args] = command
  const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...env, PATH: path },
    stdio: ['ignore', output, output],
    shell: process.platform === 'win32' && program === 'npm',
  })
  closeSync(output)
  if (child.pid !== undefined) onStart?.(child.pid)
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => void child.kill(signal)
  const timer = setInterval(
    () => say(`${title}: still at it after ${elapsed(startedAt)}; log: ${log}`),
    signOfLifeMs,
  )
  process.on('SIGINT', forward).on('SIGTERM', forward)
  try {
    const end = await ended(child)
    if (end.signal) throw explain(`${title}: stopped by ${end.signal}`, [], exitCodeOf(end.signal))
    if (end.code !== 0) throw explain(failure(title, end, log), [`Full log: ${log}`, hint])
  } finally {
    clearInterval(timer)
    process.off('SIGINT', forward).off('SIGTERM', forward)
  }
  say(`${title}: done in ${elapsed(startedAt)}`)
}

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null, error?: Error }} End */

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<End>}
 */
const ended = (child) =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, signal: null, error }))
    child.once('close', (code, signal) => resolve({ code, signal }))
  })

/** @param {NodeJS.Signals} signal */
const exitCodeOf = (signal) => 128 + constants.signals[signal]

/**
 * @param {string} title
 * @param {End} end
 * @param {string} log
 */
function failure(title, { code, error }, log) {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
  const left = lines.length - headLines - tailLines
  if (left > 0) lines.splice(headLines, left, `... ${left} more lines ...`)
  const why = error ? error.message : `exit code ${code}`
  return [`${title}: failed (${why}). Its log:`, ...lines.map((line) => `  | ${line}`)].join('\n')
}
