import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acquireLock, extendLock } from './lock.mjs'

let place: string
beforeEach(() => (place = mkdtempSync(join(tmpdir(), 'pumasi-lock-'))))
afterEach(() => rmSync(place, { recursive: true }))

const never = (): never => {
  throw new Error('waited for a lock that nobody holds')
}

test('many who want it hold it one after another', async () => {
  let inside = 0
  let most = 0
  const turn = async (): Promise<void> => {
    const release = await acquireLock(place, () => undefined)
    most = Math.max(most, ++inside)
    await Promise.resolve()
    inside--
    release()
  }
  await Promise.all([turn(), turn(), turn(), turn()])
  expect(most).toBe(1)
  expect(readdirSync(place)).toEqual(['lock.4'])
})

test('what a dead process left is taken over at once', async () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  writeFileSync(join(place, 'lock.7'), `${pid} -\n`)
  const release = await acquireLock(place, never)
  expect(readdirSync(place)).toEqual(['lock.8'])
  release()
})

test('a number that is used again by another process holds nothing', async () => {
  writeFileSync(join(place, 'lock.1'), `${process.pid} an-earlier-start\n`)
  const release = await acquireLock(place, never)
  release()
})

test('a lock stands while the command lives that its dead holder had started', async () => {
  const command = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  const release = await acquireLock(place, never)
  if (command.pid === undefined) throw new Error('no process')
  extendLock(place, command.pid)
  const [, commandLine] = readFileSync(join(place, 'lock.1'), 'utf8').split('\n')
  release()
  writeFileSync(join(place, 'lock.2'), `${commandLine}\n`)
  const waited: number[] = []
  const next = await acquireLock(place, (holder) => {
    waited.push(holder)
    command.stdin.end()
  })
  expect(waited).toEqual([command.pid])
  next()
})
