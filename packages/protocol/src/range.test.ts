import { expect, test } from 'vitest'
import { parseRange } from './range.ts'

test.each([
  [undefined, 'whole'],
  ['bytes=0-0', { from: 0, to: 0 }],
  ['bytes=2-5', { from: 2, to: 5 }],
  ['bytes=2-', { from: 2, to: 9 }],
  ['bytes=2-99', { from: 2, to: 9 }],
  ['bytes=-3', { from: 7, to: 9 }],
  ['bytes=-99', { from: 0, to: 9 }],
  ['bytes= 2 - 5', { from: 2, to: 5 }],
  ['bytes=9-9', { from: 9, to: 9 }],
  ['bytes=10-', 'beyond'],
  ['bytes=10-12', 'beyond'],
  ['bytes=-0', 'beyond'],
  ['bytes=5-2', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=0-1,3-4', 'whole'],
  ['lines=1-2', 'whole'],
  ['bytes=1e3-', 'whole'],
  ['bytes=--1', 'whole'],
  [`bytes=${'9'.repeat(400)}-`, 'whole'],
])('%s of ten bytes is %j', (header, expected) => {
  expect(parseRange(header, 10)).toEqual(expected)
})

test.each(['bytes=0-', 'bytes=-1', 'bytes=0-0'])('%s of nothing is beyond it', (header) => {
  expect(parseRange(header, 0)).toBe('beyond')
})
