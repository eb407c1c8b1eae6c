import { expect, test } from 'vitest'
import { rooms } from '../floor-plan/plan.ts'
import { listFiles, listTracked, readPackage, readText } from '../workspace/files.ts'

const files = new Set(listFiles())
const places = [...rooms.map(({ folder }) => folder), 'e2e', 'tools', 'vectors']

test.each(places)('%s tells what it is for in a README.md of a page', (folder) => {
  expect(files, `write ${folder}/README.md, about ten lines`).toContain(`${folder}/README.md`)
  expect(readText(`${folder}/README.md`).split('\n').length).toBeLessThan(80)
})

test.each(rooms)('$name says in package.json what it is', ({ folder }) => {
  expect(readPackage(folder).description).toBeTruthy()
})

test('the top level holds what the design names and nothing else', () => {
  const found = new Set(listTracked().map((path) => path.split('/')[0] ?? ''))
  const folders = 'apps contracts docs e2e packages tools vectors'.split(' ')
  const pages = 'CONTRIBUTING.md LICENSE README.md SECURITY.md'.split(' ')
  const settings = 'eslint.config.js nx.json package-lock.json package.json tsconfig.json'.split(
    ' ',
  )
  const known = new Set([...folders, ...pages, ...settings, 'tsconfig.base.json'])
  expect([...found].filter((name) => !known.has(name) && !name.startsWith('.'))).toEqual([])
})
