import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readJobFile } from '../requester/job-file.ts'
import { languageNames, languages } from './languages.ts'
import { makeProgram } from './new-program.ts'

let parent: string
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'pumasi-new-'))
})
afterAll(() => rm(parent, { recursive: true }))

describe.each(languageNames)('a program in %s', (language) => {
  test('is written whole, with nothing left to fill in, and its job file is one', async () => {
    const name = `flight-${language}`
    const { folder, files } = await makeProgram({ name, language, parent })
    expect(files).toEqual(expect.arrayContaining(['README.md', 'expected.json', 'job.yaml']))
    expect(files).toContain(languages[language].source)
    for (const file of files) {
      const text = await readFile(join(folder, file), 'utf8')
      expect(text).not.toMatch(/\{\{[a-z]+\}\}/)
      if (file === languages[language].source) expect(text).toContain(name)
    }
    const job = await readJobFile(join(folder, 'job.yaml'))
    expect(job).toMatchObject({ name, program: `${name}.wasm` })
  })
})

test.each(['', 'Flight', '7up', '../up', 'a b', 'a'.repeat(41), '-a', 'a/b'])(
  'refuses the name %j',
  async (name) => {
    const made = makeProgram({ name, language: 'c', parent })
    await expect(made).rejects.toMatchObject({ code: 'PROGRAM_NAME', details: { name } })
  },
)

test('leaves a folder alone that has anything in it, and a file of that name', async () => {
  await mkdir(join(parent, 'taken'))
  await makeProgram({ name: 'taken', language: 'go', parent })
  const before = await readdir(parent)
  await writeFile(join(parent, 'file'), 'mine')
  for (const name of ['taken', 'file']) {
    const made = makeProgram({ name, language: 'rust', parent })
    await expect(made).rejects.toMatchObject({ code: 'FOLDER_TAKEN' })
  }
  expect(await readFile(join(parent, 'file'), 'utf8')).toBe('mine')
  expect(await readdir(parent)).toEqual([...before, 'file'].sort())
})

test('makes the folders above, and says so when one of them is a file', async () => {
  const made = makeProgram({ name: 'flight', language: 'c', parent: join(parent, 'no', 'where') })
  await expect(made).resolves.toMatchObject({ files: expect.arrayContaining(['main.c']) })
  const below = makeProgram({ name: 'flight', language: 'c', parent: join(parent, 'file') })
  await expect(below).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
})
