import { digestOf, utf8 } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { LEASE_STRETCH_MAX, decideLeaseMs, fitsRoom } from './room.ts'
import type { JobTerms, Room } from './room.ts'

const idOf = (name: string): JobId => digestOf(utf8(name)) as string as JobId
const job: JobTerms = {
  id: idOf('job'),
  limits: { fuelMax: 10_000_000n, memoryMaxBytes: 1_000, outputMaxBytes: 100 },
  wallMaxMs: 60_000,
}
const room: Room = {
  ...{ memoryMaxBytes: 1_000, outputMaxBytes: 100, timeMaxMs: 60_000, fuelPerSecond: null },
  jobs: null,
}

test.each<[string, Partial<Room>, boolean]>([
  ['just enough of everything', {}, true],
  ['a byte of memory too little', { memoryMaxBytes: 999 }, false],
  ['a byte of disk too little', { outputMaxBytes: 99 }, false],
  ['too little time for the slowest machine', { timeMaxMs: 59_999 }, false],
  ['too little time, but fast', { timeMaxMs: 10_000, fuelPerSecond: 1_000_000n }, true],
  ['fast, but not fast enough', { timeMaxMs: 9_999, fuelPerSecond: 1_000_000n }, false],
  ['so slow that the wall clock ends it', { fuelPerSecond: 1n }, true],
  ['a speed of nothing', { fuelPerSecond: 0n }, true],
  ['only this job', { jobs: [idOf('other'), job.id] }, true],
  ['only other jobs', { jobs: [idOf('other')] }, false],
  ['no job at all', { jobs: [] }, false],
])('%s: %s', (_name, changes, fits) => {
  expect(fitsRoom(job, { ...room, ...changes })).toBe(fits)
})

test.each<[string, bigint | null, number, number]>([
  ['an unknown speed: the usual', null, 1_000, 1_000],
  ['faster than a lease: the usual', 10_000_000n, 5_000, 5_000],
  ['slower: as long as the unit may take', 1_000_000n, 5_000, 10_000],
  ['much slower: four times the usual', 1n, 5_000, LEASE_STRETCH_MAX * 5_000],
  ['so slow that the wall clock ends it', 1n, 50_000, 60_000],
])('a lease for %s', (_name, fuelPerSecond, leaseMs, expected) => {
  expect(decideLeaseMs(job, { ...room, fuelPerSecond }, leaseMs)).toBe(expected)
})
