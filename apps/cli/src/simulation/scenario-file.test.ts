import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../testing/folder.ts'
import { readScenario, scenarioNames } from './scenario-file.ts'

const least = `
version: 1
name: four machines
days: 2
classes:
  - { name: honest, count: 4, behaviour: { kind: honest } }
`

async function readText(text: string | Uint8Array) {
  const path = join(await makeFolder(), 'grid.yaml')
  await writeFile(path, text)
  return readScenario(path)
}

test.each(scenarioNames)('%s is known by name', async (name) => {
  expect((await readScenario(name)).name).toBe(name)
})

test('a file may be YAML or JSON', async () => {
  const yaml = await readText(least)
  expect(yaml.classes[0]).toMatchObject({ name: 'honest', count: 4, lifeDays: 91 })
  expect(await readText(JSON.stringify(yaml))).toEqual(yaml)
})

test.each([
  ['no file', null, 'SCENARIO_MISSING'],
  ['a folder', '', 'SCENARIO_MISSING'],
])('%s is refused', async (_, below, code) => {
  const folder = await makeFolder()
  const path = below === null ? join(folder, 'none') : folder
  await expect(readScenario(path)).rejects.toMatchObject({ code })
})

test.each([
  ['an unknown key', `${least}speed: 3\n`, 'Unrecognized key: "speed"'],
  ['a key twice', `${least}days: 3\n`, 'unique'],
  ['broken YAML', 'a: [', 'grid.yaml'],
  ['no mapping', 'neighbourhood', 'the top'],
  ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0]), 'not UTF-8'],
  ['aliases', `a: &a [1]\nb: [*a, *a]\n`, 'Alias'],
  ['a mebibyte and more', ' '.repeat(1_100_000), 'more than 1048576 bytes'],
])('%s is refused by name', async (_, text, found) => {
  await expect(readText(text)).rejects.toMatchObject({
    code: 'SCENARIO_INVALID',
    message: expect.stringContaining(found) as string,
  })
})

test('a device that never ends is not read to its end', async () => {
  await expect(readScenario('/dev/zero')).rejects.toMatchObject({ code: 'SCENARIO_INVALID' })
})
