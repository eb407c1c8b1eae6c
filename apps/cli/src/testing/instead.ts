/** Runs the child of these tests in place of itself, as `pumasi coordinator` does. */
import { fileURLToPath } from 'node:url'
import { runInstead } from '../terminal/run-instead.ts'

const child = fileURLToPath(new URL('child.ts', import.meta.url))
process.exitCode = await runInstead(child, process.argv.slice(2))
