import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, decodeUtf8, digestOf, fromHex, toHex, utf8 } from './bytes.ts'

describe('hexadecimal', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(bytes)
      }),
    )
  })

  it('is lower case with a prefix', () => {
    expect(toHex(new Uint8Array([0, 171, 255]))).toBe('0x00abff')
    expect(toHex(new Uint8Array())).toBe('0x')
  })
})

describe('concatBytes', () => {
  it('keeps order and length', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (parts) => {
        expect([...concatBytes(parts)]).toEqual(parts.flatMap((part) => [...part]))
      }),
    )
  })
})

describe('UTF-8', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeUtf8(utf8(text))).toBe(text)
      }),
    )
  })

  it.each([
    ['a lone continuation', [0x80]],
    ['a cut sequence', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['beyond Unicode', [0xf5, 0x80, 0x80, 0x80]],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeUtf8(new Uint8Array(bytes))).toThrow(
      expect.objectContaining({ code: 'NOT_UTF8' }),
    )
  })

  it('keeps a byte order mark, so that no two byte strings read the same', () => {
    expect(decodeUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toBe('\ufeffa')
  })
})

describe('digestOf', () => {
  it.each([
    // FIPS 180-2's examples.
    ['', '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', '0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ])('of %j', (text, digest) => {
    expect(digestOf(utf8(text))).toBe(digest)
  })
})
