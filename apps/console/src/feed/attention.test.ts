import type { GridStatus } from '@pumasi/protocol'
import { expect, test } from 'vitest'
import { batchView, gridStatus, hostView, jobView } from '../testing/views.ts'
import { deriveAttention } from './attention.ts'

const NOW = 1_000_000
const alive = hostView({ lastSeenMs: NOW - 1_000 })
const kinds = (changes: Partial<GridStatus>) =>
  deriveAttention(gridStatus({ atMs: NOW, hosts: [alive], ...changes })).map(({ kind }) => kind)

test.each<[string, Partial<GridStatus>, readonly string[]]>([
  ['all is well', { jobs: [jobView()] }, []],
  ['upkeep fails', { troubles: ['cannot commit batches'] }, ['upkeep']],
  ['a batch has just closed', { batches: [batchView(1, 4, NOW - 1_000, null)] }, []],
  ['a batch waits for long', { batches: [batchView(1, 4, NOW - 300_001, null)] }, ['unchained']],
  ['an old batch is on the chain', { batches: [batchView(1, 4, 0, 5)] }, []],
  ['nobody is there', { jobs: [jobView()], hosts: [] }, ['deserted']],
  [
    'the last host left',
    { jobs: [jobView()], hosts: [hostView({ lastSeenMs: NOW - 120_000 })] },
    ['deserted'],
  ],
  ['nobody is there, and nothing to do', { jobs: [jobView({ believed: 100 })], hosts: [] }, []],
  ['units fail', { jobs: [jobView({ failed: 1 })] }, ['failing']],
  ['units failed in a job that is over', { jobs: [jobView({ failed: 100 })] }, []],
  ['a job is paused', { jobs: [jobView({ state: 'paused' })] }, ['paused']],
  ['a host gets no work', { hosts: [{ ...alive, suspended: 'lies' }] }, ['kept out']],
])('%s', (_what, changes, expected) => {
  expect(kinds(changes)).toEqual(expected)
})

test('what stops the grid comes before what slows it', () => {
  const jobs = [jobView({ failed: 1 }), jobView({ state: 'paused' })]
  const batches = [batchView(1, 4, 0, null)]
  const hosts = [{ ...alive, suspended: 'lies' }]
  expect(kinds({ jobs, batches, hosts, troubles: ['x', 'y'] })).toEqual([
    ...['upkeep', 'unchained', 'failing', 'paused', 'kept out'],
  ])
})
