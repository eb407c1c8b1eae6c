#!/usr/bin/env node
// Runs the command on the Node that the project pins, whatever Node the machine has.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const [major] = process.versions.node.split('.').map(Number)

if (major >= 24) {
  // Half a thousand modules: what was compiled once is kept, for the processes started from here
  // too. The place is the checkout's own, as whoever could write there could change the code.
  process.env.NODE_COMPILE_CACHE ??= at('../../../node_modules/.cache/pumasi')
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE)
  await import('../src/main.ts')
} else {
  const pinned = at('../../../node_modules/node/bin/node')
  if (!existsSync(pinned)) {
    console.error('error NOT_PREPARED: found no installed packages\n  Run npm run prepared first.')
    process.exit(1)
  }
  const self = fileURLToPath(import.meta.url)
  const { status } = spawnSync(pinned, [self, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exit(status ?? 1)
}
