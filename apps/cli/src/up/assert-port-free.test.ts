import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertPortFree } from './assert-port-free.ts'
import { openDataDir } from './data-dir.ts'
import { startGrid } from './grid.ts'

const holder = createServer()
let port = 0
beforeAll(async () => {
  holder.listen(0, '127.0.0.1')
  await once(holder, 'listening')
  port = (holder.address() as AddressInfo).port
})
afterAll(() => void holder.close())

test('a port in use is refused, any other is not', async () => {
  const refused = { code: 'PORT_IN_USE', details: { host: '127.0.0.1', port } }
  await expect(assertPortFree(port)).rejects.toMatchObject(refused)
  await assertPortFree(0)
})

test('a grid on a port in use says so before it starts a chain', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-up-'))
  const dir = await openDataDir(folder)
  const before = await readdir(folder)
  const said: string[] = []
  const say = (text: string): void => void said.push(text)
  const started = startGrid({ dir, port, say, signal: AbortSignal.abort() })
  await expect(started).rejects.toMatchObject({ code: 'PORT_IN_USE' })
  expect(said).toEqual([])
  expect(await readdir(folder)).toEqual(before)
  await dir.release()
  await rm(folder, { recursive: true })
})
