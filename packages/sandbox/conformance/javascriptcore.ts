/** Runs cases in JavaScriptCore: the npm package `bun` carries that engine. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Case, Finding } from './wire.ts'

/** What every case gives under JavaScriptCore. */
export async function findInJavaScriptCore(cases: readonly Case[]): Promise<Finding[]> {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve('bun/package.json')
  const { bin } = require(manifest) as { bin: { bun: string } }
  const script = fileURLToPath(new URL('./bun-main.ts', import.meta.url))
  const child = spawn(join(dirname(manifest), bin.bun), [script], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(JSON.stringify(cases))
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  if (output === '') throw new Error(`bun gave no findings: ${errors}`)
  return JSON.parse(output) as Finding[]
}
