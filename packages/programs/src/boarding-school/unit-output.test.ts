import { utf8 } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { observedInBed } from './observation.ts'
import { readUnitOutput } from './unit-output.ts'

const good = {
  betaMicro: 1_660_000,
  draw: 7,
  gammaMicro: 440_000,
  inBed: [...observedInBed] as unknown,
  squares: 0,
}
const summary = { accepted: 1, draws: 100, epsilonMilli: 18_000, seed: 5, version: 1 }
const lines = (...records: readonly object[]): Uint8Array =>
  utf8(records.map((record) => `${JSON.stringify(record)}\n`).join(''))
const withCurve = (day: number, count: unknown) =>
  observedInBed.map((seen, at) => (at === day ? count : seen))

test('reads what the program writes', () => {
  expect(readUnitOutput(lines(good, summary))).toEqual({
    seed: 5,
    draws: 100,
    epsilonMilli: 18_000,
    accepted: [{ betaMicro: 1_660_000, draw: 7, gammaMicro: 440_000, inBed: [...observedInBed] }],
  })
  expect(readUnitOutput(lines({ ...summary, accepted: 0 })).accepted).toEqual([])
})

const hostile: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', utf8('')],
  ['a line feed', utf8('\n')],
  ['bytes that are not UTF-8', new Uint8Array([0xff, 10])],
  ['a byte order mark', utf8(`\ufeff${JSON.stringify({ ...summary, accepted: 0 })}\n`)],
  ['too many bytes', new Uint8Array(1024 * 1024 + 1)],
  ['no line feed at the end', lines(good, summary).slice(0, -1)],
  ['no summary', lines(good)],
  ['something after the summary', lines(good, summary, good)],
  ['an array', utf8('[]\n')],
  ['null', utf8('null\n')],
  ['white space', utf8(`${JSON.stringify(summary, null, 1).replaceAll('\n', '')}\n`)],
  ['a second spelling of a number', utf8(JSON.stringify(good).replace('7', '7.0') + '\n')],
  ['a key twice', utf8(JSON.stringify(summary).replace('}', ',"version":1}') + '\n')],
  ['an unknown key', lines({ ...good, x: 1 }, summary)],
  ['an inherited key', utf8('{"__proto__":{"accepted":0},"draws":1}\n')],
  ['a missing key', lines({ ...good, squares: undefined }, summary)],
  ['another version', lines(good, { ...summary, version: 2 })],
  ['a wrong count', lines(good, { ...summary, accepted: 0 })],
  ['too many draws', lines(good, { ...summary, draws: 1e15 })],
  ['a negative seed', lines(good, { ...summary, seed: -1 })],
  ['a text for a number', lines({ ...good, betaMicro: '1660000' }, summary)],
  ['beta outside the prior', lines({ ...good, betaMicro: 5_000_001 }, summary)],
  ['beta of zero', lines({ ...good, betaMicro: 0 }, summary)],
  ['gamma outside the prior', lines({ ...good, gammaMicro: 2_000_001 }, summary)],
  ['a draw that was not made', lines({ ...good, draw: 100 }, summary)],
  ['a draw twice', lines(good, good, { ...summary, accepted: 2 })],
  ['draws out of order', lines(good, { ...good, draw: 6 }, { ...summary, accepted: 2 })],
  ['13 days', lines({ ...good, inBed: observedInBed.slice(1) }, summary)],
  ['no days', lines({ ...good, inBed: { length: 14 } }, summary)],
  ['another start', lines({ ...good, inBed: withCurve(0, 4), squares: 1 }, summary)],
  ['a fraction of a boy', lines({ ...good, inBed: withCurve(1, 8.5) }, summary)],
  ['more boys than there are', lines({ ...good, inBed: withCurve(1, 764) }, summary)],
  ['a distance that is not the curve’s', lines({ ...good, squares: 1 }, summary)],
  [
    'a distance over epsilon',
    lines({ ...good, inBed: withCurve(5, 298 + 68), squares: 68 ** 2 }, summary),
  ],
  [
    'an epidemic that comes back',
    lines({ ...good, inBed: withCurve(12, 0), squares: 14 ** 2 }, summary),
  ],
]

test.each(hostile)('refuses %s', (_name, stdout) => {
  expect(() => readUnitOutput(stdout)).toThrow(
    expect.objectContaining({ code: 'BAD_UNIT_OUTPUT', hint: expect.any(String) }),
  )
})

test('accepts a distance just within epsilon', () => {
  const draw = { ...good, inBed: withCurve(5, 298 + 67), squares: 67 ** 2 }
  expect(readUnitOutput(lines(draw, summary)).accepted).toHaveLength(1)
})
