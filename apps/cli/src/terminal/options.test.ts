import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../testing/folder.ts'
import {
  addressOption,
  collect,
  listenOption,
  readNamed,
  shareOption,
  urlOption,
  wholeNumber,
} from './options.ts'

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

test.each([
  ['127.0.0.1:4700', { host: '127.0.0.1', port: 4_700 }],
  ['localhost:0', { host: 'localhost', port: 0 }],
  ['[::1]:4700', { host: '::1', port: 4_700 }],
])('the place %j can be listened at', (text, where) => {
  expect(listenOption(text)).toEqual(where)
})

test.each(['4700', ':4700', '127.0.0.1', '::1:4700', '127.0.0.1:65536', 'http://a:1', 'a b:1', ''])(
  'the place %j cannot',
  (text) => {
    expect(() => listenOption(text)).toThrow('127.0.0.1:4700')
  },
)
