import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { makeFolder } from '../testing/folder.ts'
import { supervise } from './supervise.ts'

const entry = fileURLToPath(new URL('../testing/child.ts', import.meta.url))

/** Starts the child, and waits for what supervision says. */
async function begin(act: string, word = '') {
  const logFile = join(await makeFolder(), 'child.log')
  const said: string[] = []
  const waiting = new Set<() => void>()
  const stopping = new AbortController()
  const child = await supervise<{ readonly pid: number; readonly word: string }>(
    {
      ...{ name: 'the child', entry, logFile },
      args: (ready) => [act, ready === null ? word : `${word} again, after ${ready.word}`],
    },
    (text) => {
      said.push(text)
      for (const look of waiting) look()
    },
    stopping.signal,
  )
  const until = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => void (said.length >= count && resolve())
      waiting.add(look)
      look()
    })
  /** Resolves once the log has the text so often. */
  const logged = async (text: string, times: number): Promise<void> => {
    const count = async () => (await readFile(logFile, 'utf8')).split(text).length - 1
    while ((await count()) < times) await new Promise((resolve) => setImmediate(resolve))
  }
  return { child, said, until, logged, logFile }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a child says when it is ready, and SIGTERM lets it end in its own way', async () => {
  const { child, said, logFile, logged } = await begin('serve', 'hello')
  expect(child.ready).toMatchObject({ word: 'hello' })
  await logged('hello', 1)
  await child.stop()
  await child.stop()
  expect(isAlive(child.ready.pid)).toBe(false)
  await logged('good-bye', 1)
  expect(await readFile(logFile, 'utf8')).toBe('hello\ngood-bye\n')
  expect(said).toEqual([])
})

test('a child that dies is started again', async () => {
  const { child, said, until, logged } = await begin('serve', 'hello')
  await logged('hello', 1)
  process.kill(child.ready.pid, 'SIGKILL')
  await until(1)
  expect(said).toEqual(['the child ended (SIGKILL) and is started again'])
  await logged('hello again, after hello', 1)
  await child.stop()
})

test('a child that dies again and again is left alone, with its log named', async () => {
  const { child, said, until, logFile } = await begin('crash', 'hello')
  await until(4)
  expect(said.slice(0, 3)).toEqual(Array(3).fill('the child ended (code 7) and is started again'))
  expect(said[3]).toBe(`the child ended (code 7) again and again: see ${logFile}`)
  await child.stop()
  expect(said).toHaveLength(4)
})

test('a child killed on purpose stays down until it is revived, and is there once', async () => {
  const { child, said, logged, logFile } = await begin('serve', 'hello')
  await logged('hello', 1)
  child.crash()
  child.revive()
  child.revive()
  await logged('again', 1)
  await child.stop()
  expect(said).toEqual([])
  expect((await readFile(logFile, 'utf8')).split('again')).toHaveLength(2)
})

test('a child that cannot start says why in its own words, or its log is named', async () => {
  await expect(begin('fail', 'no port')).rejects.toMatchObject({
    ...{ code: 'NO_LUCK', message: 'found no port' },
  })
  await expect(begin('quit')).rejects.toMatchObject({
    ...{ code: 'PROCESS_ENDED', hint: expect.stringContaining('child.log') },
    message: 'the child ended (code 3) before it was ready',
  })
})
