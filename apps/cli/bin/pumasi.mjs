#!/usr/bin/env node
// Runs the command on the Node that the project pins, whatever Node the machine has.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const main = at('../src/main.ts')
const [major] = process.versions.node.split('.').map(Number)

if (major >= 24) {
  await import('../src/main.ts')
} else {
  const pinned = at('../../../node_modules/node/bin/node')
  if (!existsSync(pinned)) {
    console.error('error NOT_PREPARED: found no installed packages\n  Run npm run prepared first.')
    process.exit(1)
  }
  const { status } = spawnSync(pinned, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exit(status ?? 1)
}
