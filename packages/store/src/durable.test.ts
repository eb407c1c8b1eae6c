import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from './store.ts'
import { account, makeJob } from './testing/grid.ts'

// One folder for all: making a PGlite database takes seconds.
let folder: string
let dataDir: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-store-'))
  dataDir = join(folder, 'db')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const writer = fileURLToPath(new URL('./testing/writer.ts', import.meta.url))

test('kill -9 loses nothing that was answered, keeps nothing half, and leaves no lock', async () => {
  const answered: number[] = []
  // Killed, started again over the same folder, and killed again.
  for (const round of [1, 2]) {
    const child = spawn(process.execPath, [writer, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    for await (const line of createInterface(child.stdout)) {
      answered.push(Number(line))
      if (answered.length === 40 * round) child.kill('SIGKILL')
    }
    await ended
    expect(JSON.parse(await readFile(`${dataDir}.lock`, 'utf8'))).toMatchObject({ pid: child.pid })
  }
  const store = await openStore({ dataDir })
  try {
    const { id } = makeJob({ units: 100_000, quorum: 1 })
    const units = await store.fetchUnits(id, 0, 2_000)
    const states = new Map(units.map(({ unitIndex, state }) => [unitIndex, state]))
    expect(answered.length).toBeGreaterThanOrEqual(80)
    expect(answered.filter((index) => states.get(index) !== 'believed')).toEqual([])
    // The kill may fall between a write and its answer; then all of that write is there.
    const believed = units.filter(({ state }) => state === 'believed').length
    expect(new Set(answered).size).toBe(answered.length)
    expect(await store.fetchProgress(id)).toMatchObject({ believed })
    expect(await store.fetchTrackRecord(account(1))).toMatchObject({
      credited: believed,
      refused: 0,
    })
    expect(await store.countBatchable()).toMatchObject({ ready: believed })
    expect(await store.fetchReceipts({ limit: 5_000 })).toHaveLength(believed)
  } finally {
    await store.close()
  }
})

test('a folder in use is refused, also by the process that uses it', async () => {
  const store = await openStore({ dataDir })
  const refused = { code: 'STORE_LOCKED', details: { pid: process.pid } }
  await expect(openStore({ dataDir })).rejects.toMatchObject(refused)
  await store.close()
  await (await openStore({ dataDir })).close()
})
