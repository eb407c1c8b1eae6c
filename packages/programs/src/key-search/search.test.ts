import { createCipheriv } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { run } from '../../build/testing/run.ts'
import { contests } from './contests.ts'
import { reduce } from './search.ts'
import { planJob } from './study.ts'

let module: WebAssembly.Module

beforeAll(async () => {
  const bytes = await compile(['src/key-search/assembly/main.ts'], 'command')
  module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
})

const [rc5, des] = contests
const target = (base: string, contest = rc5): string =>
  `${contest?.cipher}:${contest?.plain}:${contest?.crypt}:${base}`
const search = (where: string, bits: number, block: number) =>
  run(module, ['--target', where, '--bits', `${bits}`, '--block', `${block}`])

test('the sum of ciphertexts proves that each key of a block was tried, also where none fits', () => {
  const base = 0x12345600n
  const stdout = search(target(base.toString(16).padStart(16, '0'), des), 8, 3).stdout
  const { spaces } = reduce([stdout])
  let sum = 0n
  for (let key = base + 0x300n; key < base + 0x400n; key++) {
    // Seven bits of the key at the head of each byte; parity does not matter.
    const bytes = Array.from(
      { length: 8 },
      (_, at) => Number((key >> BigInt(49 - 7 * at)) & 127n) << 1,
    )
    const cipher = createCipheriv('des-ede3-ecb', Buffer.from([...bytes, ...bytes, ...bytes]), null)
    sum += BigInt(`0x${cipher.update(des?.plain ?? '', 'hex', 'hex').slice(0, 16)}`)
  }
  const expected = BigInt.asUintN(64, sum).toString(16).padStart(16, '0')
  expect(spaces).toMatchObject([{ found: [], sum: expected, place: null, missing: 3 }])
})

test('the sum does not depend on how the space is cut', () => {
  const base = '63de7dc154f4d000'
  const whole = reduce([search(target(base), 8, 0).stdout])
  const cut = reduce(
    Array.from({ length: 16 }, (_, block) => search(target(base), 4, block).stdout),
  )
  expect(cut.spaces[0]).toMatchObject({ sum: whole.spaces[0]?.sum, keys: 256, missing: 0 })
  expect(whole.spaces[0]?.found).toEqual(['63de7dc154f4d039'])
})

test('a missing block is counted', () => {
  const blocks = [0, 2, 3].map((block) => search(target('63de7dc154f4d000'), 4, block).stdout)
  expect(reduce(blocks).spaces).toMatchObject([{ missing: 1, blocks: 3 }])
})

test('blocks of another target are refused', () => {
  const blocks = [target('63de7dc154f4d000'), target('63de7dc154f4e000')].map(
    (where, block) => search(where, 4, block).stdout,
  )
  expect(() => reduce(blocks)).toThrow(expect.objectContaining({ code: 'MIXED_STUDY' }))
})

test('plans whole spaces in blocks of minutes at the most', () => {
  for (const bits of [8, 24, 46]) {
    const { args, matrix } = planJob(bits)
    const { to } = matrix['block'] as { from: number; to: number }
    expect((to + 1) * 2 ** Number(args[3])).toBe(2 ** bits)
    expect(Number(args[3])).toBeLessThanOrEqual(26)
  }
})

test.each([
  ['another cipher', target('63de7dc154f4d000').replace('rc5', 'aes')],
  ['upper case', target('63DE7DC154F4D000')],
  ['no colon', target('63de7dc154f4d000').replace(/:([^:]*)$/, '0$1')],
  ['a key of 57 bits', target('0100000000000000', des)],
  ['one digit less', target('63de7dc154f4d00')],
])('refuses %s', (_name, where) => {
  const { exitCode, stdout } = search(where, 4, 0)
  expect([exitCode, stdout.length]).toEqual([2, 0])
})

test('refuses a block beyond the last key', () => {
  expect(search(target('fffffffffffffff0'), 4, 1).exitCode).toBe(2)
  expect(search(target('fffffffffffffff0'), 4, 0).exitCode).toBe(0)
})
