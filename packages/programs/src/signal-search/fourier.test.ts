/** The transform of the module against its definition, and the dechirp against a drifting tone. */
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'

interface Fourier {
  prepareTurns(): void
  setWork(index: number, re: number, im: number): void
  workRe(index: number): number
  workIm(index: number): number
  powerAt(index: number): number
  reverse(index: number, bits: number): number
  transform(bits: number): void
  addSignal(frequency: number, drift: number, power: number, moment: number): void
  dechirp(start: number, count: number, rate: number): void
  energy(): number
}
let fourier: Fourier

beforeAll(async () => {
  const entries = ['fourier', 'recording'].map((name) => `src/signal-search/assembly/${name}.ts`)
  const bytes = await compile(entries, 'library')
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>)
  fourier = instance.exports as unknown as Fourier
  fourier.prepareTurns()
})

type Complex = readonly [re: number, im: number]

function transform(samples: readonly Complex[]): Complex[] {
  const bits = Math.log2(samples.length)
  samples.forEach(([re, im], index) => fourier.setWork(index, re, im))
  fourier.transform(bits)
  return samples.map((_, bin): Complex => {
    const at = fourier.reverse(bin, bits)
    return [fourier.workRe(at), fourier.workIm(at)]
  })
}

/** The defining sum. */
const slow = (samples: readonly Complex[]): Complex[] =>
  samples.map((_, bin) =>
    samples.reduce<Complex>(
      ([sumRe, sumIm], [re, im], n) => {
        const angle = (-2 * Math.PI * ((bin * n) % samples.length)) / samples.length
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
        return [sumRe + re * cos - im * sin, sumIm + re * sin + im * cos]
      },
      [0, 0],
    ),
  )

const made = (count: number): Complex[] =>
  Array.from({ length: count }, (_, n) => [Math.sin(n * n), Math.cos(3 * n + 1)])

test.each([2, 4, 8, 64, 256])('agrees with the defining sum for %i numbers', (count) => {
  const expected = slow(made(count))
  transform(made(count)).forEach(([re, im], bin) => {
    expect(re).toBeCloseTo(expected[bin]?.[0] ?? 0, 9)
    expect(im).toBeCloseTo(expected[bin]?.[1] ?? 0, 9)
  })
})

test('known pairs: an impulse, a constant, one turn, a shift', () => {
  const count = 16
  const at = (bin: number, value: number): Complex[] =>
    Array.from({ length: count }, (_, n) => [n === bin ? value : 0, 0])
  for (const [re, im] of transform(at(0, 1))) {
    expect(re).toBeCloseTo(1, 12)
    expect(im).toBeCloseTo(0, 12)
  }
  const tone = (turns: number): Complex[] =>
    Array.from({ length: count }, (_, n) => {
      const angle = (2 * Math.PI * turns * n) / count
      return [Math.cos(angle), Math.sin(angle)]
    })
  for (const turns of [0, 1, 5, 15]) {
    transform(tone(turns)).forEach(([re, im], bin) => {
      expect(re).toBeCloseTo(bin === turns ? count : 0, 11)
      expect(im).toBeCloseTo(0, 11)
    })
  }
  transform(at(1, 1)).forEach(([re, im], bin) => {
    const angle = (-2 * Math.PI * bin) / count
    expect(re).toBeCloseTo(Math.cos(angle), 12)
    expect(im).toBeCloseTo(Math.sin(angle), 12)
  })
})

test('keeps the power (Parseval)', () => {
  const power = (values: readonly Complex[]): number =>
    values.reduce((sum, [re, im]) => sum + re * re + im * im, 0)
  const samples = made(4096)
  expect(power(transform(samples)) / 4096 / power(samples)).toBeCloseTo(1, 12)
})

test('the bits of an index are turned around', () => {
  expect([0, 1, 2, 3, 6].map((index) => fourier.reverse(index, 3))).toEqual([0, 4, 2, 6, 3])
})

test('a drifting tone stands still at its own drift rate and at no other', () => {
  // 1,000 bins at the start, 7 bins a block faster each block.
  const [span, rate] = [2 ** 17, 7]
  const bin = 9765.625 / span
  fourier.addSignal(1000 * bin, (rate * bin) / (span / 9765.625), 50, 0)
  const peak = (block: number, at: number): number => {
    fourier.dechirp(block * span, span, at)
    fourier.transform(17)
    return fourier.powerAt(fourier.reverse(1000, 17)) / span
  }
  for (const block of [0, 3, 7]) expect(peak(block, rate)).toBeCloseTo(50, 3)
  expect(peak(7, rate + 2)).toBeLessThan(1)
  expect(peak(7, -rate)).toBeLessThan(1)
  expect(fourier.energy() / 8).toBeCloseTo(50, 3)
})
