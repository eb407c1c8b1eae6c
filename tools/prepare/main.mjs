/**
 * Makes a clone ready to run: dependencies, then builds. Does nothing, in a fraction of a second,
 * when there is nothing to do. Runs before `npm start` and `npm test`.
 *
 * Plain JavaScript without dependencies: on a fresh clone this is all there is, and the Node that
 * runs it may be older than the one that is pinned. Everything is safe to interrupt and repeat.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, whyBuild } from './build.mjs'
import { install, whyInstall } from './install.mjs'
import { acquireLock } from './lock.mjs'
import { explain, say } from './say.mjs'

const oldestNode = 20
const root = fileURLToPath(new URL('../..', import.meta.url))
/** Locks, logs and marks; git ignores it and `npm ci` leaves it alone. */
const place = join(root, '.nx', 'prepare')

async function main() {
  const found = process.versions.node
  if (Number(found.split('.')[0]) < oldestNode) {
    throw explain(`found Node ${found}, but ${oldestNode} or newer is needed to begin with`, [
      'Install a newer Node and repeat; the version used from then on comes with the packages.',
    ])
  }
  if (!whyInstall(root, place) && !whyBuild(root, place)) return
  const release = await acquireLock(place, (holder) =>
    say(`waiting for another preparation of this folder (process ${holder})`),
  )
  try {
    // Asked again: whoever held the lock may have done it all.
    const reason = whyInstall(root, place)
    if (reason) await install(root, place, reason)
    const stale = whyBuild(root, place)
    if (stale) await build(root, place, stale)
  } finally {
    release()
  }
}

main().catch((error) => {
  say(error.isExplained ? error.message : (error.stack ?? String(error)))
  process.exitCode = error.exitCode ?? 1
})
