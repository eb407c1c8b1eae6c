/** New program: a folder with a working program, its job and its test, from the templates. */
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GridError, toErrorShape } from '@pumasi/domain'
import { languages } from './languages.ts'
import type { Language, LanguageName } from './languages.ts'

const templates = new URL('../../templates/', import.meta.url)
const command = fileURLToPath(new URL('../../bin/pumasi.mjs', import.meta.url))

/** Fit for a file, a package and a line of a Makefile. */
const NAME = /^[a-z][a-z0-9-]{0,39}$/

export interface NewProgram {
  readonly name: string
  readonly language: LanguageName
  /** Where to make the program's folder. */
  readonly parent: string
}

export interface MadeProgram {
  readonly folder: string
  /** Written, relative to the folder. */
  readonly files: readonly string[]
  readonly build: string
  readonly test: string
}

/**
 * Writes the folder whole or not at all.
 * @throws `PROGRAM_NAME`, `FOLDER_TAKEN`, `FILE_UNWRITABLE`
 */
export async function makeProgram({ name, language, parent }: NewProgram): Promise<MadeProgram> {
  if (!NAME.test(name)) {
    throw new GridError('PROGRAM_NAME', `found the name ${JSON.stringify(name)}`, {
      hint: 'Give 1 to 40 of a-z, 0-9 and -, a letter first.',
      details: { name },
    })
  }
  const folder = join(parent, name)
  const chosen: Language = languages[language]
  const words = wordsOf(name, chosen)
  const files = await readTemplates(language, chosen)
  const draft = join(parent, `.${name}.${process.pid}.new`)
  try {
    await assertFree(folder)
    for (const [path, text] of files) {
      await mkdir(dirname(join(draft, path)), { recursive: true })
      await writeFile(join(draft, path), fill(text, words))
    }
    await rename(draft, folder)
  } catch (error) {
    // What went wrong first is what is told.
    await rm(draft, { recursive: true, force: true }).catch(() => undefined)
    if (toErrorShape(error).code === 'FOLDER_TAKEN') throw error
    throw new GridError('FILE_UNWRITABLE', `found no way to write ${folder}`, {
      hint: 'Check that the folder above exists and may be written to.',
      details: { folder },
      cause: error,
    })
  }
  return { folder, files: [...files.keys()].sort(), build: chosen.build, test: chosen.test }
}

async function readTemplates(
  language: LanguageName,
  { files, make }: Language,
): Promise<ReadonlyMap<string, string>> {
  const own = files.map((path) => [path, `${language}/${path}`] as const)
  const every = ['job.yaml', 'expected.json', 'README.md'].map((path) => [path, path] as const)
  const maker = make === null ? [] : [['Makefile', 'Makefile'] as const]
  const all = [...own, ...every, ...maker].map(
    async ([path, from]) => [path, await readFile(new URL(from, templates), 'utf8')] as const,
  )
  return new Map(await Promise.all(all))
}

function wordsOf(name: string, { source, build, test, needs, make }: Language) {
  return {
    ...{ name, source, build, test, needs },
    pumasi: `node ${command}`,
    variables: make?.variables ?? '',
    compile: make?.compile ?? '',
  } as Readonly<Record<string, string>>
}

/** Replaces `{{word}}`; other braces are the template's own. */
const fill = (text: string, words: Readonly<Record<string, string>>): string =>
  text.replace(/\{\{([a-z]+)\}\}/g, (whole, word: string) => words[word] ?? whole)

async function assertFree(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null)
  if (found === null) return
  const entries = found.isDirectory() ? (await readdir(folder)).length : null
  if (entries === 0) return
  const what = entries === null ? 'a file' : `${entries} entries`
  throw new GridError('FOLDER_TAKEN', `found ${what} at ${folder}, expected nothing`, {
    hint: 'Choose another name, or move what is there.',
    details: { folder, entries },
  })
}
