import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, utf8 } from './bytes.ts'
import { decodeOutput, emptyOutput, encodeOutput, exitClasses } from './output.ts'
import type { Output } from './output.ts'

const bytes = fc.uint8Array({ maxLength: 40 })
const output: fc.Arbitrary<Output> = fc.record({
  exitClass: fc.constantFrom(...exitClasses),
  exitCode: fc.nat(),
  stdout: bytes,
  stderr: bytes,
  files: fc.uniqueArray(fc.record({ name: fc.string({ unit: 'grapheme' }), bytes }), {
    selector: ({ name }) => name,
    maxLength: 5,
  }),
})

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1)
const bad = expect.objectContaining({ code: 'BAD_OUTPUT' })

describe('encodeOutput', () => {
  it('writes a header line, then the streams', () => {
    const files = [
      { name: 'b', bytes: utf8('B') },
      { name: 'a/c', bytes: utf8('AC') },
    ]
    const encoded = encodeOutput({
      exitClass: 'exited',
      exitCode: 3,
      stdout: utf8('out\n'),
      stderr: utf8(''),
      files,
    })
    const header =
      '{"exitClass":"exited","exitCode":3,"streams":[{"name":"stdout","size":4},' +
      '{"name":"stderr","size":0},{"name":"file:a/c","size":2},{"name":"file:b","size":1}]}'
    expect(encoded).toEqual(utf8(`${header}\nout\nACB`))
  })

  it('gives one byte string for one output, in whatever order files were written', () => {
    fc.assert(
      fc.property(output, (value) => {
        const reversed = { ...value, files: [...value.files].reverse() }
        expect(encodeOutput(reversed)).toEqual(encodeOutput(value))
      }),
    )
  })

  it('tells different outputs apart', () => {
    fc.assert(
      fc.property(output, output, (a, b) => {
        const sorted = (value: Output) => ({ ...value, files: [...value.files].sort(byName) })
        const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
        expect(String(encodeOutput(a)) === String(encodeOutput(b))).toBe(same)
      }),
    )
  })
})

describe('decodeOutput', () => {
  it('reads back what was written', () => {
    fc.assert(
      fc.property(output, (value) => {
        const expected = { ...value, files: [...value.files].sort(byName) }
        expect(decodeOutput(encodeOutput(value))).toEqual(expected)
      }),
    )
  })

  it('copies: later changes of the bytes change nothing', () => {
    const encoded = encodeOutput({ ...emptyOutput('exited'), stdout: utf8('abc') })
    const decoded = decodeOutput(encoded)
    encoded.fill(0)
    expect(decoded.stdout).toEqual(utf8('abc'))
  })

  it('accepts any bytes only if they are the one spelling of an output', () => {
    const position = fc.tuple(fc.nat(), fc.nat({ max: 255 }))
    fc.assert(
      fc.property(output, position, (value, [at, byte]) => {
        const encoded = encodeOutput(value)
        encoded[at % encoded.length] = byte
        let decoded: Output
        try {
          decoded = decodeOutput(encoded)
        } catch (error) {
          expect(error).toEqual(bad)
          return
        }
        expect(encodeOutput(decoded)).toEqual(encoded)
      }),
    )
  })

  const stream = (name: string, size: unknown): string =>
    `{"name":"${name}","size":${String(size)}}`
  const std = `${stream('stdout', 0)},${stream('stderr', 0)}`
  const header = (streams: string, rest = '"exitClass":"exited","exitCode":0'): string =>
    `{${rest},"streams":[${streams}]}\n`

  it('accepts the header the tables below spoil', () => {
    expect(decodeOutput(utf8(header(std)))).toEqual(emptyOutput('exited'))
  })

  it.each([
    ['nothing', ''],
    ['no line feed', header(std).trim()],
    ['no JSON', 'hello\n'],
    ['null', 'null\n'],
    ['a list', '[]\n'],
    ['a space in the header', ` ${header(std)}`],
    ['an unknown exit class', header(std, '"exitClass":"fled","exitCode":0')],
    ['no exit class', header(std, '"exitCode":0')],
    ['an exit code that is text', header(std, '"exitClass":"exited","exitCode":"0"')],
    ['a field too many', header(std, '"exitClass":"exited","exitCode":0,"more":1')],
    [
      'a field too many in a stream',
      header(`{"name":"stdout","size":0,"x":1},${stream('stderr', 0)}`),
    ],
    ['no streams', header('')],
    ['no stderr', header(stream('stdout', 0))],
    ['the streams exchanged', header(`${stream('stderr', 0)},${stream('stdout', 0)}`)],
    ['a stream without a name', header(`{"size":0},${std}`)],
    ['a null for a stream', header(`null,${std}`)],
    ['a negative size', header(`${stream('stdout', -1)},${stream('stderr', 0)}`)],
    ['a fractional size', header(`${stream('stdout', 0.5)},${stream('stderr', 0)}`)],
    ['a huge size', header(`${stream('stdout', 2 ** 53 - 1)},${stream('stderr', 0)}`)],
    ['more bytes than declared', `${header(std)}x`],
    ['fewer bytes than declared', `${header(`${stream('stdout', 2)},${stream('stderr', 0)}`)}x`],
    ['a third stream that is no file', header(`${std},${stream('a', 0)}`)],
    ['files out of order', header(`${std},${stream('file:b', 0)},${stream('file:a', 0)}`)],
    ['a file twice', header(`${std},${stream('file:a', 0)},${stream('file:a', 0)}`)],
  ])('refuses %s', (_, text) => {
    expect(() => decodeOutput(utf8(text))).toThrow(bad)
  })

  it('refuses a header that is not UTF-8', () => {
    const broken = concatBytes([new Uint8Array([0xc3, 0x28]), utf8(header(std))])
    expect(() => decodeOutput(broken)).toThrow(bad)
  })
})
