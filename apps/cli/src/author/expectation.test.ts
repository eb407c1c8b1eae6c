import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf, encodeOutput, utf8 } from '@pumasi/domain'
import type { Execution } from '@pumasi/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differenceFrom, readExpectation, writeExpectation } from './expectation.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-expected-'))
})
afterAll(() => rm(folder, { recursive: true }))

function printing(text: string, exitCode = 0): Execution {
  const streams = { stdout: utf8(text), stderr: new Uint8Array(), files: [] }
  const output = encodeOutput({ exitClass: 'exited', exitCode, ...streams })
  const memory = { memoryBytes: 65_536, fuel: 1n }
  return { exitClass: 'exited', exitCode, output, outputHash: digestOf(output), ...memory }
}

test('what was written is what is read, and nothing differs from it', async () => {
  const path = join(folder, 'expected.json')
  await writeExpectation(path, [{ unitIndex: 3, execution: printing('seven\n') }])
  const { units } = await readExpectation(path, 4)
  expect(units).toEqual([{ unitIndex: 3, exitCode: 0, stdout: 'seven\n' }])
  const [unit] = units
  if (unit === undefined) throw new Error('found no unit')
  expect(differenceFrom(unit, printing('seven\n'))).toBeNull()
  expect(differenceFrom(unit, printing('eight\n'))).toBe(
    'found stdout "eight\\n", expected "seven\\n"',
  )
  expect(differenceFrom(unit, printing('seven\n', 2))).toBe('found exitCode 2, expected 0')
})

const unit = { unitIndex: 0, exitCode: 0, stdout: '' }
test.each<[string, string, RegExp]>([
  ['no JSON', '{', /not JSON/],
  ['another version', JSON.stringify({ version: 2, units: [unit] }), /version/],
  ['no units', JSON.stringify({ version: 1, units: [] }), /units/],
  ['a strange key', JSON.stringify({ version: 1, units: [{ ...unit, stderr: '' }] }), /stderr/],
  ['a unit beyond', JSON.stringify({ version: 1, units: [{ ...unit, unitIndex: 9 }] }), /unit 9/],
])('%s is refused by name', async (name, text, says) => {
  const path = join(folder, `${name}.json`)
  await writeFile(path, text)
  const read = readExpectation(path, 9)
  await expect(read).rejects.toMatchObject({ code: 'EXPECTATION_INVALID' })
  await expect(read).rejects.toThrow(says)
})

test('a file that is not there is missing', async () => {
  const read = readExpectation(join(folder, 'nowhere.json'), 1)
  await expect(read).rejects.toMatchObject({ code: 'FILE_MISSING' })
})
