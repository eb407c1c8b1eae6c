import { expect, test } from 'vitest'
import type { Account } from '@pumasi/domain'
import type { GridStatus } from '@pumasi/protocol'
import { vanishOnce } from './vanish.ts'

const account = `0x${'0a'.repeat(20)}` as Account
const other = `0x${'0b'.repeat(20)}` as Account

/** A status: the worker's active leases, who took over from it, seconds since the start. */
const statusOf = (leases: number, to: Account | null | undefined, seconds: number): GridStatus =>
  ({
    atMs: seconds * 1_000,
    hosts: [
      { account: other, activeLeases: 5 },
      { account, activeLeases: leases },
    ],
    handovers: to === undefined ? [] : [{ from: account, to }],
  }) as unknown as GridStatus

type Row = readonly [what: string, statuses: GridStatus[], acts: string[]]
const rows: readonly Row[] = [
  ['waits for work', [statusOf(0, undefined, 1), statusOf(0, undefined, 99)], []],
  ['dies in the middle of a unit', [statusOf(1, undefined, 1)], ['crash']],
  ['dies once', [1, 2, 3].map((at) => statusOf(1, undefined, at)), ['crash']],
  [
    'comes back when another has its lease',
    [statusOf(1, undefined, 1), statusOf(0, other, 2), statusOf(1, other, 3)],
    ['crash', 'revive'],
  ],
  ['stays away while nobody has it', [statusOf(1, undefined, 1), statusOf(0, null, 9)], ['crash']],
  [
    'does not count its own next lease',
    [statusOf(1, undefined, 1), statusOf(0, account, 9)],
    ['crash'],
  ],
  [
    'comes back in any case after a while',
    [statusOf(1, undefined, 1), statusOf(0, undefined, 21), statusOf(0, undefined, 22)],
    ['crash', 'revive'],
  ],
  [
    'lives on when an earlier start has shown it',
    [statusOf(1, other, 1), statusOf(1, other, 2)],
    [],
  ],
]

test.each(rows)('the worker that vanishes %s', (_what, statuses, expected) => {
  const acts: string[] = []
  const said: string[] = []
  const worker = {
    ...{ name: 'worker vanishing', ready: { account }, stop: async () => {} },
    crash: () => void acts.push('crash'),
    revive: () => void acts.push('revive'),
  }
  const { follow } = vanishOnce(worker, (text) => said.push(text))
  for (const status of statuses) follow(status)
  expect(acts).toEqual(expected)
  expect(said).toHaveLength(expected.length)
})
