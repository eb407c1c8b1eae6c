/**
 * One preparation at a time in one folder, whatever is killed.
 *
 * A lock is a numbered file that appears at once with its content (a link), and the highest number
 * holds. It is void when released or when neither its process nor the command that process started
 * lives; only then may the next number be made, and only one process can make it.
 * Nothing is ever deleted but numbers below one's own, so a slow rival cannot free a held lock
 * (lock.test.ts).
 */
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const pollMs = 200
const released = 'released'

/**
 * Waits for the lock of `place`. Resolves to what releases it.
 * @param {string} place
 * @param {(holder: number) => void} onWait Called once, with the process that is waited for.
 * @returns {Promise<() => void>}
 */
export async function acquireLock(place, onWait) {
  mkdirSync(place, { recursive: true })
  for (let told = false; ;) {
    const highest = Math.max(0, ...numbers(place))
    const holder = holderOf(place, highest)
    if (holder === null && claim(place, highest + 1)) {
      const own = lockFile(place, highest + 1)
      return () => appendFileSync(own, `${released}\n`)
    }
    if (holder !== null && !told) {
      told = true
      onWait(holder)
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

/**
 * Lets the lock that this process holds stand until `pid` has ended as well.
 * @param {string} place
 * @param {number} pid
 */
export function extendLock(place, pid) {
  appendFileSync(lockFile(place, Math.max(...numbers(place))), `${nameProcess(pid)}\n`)
}

/** @param {string} place */
const numbers = (place) =>
  readdirSync(place)
    .map((name) => Number(/^lock\.(\d+)$/.exec(name)?.[1]))
    .filter((number) => number > 0)

/**
 * @param {string} place
 * @param {number} number
 */
const lockFile = (place, number) => join(place, `lock.${number}`)

/**
 * The living process that keeps lock `number`, or null when it is void.
 * @param {string} place
 * @param {number} number
 */
function holderOf(place, number) {
  if (number === 0) return null
  const lines = readFileSync(lockFile(place, number), 'utf8').trim().split('\n')
  if (lines.includes(released)) return null
  const pids = lines.map((line) => Number(line.split(' ')[0]))
  return pids.find((pid, index) => nameProcess(pid) === lines[index]) ?? null
}

/**
 * @param {string} place
 * @param {number} number
 */
function claim(place, number) {
  const draft = join(place, `draft.${process.pid}.${number}`)
  writeFileSync(draft, `${nameProcess(process.pid)}\n`)
  try {
    linkSync(draft, lockFile(place, number))
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
  const rivals = numbers(place)
  if (Math.max(...rivals) > number) return false
  for (const old of rivals) if (old < number) rmSync(lockFile(place, old), { force: true })
  return true
}

/**
 * A living process as `PID` and, where the system tells, its start: numbers are used again.
 * @param {number} pid
 */
function nameProcess(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return ''
  }
  return `${pid} ${startOf(pid)}`
}

/**
 * Field 22 of /proc/PID/stat, counted behind the name, which may contain spaces.
 * @param {number} pid
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-'
  } catch {
    return '-'
  }
}
