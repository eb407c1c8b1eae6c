import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readText } from '../workspace/files.ts'
import { errorUses } from './codes.ts'
import { errorsPage, pagePath, readErrorUses } from './page.ts'

const uses = readErrorUses()

test('docs/errors.md is current (npm run docs renews it)', () => {
  expect(readText(pagePath)).toBe(errorsPage(uses))
})

test('every code is spelled like the others', () => {
  const odd = uses.filter(({ code }) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code))
  expect(odd).toEqual([])
})

let root: string
beforeEach(() => (root = `${mkdtempSync(join(tmpdir(), 'pumasi-errors-'))}/`))
afterEach(() => rmSync(root, { recursive: true }))

test.each([
  [`throw new GridError('A_B', 'found x', { hint: 'Do y.' })`, 'A_B: found x / Do y.'],
  ['throw new GridError(`A_B`, `found ${1} of ${2}`)', 'A_B: found ... of ... / null'],
  [`const code = 'A_B' as const; throw new GridError(code, 'x' + 'y')`, 'A_B: xy / null'],
  [`const f = (c: 'A' | 'B') => new GridError(c, 'x')`, 'A: x / null, B: x / null'],
  [`const f = (c: string) => new GridError(c, 'x'); f('A'); f('B')`, 'A: x / null, B: x / null'],
  [`function f(c: string) { return new GridError(c, 'x') } f('A')`, 'A: x / null'],
])('%s', (text, expected) => {
  writeFileSync(`${root}a.ts`, `declare const GridError: any; ${text}; export {}`)
  const found = errorUses(['a.ts'], root).map((use) => `${use.code}: ${use.message} / ${use.hint}`)
  expect(found.join(', ')).toBe(expected)
})
