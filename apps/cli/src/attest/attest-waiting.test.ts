/** An attestor beside a batch that it cannot judge, hour by hour. */
import type { GridConnection } from '@pumasi/client'
import { GridError } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { createJudge } from '@pumasi/engine'
import type { Executor } from '@pumasi/engine'
import {
  createGrid,
  createRandomness,
  hashExecutor,
  mirrorOf,
  testIdentity,
} from '@pumasi/engine/testing'
import { accountOfKey } from '@pumasi/proof'
import type { AttestorWord } from '@pumasi/engine'
import { expect, test } from 'vitest'
import { createAttestor } from './attest-waiting.ts'

const key: Hex = `0x${'a1'.repeat(32)}`

/** One closed batch of one unit, at a desk that keeps words, and an attestor who looks at it. */
async function waitingBatch() {
  const grid = createGrid({ batchUnitsMax: 1 })
  await grid.submit(1)
  for (const name of ['a', 'b']) await grid.run(await grid.join(name), 1)
  const closed = await grid.close()
  const desk = { words: [] as AttestorWord[], away: false, shows: true }
  const client = {
    attestor: {
      waiting: {
        query: async () => ({ ...{ batchId: 1, content: closed?.content }, words: shown() }),
      },
      answer: {
        mutate: async (word: AttestorWord) => {
          if (desk.away)
            throw new GridError('COORDINATOR_BUSY', 'found no room', { retryable: true })
          desk.words.push(word)
        },
      },
    },
  }
  const shown = (): AttestorWord[] => (desk.shows ? desk.words.slice(-1) : [])
  const machine = { broken: false, executed: 0 }
  const executor: Executor = {
    ...hashExecutor,
    execute: (...request) => {
      machine.executed += 1
      if (machine.broken) throw new GridError('MACHINE_BUSY', 'found no memory left')
      return hashExecutor.execute(...request)
    },
  }
  const { ledger, clock, bytes } = grid
  const judge = createJudge(
    { ledger, clock, executor, mirror: mirrorOf(bytes), randomness: createRandomness('judge') },
    { sample: 1, parallel: 1 },
  )
  const call = ((ask: (client: never) => unknown) => ask(client as never)) as GridConnection['call']
  const domain = { chainId: testIdentity.chainId, ledger: testIdentity.address }
  const look = createAttestor({ call, judge, key, domain, clock })
  /** What is told within so many seconds, looking each second. */
  const watch = async (seconds: number) => {
    const told = []
    for (let second = 0; second < seconds; second += 1) {
      told.push(await look().catch((error: unknown) => error as GridError))
      clock.advance(1_000)
    }
    return told.filter((news) => news !== null)
  }
  return { desk, machine, watch }
}

test('regression: a unit that cannot be executed is executed ever more rarely, and told once', async () => {
  const { desk, machine, watch } = await waitingBatch()
  machine.broken = true
  expect(await watch(3_600)).toMatchObject([
    {
      ...{ batchId: 1, answer: 'incomplete', refusal: expect.stringContaining('NOT_REEXECUTED') },
      ...{ nextStep: expect.stringContaining('memory'), againInMs: 5_000 },
    },
  ])
  // After 5, 10, 20, 40, 80, 160 and 320 seconds, then every ten minutes.
  expect(machine.executed).toBe(12)
  // The coordinator shows why it waits, all the time.
  expect(desk.words.at(-1)?.refusal).toContain('found no memory left')

  machine.broken = false
  expect(await watch(600)).toMatchObject([{ answer: 'signed', nextStep: null, againInMs: null }])
  expect(desk.words.at(-1)).toMatchObject({ attestor: accountOfKey(key), refusal: null })
  expect(await watch(3_600)).toEqual([])
  expect(machine.executed).toBe(13)
})

test('a coordinator that takes no answer is not answered every second', async () => {
  const { desk, machine, watch } = await waitingBatch()
  desk.away = true
  const failures = await watch(60)
  expect(failures).toMatchObject(Array(4).fill({ code: 'COORDINATOR_BUSY' }))
  desk.away = false
  expect(await watch(60)).toMatchObject([{ answer: 'signed' }])
  expect(machine.executed).toBe(5)
})

test('a coordinator that never shows a signature has the batch judged ever more rarely', async () => {
  const { desk, machine, watch } = await waitingBatch()
  desk.shows = false
  expect(await watch(3_600)).toMatchObject([{ answer: 'signed' }])
  expect(machine.executed).toBe(12)
})
