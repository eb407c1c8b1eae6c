import { expect, test } from 'vitest'
import { decideWork, hoursSchema, timeOfDay } from './hours.ts'

const MINUTE = 60_000
const at = (hour: number, minute = 0, ms = 0) => ({ minutes: hour * 60 + minute, ms })
const work = (text: string, now: ReturnType<typeof at>) => {
  const { open, forMs } = decideWork(hoursSchema.parse(text), now)
  return [open, forMs / MINUTE]
}

test.each([
  ['22-8', at(21, 59), false, 1],
  ['22-8', at(22), true, 600],
  ['22-8', at(23, 30), true, 510],
  ['22-8', at(3), true, 300],
  ['22-8', at(8), false, 840],
  ['9-17', at(9), true, 480],
  ['9-17', at(17), false, 960],
  ['12-13,22:30-7:15', at(12, 30), true, 30],
  ['12-13,22:30-7:15', at(13), false, 570],
  ['12-13, 22:30-7:15', at(7, 14), true, 1],
  ['20-24,0-6', at(21), true, 540],
  ['0-12,12-24', at(5), true, Infinity],
  ['0-24', at(5), true, Infinity],
])('%s at %j: open %s for %d minutes', (text, now, open, minutes) => {
  expect(work(text, now)).toEqual([open, minutes])
})

test('seconds of the minute that has begun are over already', () => {
  expect(work('22-8', at(7, 59, 20_000))).toEqual([true, 40 / 60])
})

test('no hours mean always', () => {
  expect(decideWork([], at(5))).toEqual({ open: true, forMs: Infinity })
})

test.each([
  '',
  '22',
  '22-',
  '-8',
  '25-8',
  '24-8',
  '8-25',
  '8-24:30',
  '8:60-9',
  '8-8',
  '22-8,',
  'a-b',
])('%j are no hours', (text) => {
  expect(hoursSchema.safeParse(text).success).toBe(false)
})

test('the time of day is the local one', () => {
  expect(timeOfDay(new Date(2026, 10, 23, 22, 5, 7, 9))).toEqual(at(22, 5, 7_009))
})
