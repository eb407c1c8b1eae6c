import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../testing/folder.ts'
import {
  addressOption,
  collect,
  parseCount,
  parseDuration,
  parseSize,
  readNamed,
  shareOption,
  urlOption,
  wholeNumber,
} from './options.ts'

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

test('options say what they expect', () => {
  expect(wholeNumber(1)('7')).toBe(7)
  for (const text of ['0', '-1', '1.5', 'x', '', '1'.repeat(16)]) {
    expect(() => wholeNumber(1)(text)).toThrow('Expected a whole number from 1 on.')
  }
  expect(urlOption('http://127.0.0.1:4600')).toBe('http://127.0.0.1:4600')
  for (const text of ['127.0.0.1', 'file:///etc', 'http://', 'javascript:alert(1)', 'http://a b']) {
    expect(() => urlOption(text)).toThrow('an http(s) URL')
  }
  expect(addressOption(`0x${'AB'.repeat(20)}`)).toBe(`0x${'ab'.repeat(20)}`)
  expect(() => addressOption('0x12')).toThrow('40 hexadecimal digits')
  expect(collect('b', ['a'])).toEqual(['a', 'b'])
})

test('a file that was named and is not there is told by its path', async () => {
  const path = join(await makeFolder(), 'nowhere')
  await expect(readNamed(path)).rejects.toMatchObject({ code: 'FILE_MISSING', details: { path } })
})

test.each([
  ['0.99', 0.99],
  ['.5', 0.5],
  ['0.000001', 0.000_001],
])('%j is a share', (text, share) => expect(shareOption(text)).toBe(share))

test.each(['0', '1', '0.0', '1.5', '99', '99%', '-0.5', '1e-3', '', 'x'])('%j is none', (text) =>
  expect(() => shareOption(text)).toThrow('Expected a share'),
)
