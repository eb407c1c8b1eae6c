import { expect, test } from 'vitest'
import { parseCount, parseDuration, parseSize } from './quantities.ts'

test.each([
  ['0', 0],
  ['1500', 1_500],
  ['2G', 2e9],
  ['1.5M', 1_500_000],
  ['8.2M', 8_200_000],
  ['1.005k', 1_005],
  ['4.1T', 4.1e12],
  [' 2 k ', 2_000],
  ['1.5', null],
  ['1.0005k', null],
  ['-1', null],
  ['1e9', null],
  ['0x10', null],
  ['1,000', null],
  ['2g', null],
  ['2 GiB', null],
  ['constructor', null],
  ['1constructor', null],
  ['', null],
  ['9007199254740993', null],
  ['9999999T', null],
])('the count %j is %j', (text, count) => {
  expect(parseCount(text)).toBe(count)
})

test.each([
  ['64MiB', 67_108_864],
  ['512 KiB', 524_288],
  ['100B', 100],
  ['100', 100],
  ['1.5GiB', 1_610_612_736],
  ['1MB', null],
  ['0.5B', null],
])('the size %j is %j', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
})

test.each([
  ['60s', 60_000],
  ['500ms', 500],
  ['1.5s', 1_500],
  ['2h', 7_200_000],
  ['3m', 180_000],
  ['1500', 1_500],
  ['1d', null],
  ['0.5ms', null],
])('the time %j is %j', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})
