import { expect, test } from 'vitest'
import { isSource, listFiles, readText } from '../workspace/files.ts'
import { orphans } from './importers.ts'

const read = (paths: readonly string[]): Map<string, string> =>
  new Map(paths.map((path) => [path, readText(path)]))

test('something leads to every file', () => {
  const files = listFiles()
  const others = files.filter((path) => /package\.json$|\.html$/.test(path))
  expect(orphans(read(files.filter(isSource)), read(others))).toEqual([])
})

test('a file is reached by import, URL, package.json or page, but not by tests alone', () => {
  const sources = new Map([
    [
      'a/src/index.ts',
      `import './b.ts'; await import('./c.ts'); new URL('./d.ts', import.meta.url)`,
    ],
    ['a/src/b.ts', ''],
    ['a/src/c.ts', ''],
    ['a/src/d.ts', ''],
    ['a/src/page.tsx', ''],
    ['a/src/e.test.ts', `import './dead.ts'; import './testing/f.ts'`],
    ['a/src/dead.ts', ''],
    ['a/src/testing/f.ts', ''],
    ['a/src/testing/g.ts', ''],
    ['a/vite.config.ts', ''],
  ])
  const others = new Map([
    ['a/package.json', `{"exports": "./src/index.ts"}`],
    ['a/index.html', `<script src="/src/page.tsx">`],
  ])
  expect(orphans(sources, others)).toEqual(['a/src/dead.ts', 'a/src/testing/g.ts'])
})
