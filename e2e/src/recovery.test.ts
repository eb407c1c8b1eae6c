/** kill -9 of every process in mid-job: the same command goes on, loses nothing, credits once. */
import { setTimeout as pause } from 'node:timers/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { descendantsOf, killTree } from './testing/process-tree.ts'
import { makeFolder, readReport, run, start } from './testing/pumasi.ts'

const UNITS = 20

let folder: Awaited<ReturnType<typeof makeFolder>>
const at = (name: string): string => join(folder.path, name)
const upIn = (data: string, ...more: string[]): string[] => [
  ...['up', '--once', '--data', at(data), '--port', '0', '--units', String(UNITS), '--sample', '3'],
  ...more,
]

beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => folder.remove())

it('completes with the same believed outputs as a grid that was never killed', async () => {
  for (const progress of [/units believed: [1-9]\d*\//, /audit: a process of its own/]) {
    const grid = start(upIn('killed'))
    await grid.said(progress)
    killTree(grid.child.pid ?? 0)
    await grid.ended
  }
  const again = await run(upIn('killed', '--report', at('killed.json')))
  expect(again).toMatchObject({ code: 0 })
  const undisturbed = await run(upIn('undisturbed', '--report', at('undisturbed.json')))
  expect(undisturbed).toMatchObject({ code: 0 })

  const killed = await readReport(at('killed.json'))
  const reference = await readReport(at('undisturbed.json'))
  // The digest of all believed outputs is part of it.
  expect(killed.job).toEqual(reference.job)
  expect(killed.job.believed).toBe(UNITS)
  const liar = killed.hosts.find(({ name }) => name === 'lying')
  expect(liar).toMatchObject({ creditMicro: '0' })
  // Two accounts are credited for each unit, nobody twice.
  const executions = killed.ledger.batches.reduce((sum, { unitCount }) => sum + unitCount, 0)
  const credited = killed.hosts.reduce((sum, { received, refused }) => sum + received - refused, 0)
  expect(executions).toBe(credited)
})

it('leaves no process behind when only the first one is killed', async () => {
  const grid = start(upIn('orphans'))
  await grid.said(/units believed: [1-9]\d*\//)
  const children = descendantsOf(grid.child.pid ?? 0)
  expect(children.length).toBeGreaterThanOrEqual(7)
  grid.child.kill('SIGKILL')
  await grid.ended
  await Promise.all(children.map(whenGone))
  // Nothing holds the data directory, so the same command goes on at once.
  expect(await run(upIn('orphans'))).toMatchObject({ code: 0 })
})

/** Resolves when a process has ended; the test's own limit ends a wait without end. */
async function whenGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await pause(50)
  }
}
