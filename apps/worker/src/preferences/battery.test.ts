import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isOnBattery, readPmset, readSupplies } from './battery.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-battery-'))
})
afterEach(() => rm(folder, { recursive: true }))

const supply = async (name: string, files: Readonly<Record<string, string>>): Promise<void> => {
  await mkdir(join(folder, name))
  for (const [file, text] of Object.entries(files)) {
    await writeFile(join(folder, name, file), `${text}\n`)
  }
}
const mains = { type: 'Mains', online: '0' }

test.each([
  ['a battery being emptied', { type: 'Battery', status: 'Discharging' }, true],
  ['a battery being filled', { type: 'Battery', status: 'Charging' }, false],
  ['a full battery', { type: 'Battery', status: 'Full' }, false],
  ['the battery of a mouse', { type: 'Battery', scope: 'Device', status: 'Discharging' }, null],
])('%s: %s', async (_name, files, expected) => {
  await supply('AC', mains)
  await supply('BAT0', files)
  expect(await readSupplies(folder)).toBe(expected)
})

test('a machine without batteries, or one that does not say, is not known to run on any', async () => {
  expect(await readSupplies(join(folder, 'nowhere'))).toBeNull()
  await supply('AC', mains)
  expect(await readSupplies(folder)).toBeNull()
  expect(await isOnBattery('aix')).toBeNull()
})

test.each([
  ["Now drawing from 'Battery Power'\n -InternalBattery-0 88%; discharging", true],
  ["Now drawing from 'AC Power'\n -InternalBattery-0 100%; charged", false],
  ['No batteries', null],
])('pmset saying %j: %s', (text, expected) => {
  expect(readPmset(text)).toBe(expected)
})
