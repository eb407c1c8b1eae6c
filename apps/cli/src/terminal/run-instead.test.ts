import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const instead = fileURLToPath(new URL('../testing/instead.ts', import.meta.url))
const begin = (...args: string[]) =>
  spawn(process.execPath, [instead, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })

test('a coordinator or worker whose `pumasi` was killed with -9 ends too', async () => {
  const parent = begin('serve', 'here')
  await once(parent.stdout, 'data')
  parent.kill('SIGKILL')
  // Both hold the pipe: it closes when the last of them has ended.
  await once(parent, 'close')
  expect(parent.signalCode).toBe('SIGKILL')
})

test.each([
  ['quit', 3],
  ['crash', 7],
])('answers how the program ended: %s %i', async (act, expected) => {
  const [code] = (await once(begin(act), 'close')) as [number]
  expect(code).toBe(expected)
})

test('passes a signal on', async () => {
  const parent = begin('serve', 'here')
  const heard: string[] = []
  parent.stdout.setEncoding('utf8').on('data', (text: string) => heard.push(text))
  await once(parent.stdout, 'data')
  parent.kill('SIGTERM')
  const [code] = (await once(parent, 'close')) as [number]
  expect([code, heard.join('')]).toEqual([0, 'here\ngood-bye\n'])
})
