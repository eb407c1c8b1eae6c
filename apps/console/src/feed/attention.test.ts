import type { GridStatus } from '@pumasi/protocol'
import { expect, test } from 'vitest'
import { gridStatus, gridTotals, hostView, jobView } from '../testing/views.ts'
import { deriveAttention } from './attention.ts'

const NOW = 1_000_000
const totals = gridTotals({ hosts: 1, hostsAlive: 1 })
const nobody = gridTotals()
const waiting = (sinceMs: number) => ({ ...totals, batchesWaiting: 2, waitingSinceMs: sinceMs })
const kinds = (changes: Partial<GridStatus>) =>
  deriveAttention(gridStatus({ atMs: NOW, totals, ...changes })).map(({ kind }) => kind)

test.each<[string, Partial<GridStatus>, readonly string[]]>([
  ['all is well', { jobs: [jobView()] }, []],
  ['upkeep fails', { troubles: ['cannot commit batches'] }, ['upkeep']],
  ['a batch has just closed', { totals: waiting(NOW - 1_000) }, []],
  ['a batch waits for long', { totals: waiting(NOW - 300_001) }, ['unchained']],
  ['nobody is there', { jobs: [jobView()], totals: nobody }, ['deserted']],
  [
    'nobody is there, and nothing to do',
    { jobs: [jobView({ believed: 100 })], totals: nobody },
    [],
  ],
  ['units fail', { jobs: [jobView({ failed: 1 })] }, ['failing']],
  ['units failed in a job that is over', { jobs: [jobView({ failed: 100 })] }, []],
  ['a job is paused', { jobs: [jobView({ state: 'paused' })] }, ['paused']],
  ['a host gets no work', { hosts: [hostView({ suspended: 'lies' })] }, ['kept out']],
])('%s', (_what, changes, expected) => {
  expect(kinds(changes)).toEqual(expected)
})

test('what stops the grid comes before what slows it', () => {
  const jobs = [jobView({ failed: 1 }), jobView({ state: 'paused' })]
  const hosts = [hostView({ suspended: 'lies' })]
  expect(kinds({ jobs, totals: waiting(0), hosts, troubles: ['x', 'y'] })).toEqual([
    ...['upkeep', 'unchained', 'failing', 'paused', 'kept out'],
  ])
})
