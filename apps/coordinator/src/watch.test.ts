import { beforeAll, expect, test } from 'vitest'
import { keysOf } from '@pumasi/engine/testing'
import { startTestCoordinator } from './testing/test-coordinator.ts'
import type { TestCoordinator } from './testing/test-coordinator.ts'

let grid: TestCoordinator
beforeAll(async () => {
  grid = await startTestCoordinator()
})

/** Opens the subscription as a browser does, and reads one status after the other. */
async function watch(signal: AbortSignal) {
  const answer = await fetch(`${grid.url}/trpc/watch`, {
    headers: { accept: 'text/event-stream' },
    signal,
  })
  if (answer.body === null) throw new Error('a body expected')
  const parts = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const next = async (): Promise<{ hosts: unknown[]; troubles: string[] } | null> => {
    for (;;) {
      const match = /data: (\{"json":\{"atMs".*)\n/.exec(text)
      if (match?.[1] !== undefined) {
        text = text.slice(match.index + match[0].length)
        return (JSON.parse(match[1]) as { json: { hosts: unknown[]; troubles: string[] } }).json
      }
      const { done, value } = await parts.read()
      if (done) return null
      text += value
    }
  }
  return { type: answer.headers.get('content-type'), next }
}

test('whoever watches hears of every change until they leave', async () => {
  const leaving = new AbortController()
  const { type, next } = await watch(leaving.signal)
  expect(type).toContain('text/event-stream')
  expect(await next()).toMatchObject({ hosts: [], troubles: [] })
  await grid.register(keysOf('newcomer'))
  expect((await next())?.hosts).toHaveLength(1)
  grid.troubles.push('cannot commit batches: found no chain')
  grid.touch()
  expect((await next())?.troubles).toEqual(['cannot commit batches: found no chain'])
  leaving.abort()
  await expect(next()).rejects.toMatchObject({ name: 'AbortError' })
})

test('a coordinator that stops ends every watch', async () => {
  const { body } = await fetch(`${grid.url}/trpc/watch`, {
    headers: { accept: 'text/event-stream' },
  })
  const reader = body?.getReader()
  await reader?.read()
  await grid.end()
  const drain = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return 'ended'
  }
  expect(await drain().catch(() => 'ended')).toBe('ended')
})
