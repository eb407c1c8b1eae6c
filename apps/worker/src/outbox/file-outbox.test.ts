import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryOutbox } from '@pumasi/engine'
import type { FinishedUnit, LeasedWork, Outbox } from '@pumasi/engine'
import { createGrid, hashExecutor, signerOf, transportOf } from '@pumasi/engine/testing'
import { performUnit, prepareUnit } from '@pumasi/engine'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openFileOutbox } from './file-outbox.ts'

let leases: readonly LeasedWork[]
let finished: readonly FinishedUnit[]
beforeAll(async () => {
  const grid = createGrid()
  await grid.submit(4, { quorum: 1 })
  const host = await grid.join('a')
  leases = await grid.acquire(host, 4)
  const ports = { executor: hashExecutor, signer: signerOf(grid, host) }
  finished = await Promise.all(
    leases.map(async (work) => {
      const request = await prepareUnit(transportOf(grid, host), work, new Map())
      const { signed, output } = await performUnit(ports, work, request, {}, () => 0)
      return { signed, output }
    }),
  )
})

let folder: string
let damaged: (readonly [file: string, code: string])[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-outbox-'))
  damaged = []
})
afterEach(() => rm(folder, { recursive: true }))

const open = (bytesMax = 2 ** 20): Promise<Outbox> =>
  openFileOutbox({
    ...{ folder, bytesMax },
    onDamaged: (file, code) => void damaged.push([file, code]),
  })
const at = <T>(list: readonly T[], index: number): T => list[index] as T
const idOf = (index: number) => at(leases, index).leaseId
const files = async (ending: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith(ending))

const adapters: [string, () => Promise<Outbox>][] = [
  ['in memory', async () => createMemoryOutbox()],
  ['in a folder', () => open()],
]
describe.each(adapters)('an outbox %s', (_name, make) => {
  test('is empty at first, and forgetting what is not there changes nothing', async () => {
    const outbox = await make()
    await outbox.forget([idOf(0)])
    expect(await outbox.restore()).toEqual({ leases: [], finished: [] })
  })
})

test('memory and folder remember the same, but for leases of a bundle still held', async () => {
  const memory = createMemoryOutbox()
  for (const outbox of [memory, await open()]) {
    await outbox.keepLeases(leases.slice(0, 3))
    await outbox.keepLeases(leases.slice(2))
    await outbox.keepFinished(at(finished, 0))
    await outbox.keepFinished(at(finished, 0))
    await outbox.keepFinished(at(finished, 3))
    await outbox.forget([idOf(1), idOf(3)])
  }
  const restored = await memory.restore()
  expect(restored.leases.map(({ leaseId }) => leaseId)).toEqual([idOf(2)])
  const { leases: kept, finished: done } = await (await open()).restore()
  // Its file goes with the last of the bundle; the coordinator knows that it was given back.
  expect(kept.map(({ leaseId }) => leaseId)).toEqual([idOf(1), idOf(2)])
  expect(kept[1]).toEqual(restored.leases[0])
  expect(done.map(({ signed }) => signed)).toEqual(restored.finished.map(({ signed }) => signed))
  expect(done.map(({ output }) => [...output])).toEqual(
    restored.finished.map(({ output }) => [...output]),
  )
})

test('nothing stays in the folder once everything is answered, in this life or the next', async () => {
  const outbox = await open()
  await outbox.keepLeases(leases)
  await outbox.keepFinished(at(finished, 0))
  expect([await files('.leases'), await files('.unit')].map(({ length }) => length)).toEqual([1, 1])
  const next = await open()
  await next.restore()
  await next.keepFinished(at(finished, 1))
  await next.forget(leases.map(({ leaseId }) => leaseId))
  expect(await readdir(folder)).toEqual(['damaged'])
})

test('what was being written when the power went is cleared away', async () => {
  await open()
  await writeFile(join(folder, 'half.draft'), 'half a')
  expect(await (await open()).restore()).toEqual({ leases: [], finished: [] })
  expect(await readdir(folder)).toEqual(['damaged'])
})

const spoils: [string, (content: Buffer) => Buffer][] = [
  ['cut short', (content) => content.subarray(0, content.length - 1)],
  ['emptied', () => Buffer.alloc(0)],
  ['longer', (content) => Buffer.concat([content, Buffer.of(0)])],
  [
    'with one bit turned',
    (content) => {
      const turned = Buffer.from(content)
      turned[content.length - 2] = (turned[content.length - 2] ?? 0) ^ 1
      return turned
    },
  ],
  ['of another version', (content) => Buffer.from(content.toString('latin1').replace('1', '2'))],
]
describe.each(['.unit', '.leases'])('a file %s', (ending) => {
  test.each(spoils)('%s is set aside and told, and the others are restored', async (_, spoil) => {
    const outbox = await open()
    await outbox.keepLeases(leases.slice(0, 1))
    await outbox.keepLeases(leases.slice(1, 2))
    await outbox.keepFinished(at(finished, 2))
    await outbox.keepFinished(at(finished, 3))
    const [name = ''] = await files(ending)
    await writeFile(join(folder, name), spoil(await readFile(join(folder, name))))
    const restored = await (await open()).restore()
    const counts = [restored.leases.length, restored.finished.length]
    expect(counts).toEqual(ending === '.unit' ? [2, 1] : [1, 2])
    expect(damaged).toEqual([[join(folder, 'damaged', name), 'OUTBOX_DAMAGED']])
    expect(await readdir(join(folder, 'damaged'))).toEqual([name])
    expect(await files(ending)).not.toContain(name)
  })
})

test('no more is kept than was allowed; what is answered makes room again', async () => {
  const probe = await open()
  await probe.keepFinished(at(finished, 0))
  const [name = ''] = await files('.unit')
  const { length } = await readFile(join(folder, name))
  const outbox = await open(length + 10)
  await outbox.restore()
  const full = { code: 'OUTBOX_FULL', retryable: true }
  await expect(outbox.keepFinished(at(finished, 1))).rejects.toMatchObject(full)
  await expect(outbox.keepLeases(leases)).rejects.toMatchObject(full)
  expect(await files('.draft')).toEqual([])
  await outbox.forget([idOf(0)])
  await outbox.keepFinished(at(finished, 1))
  expect(await files('.unit')).toEqual([`${idOf(1)}.unit`])
})

test('twenty damaged files are kept to be looked at, and no more', async () => {
  await open()
  for (let n = 0; n < 30; n += 1) await writeFile(join(folder, `${n}.unit`), 'nothing')
  await (await open()).restore()
  expect(damaged).toHaveLength(30)
  expect(await readdir(join(folder, 'damaged'))).toHaveLength(20)
})
