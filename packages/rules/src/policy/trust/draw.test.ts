import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hex } from '@pumasi/domain'
import { concatBytes, fromHex, toHex, utf8 } from '@pumasi/domain'
import { keccak } from '@pumasi/proof'
import { drawNumber, isDrawn } from './draw.ts'
import { PPM } from './trust-rules.ts'

const word = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`
const hexArb = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes): Hex => toHex(bytes))
const whole = 2n ** 256n

test('a draw is the hash of purpose, seed and receipt, as ADR 13 writes it', () => {
  const purpose = keccak(utf8('pumasi draw: audit'))
  const bytes = concatBytes([purpose, word(1), word(2)].map(fromHex))
  expect(drawNumber('audit', word(1), word(2))).toBe(BigInt(keccak(bytes)))
  expect(drawNumber('audit', word(1), word(2))).toMatchInlineSnapshot(
    `94315113049241459070007679027997511673277430333559182765269700306295970546864n`,
  )
})

test('property: the threshold is exact', () => {
  fc.assert(
    fc.property(hexArb, hexArb, (seed, digest) => {
      const drawn = drawNumber('audit', seed, digest)
      // The least rate at which this receipt is drawn, in whole parts.
      const least = Number((drawn * BigInt(PPM)) / whole) + 1
      expect(isDrawn('audit', seed, digest, least)).toBe(true)
      if (least > 1) expect(isDrawn('audit', seed, digest, least - 1)).toBe(false)
    }),
  )
})

test.each([
  [0, 0],
  [10_000, 100],
  [40_000, 400],
  [500_000, 5_000],
  [PPM, 10_000],
])('of 10,000 receipts at %i parts per million about %i are drawn', (ppm, expected) => {
  const drawn = Array.from({ length: 10_000 }, (_, n) => isDrawn('audit', word(7), word(n), ppm))
  const count = drawn.filter(Boolean).length
  // Five standard deviations: the seed is fixed, so this is no matter of luck.
  expect(Math.abs(count - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected * (1 - ppm / PPM)))
})

test('draws fill sixteen equal parts evenly', () => {
  const counts = new Array<number>(16).fill(0)
  for (let n = 0; n < 16_000; n += 1) {
    const part = Number(drawNumber('audit', word(n % 40), word(n)) >> 252n)
    counts[part] = (counts[part] ?? 0) + 1
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)
  // 15 degrees of freedom: above 37.7 once in a thousand seeds.
  expect(chiSquare).toBeLessThan(37.7)
})

test('another seed, receipt or purpose is another draw', () => {
  const draws = [
    drawNumber('audit', word(1), word(2)),
    drawNumber('closing', word(1), word(2)),
    drawNumber('audit', word(2), word(1)),
    drawNumber('audit', word(1), word(3)),
  ]
  expect(new Set(draws).size).toBe(4)
})
