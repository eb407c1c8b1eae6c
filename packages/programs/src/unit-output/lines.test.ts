import { utf8 } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { splitLines } from './lines.ts'

const schema = z.strictObject({ a: z.int().min(0) })
const read = (text: string | Uint8Array, index = 0) =>
  splitLines('some-program', typeof text === 'string' ? utf8(text) : text).read(index, schema)

test('reads each line', () => {
  expect(splitLines('some-program', utf8('{"a":1}\n{"a":2}\n')).count).toBe(2)
  expect(read('{"a":1}\n{"a":2}\n', 1)).toEqual({ a: 2 })
})

test.each([
  ['nothing', ''],
  ['an empty line', '\n'],
  ['no line feed', '{"a":1}'],
  ['bytes that are not UTF-8', new Uint8Array([0xff, 10])],
  ['a byte order mark', '\ufeff{"a":1}\n'],
  ['over a mebibyte', new Uint8Array(1024 * 1024 + 1).fill(10)],
  ['white space', '{"a": 1}\n'],
  ['another spelling', '{"a":1.0}\n'],
  ['a key twice', '{"a":1,"a":1}\n'],
  ['a key more', '{"a":1,"b":1}\n'],
  ['a key of every object', '{"__proto__":{"a":1}}\n'],
  ['a fraction', '{"a":0.5}\n'],
  ['a number too large', '{"a":1e300}\n'],
  ['a nest', '['.repeat(100_000) + '\n'],
  ['a carriage return', '{"a":1}\r\n'],
])('refuses %s and names the line', (_name, text) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      code: 'BAD_UNIT_OUTPUT',
      message: expect.stringContaining('in line 1'),
      hint: expect.stringContaining('some-program'),
    }),
  )
})

test('a line that is not there is refused', () => {
  expect(() => read('{"a":1}\n', 1)).toThrow(expect.objectContaining({ code: 'BAD_UNIT_OUTPUT' }))
})
