import { utf8 } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { readUnitOutput } from './unit-output.ts'

const good = {
  coldestMilli: 250,
  contacts: 1,
  fold: 'RUL',
  foundAt: 3,
  hottestMilli: 600,
  replicas: 2,
  seed: 1,
  sequence: 'HPPH',
  swaps: [5],
  sweeps: 10,
  version: 1,
}
const output = (changes: Record<string, unknown>, more = ''): Uint8Array =>
  utf8(`${JSON.stringify({ ...good, ...changes })}\n${more}`)

test('reads what the program writes, with the sites of the fold', () => {
  expect(readUnitOutput(output({}))).toMatchObject({
    contacts: 1,
    sites: [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
  })
})

test.each([
  ['more contacts than the fold has', { contacts: 2 }],
  ['fewer contacts than the fold has', { contacts: 0 }],
  ['a fold that crosses itself', { sequence: 'HPPHP', fold: 'RULD' }],
  ['a fold of another length', { fold: 'RU', contacts: 0 }],
  ['a fold that is no walk', { fold: 'RUX' }],
  ['a sequence of other letters', { sequence: 'HPPX' }],
  ['a fold of the next sweep', { foundAt: 10 }],
  ['a ladder upside down', { hottestMilli: 200 }],
  ['a rung too many', { swaps: [5, 5] }],
  ['more swaps than sweeps', { swaps: [11] }],
  ['a chain too long', { sequence: 'H'.repeat(201), fold: 'R'.repeat(200), contacts: 0 }],
])('refuses %s', (_name, changes) => {
  const refused = expect.objectContaining({ code: 'BAD_UNIT_OUTPUT' })
  expect(() => readUnitOutput(output(changes))).toThrow(refused)
})

test('refuses a second line', () => {
  const twice = output({}, `${JSON.stringify(good)}\n`)
  expect(() => readUnitOutput(twice)).toThrow(expect.objectContaining({ code: 'BAD_UNIT_OUTPUT' }))
})
