import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { BROKEN_PIPE_EXIT } from './broken-pipe.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

test('a command whose reader has enough ends like any other, and without a stack', async () => {
  const child = spawn(process.execPath, [main, 'simulate', '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect({ said, code }).toEqual({ said: '', code: BROKEN_PIPE_EXIT })
}, 60_000)
