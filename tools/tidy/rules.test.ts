import { describe, expect, test } from 'vitest'
import { isSource, listFiles, readText } from '../workspace/files.ts'
import { tidyRules } from './rules.ts'

const ours = listFiles().filter((path) => !/\/assembly\/node_modules\/|^package-lock/.test(path))
const isText = (path: string): boolean =>
  isSource(path) || /\.(sol|css|md|ya?ml|prisma)$/.test(path)

const complaints = (name: string, path: string, text: string): readonly string[] => {
  const rule = tidyRules.find((candidate) => candidate.name === name)
  return rule?.applies(path) ? rule.find({ path, lines: text.split('\n') }) : []
}

describe('nowhere in the workspace is there', () => {
  test.each(tidyRules)('$name', ({ name, instead }) => {
    const found = ours.flatMap((path) => {
      const text = isText(path) ? readText(path) : '\n'
      return complaints(name, path, text).map((where) => `${path}: ${where}`)
    })
    expect(found, instead).toEqual([])
  })
})

/** Samples are put together here, lest the rules find them in this file. */
const joined = (...parts: string[]): string => parts.join('')

describe('the rule against', () => {
  const path = 'packages/rules/src/sample.ts'
  const inTest = 'packages/rules/src/sample.test.ts'
  test.each([
    ['a file over 400 lines', path, '\n'.repeat(400)],
    ['a line over 100 columns', path, 'x'.repeat(101)],
    [
      'a test that is skipped, singled out or repeated until it passes',
      inTest,
      joined('it.', 'only(1)'),
    ],
    [
      'a test that is skipped, singled out or repeated until it passes',
      inTest,
      joined('it.', 'skip.each'),
    ],
    ['a note of work left over', path, joined('// TO', 'DO')],
    ['console in a room below the apps', path, 'console.log(1)'],
    ['a name that says nothing', 'packages/rules/src/utils.ts', ''],
    ['a name that says nothing', 'packages/core/src/a.ts', ''],
    ['a type named after its rank', path, joined('class Job', 'Manager {')],
    ['a type named after its rank', path, joined('interface ', 'IStore {')],
    ['instanceof on an error of the house', path, joined('error instanceof ', 'GridError')],
    ['a switched-off check', path, joined('// @ts-', 'ignore')],
    ['superjson away from the wire', 'apps/console/src/a.ts', joined("from 'super", "json'")],
    ['white space at the end, or no line feed there', path, 'x \n'],
    ['white space at the end, or no line feed there', path, 'x'],
  ])('%s sees %s: %j', (name, file, text) => {
    expect(complaints(name, file, text)).toHaveLength(1)
  })

  test('names lets words through that only contain one', () => {
    expect(complaints('a name that says nothing', 'packages/rules/src/library.ts', '')).toEqual([])
    expect(complaints('a type named after its rank', path, 'interface Input {')).toEqual([])
  })
})
