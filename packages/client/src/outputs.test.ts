import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeUtf8, utf8 } from '@pumasi/domain'
import { connectGrid } from './connect.ts'
import { fetchOutputs, listUnits } from './outputs.ts'
import { jobId, startSmallCoordinator } from './testing/small-coordinator.ts'
import type { SmallCoordinator } from './testing/small-coordinator.ts'

const UNITS = 12
let grid: SmallCoordinator
beforeEach(async () => (grid = await startSmallCoordinator(UNITS)))
afterEach(() => grid.close())

async function read(options: Parameters<typeof fetchOutputs>[2] = {}): Promise<string[]> {
  const said: string[] = []
  for await (const { unit, output } of fetchOutputs(connectGrid(grid), jobId, options)) {
    expect(decodeUtf8(output.stdout)).toBe(`unit ${unit.unitIndex}\n`)
    said.push(decodeUtf8(output.stdout).trim())
  }
  return said
}
const upTo = (from: number): string[] =>
  Array.from({ length: UNITS - from }, (_, at) => `unit ${from + at}`)

test('every output comes once and in order, however they arrive', async () => {
  let asked = 0
  // The first ones are the last to be answered.
  grid.beforeBlob = () => new Promise((go) => setTimeout(go, 20 - 2 * Math.min(10, asked++)))
  expect(await read({ atOnce: 5 })).toEqual(upTo(0))
})

test('no more are under way than asked for', async () => {
  const [open, most] = [new Set<string>(), [0]]
  grid.beforeBlob = async (digest) => {
    most.push(open.add(digest).size)
    await new Promise((go) => setTimeout(go, 5))
    open.delete(digest)
  }
  await read({ atOnce: 3 })
  expect(Math.max(...most)).toBe(3)
})

test('it goes on from where an earlier reader was', async () => {
  expect(await read({ from: 7 })).toEqual(upTo(7))
  expect(await read({ from: UNITS })).toEqual([])
})

test('units without a believed output are left out', async () => {
  for (const at of [0, 5]) {
    grid.units[at] = { ...(grid.units[at] as object), state: 'open', outputHash: null } as never
  }
  expect(await read()).toEqual(upTo(0).filter((name) => name !== 'unit 0' && name !== 'unit 5'))
})

test('whoever stops reading stops the downloads', async () => {
  const ended: boolean[] = []
  grid.beforeBlob = (_digest, answer) => {
    answer.on('close', () => ended.push(answer.writableFinished))
    return ended.length < 1 ? undefined : new Promise(() => undefined)
  }
  for await (const { unit } of fetchOutputs(connectGrid(grid), jobId, { atOnce: 4 })) {
    expect(unit.unitIndex).toBe(0)
    break
  }
  await expect.poll(() => ended.length).toBeGreaterThanOrEqual(4)
})

test('other bytes than those voted on are refused, after all that was right', async () => {
  grid.blobs.set(grid.units[2]?.outputHash as never, utf8('something else'))
  const said: number[] = []
  const reading = (async () => {
    for await (const { unit } of fetchOutputs(connectGrid(grid), jobId)) said.push(unit.unitIndex)
  })()
  await expect(reading).rejects.toMatchObject({ code: 'BLOB_MISMATCH' })
  expect(said).toEqual([0, 1])
})

test.each([{ from: -1 }, { from: 0.5 }, { from: Number.NaN }, { atOnce: 0 }, { atOnce: 33 }])(
  '%j is refused before anything is asked',
  async (options) => {
    await expect(read(options)).rejects.toMatchObject({ code: 'BAD_PARAMETER' })
  },
)

test('a job of many pages is listed to its end', async () => {
  const [first] = grid.units
  for (let unitIndex = UNITS; unitIndex < 1_203; unitIndex++) {
    grid.units.push({ ...(first as NonNullable<typeof first>), unitIndex })
  }
  const listed: number[] = []
  for await (const { unitIndex } of listUnits(connectGrid(grid), jobId)) listed.push(unitIndex)
  expect(listed).toEqual(Array.from({ length: 1_203 }, (_, index) => index))
})
