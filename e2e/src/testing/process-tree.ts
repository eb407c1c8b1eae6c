/** Every process below one, so that a whole grid can be killed at once. */
import { execFileSync } from 'node:child_process'

/** Ids of all descendants of `root`, children before grandchildren. */
export function descendantsOf(root: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
  const parents = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
  const found = [root]
  for (const pid of found) {
    found.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child))
  }
  return found.slice(1)
}

/** kill -9 for a process and all below it; those that are gone already do not matter. */
export function killTree(root: number): void {
  for (const pid of [...descendantsOf(root), root]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended in between.
    }
  }
}
