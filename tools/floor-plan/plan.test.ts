import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isSource, listFiles, readPackage, readText, workspace } from '../workspace/files.ts'
import { specifiersIn } from '../workspace/imports.ts'
import { judgeImport } from './judge.ts'
import { appFloor, isTestFile, roomNamed, roomOf, rooms } from './plan.ts'

const files = listFiles()
const ours = (dependencies: Readonly<Record<string, string>> = {}): string[] =>
  Object.keys(dependencies).filter((name) => name.startsWith('@pumasi/'))
const packages = (names: readonly string[] = []): string[] => names.map((name) => `@pumasi/${name}`)

describe('the table', () => {
  test('names each room and folder once', () => {
    expect(new Set(rooms.map(({ name }) => name)).size).toBe(rooms.length)
    expect(new Set(rooms.map(({ folder }) => folder)).size).toBe(rooms.length)
  })

  test('lists exactly the rooms there are', () => {
    const found = files
      .map((path) => /^((?:packages|contracts|apps)\/[^/]+)\/package\.json$/.exec(path)?.[1])
      .filter((folder) => folder !== undefined)
    expect(found.sort()).toEqual(rooms.map(({ folder }) => folder).sort())
  })

  test.each(rooms)('$name imports strictly downward and never an app', (room) => {
    for (const name of [...room.mayImport, ...(room.testsMayImport ?? [])]) {
      expect(roomNamed(name)?.floor, `${room.name} to ${name}`).toBeLessThan(room.floor)
    }
    expect(room.floor === appFloor).toBe(room.folder.startsWith('apps/'))
  })
})

describe('the folder of', () => {
  test.each(rooms)('$name has a package.json that agrees both ways', (room) => {
    const found = readPackage(room.folder)
    expect(found.name).toBe(`@pumasi/${room.name}`)
    expect(ours(found.dependencies).sort()).toEqual(packages(room.mayImport).sort())
    expect(ours(found.devDependencies).sort()).toEqual(packages(room.testsMayImport).sort())
  })

  test.each(rooms)('$name has the scripts that the checks run', (room) => {
    expect(readPackage(room.folder).scripts).toMatchObject({
      typecheck: expect.stringContaining('tsc') as string,
      test: expect.any(String) as string,
    })
  })

  test.each(rooms.filter(({ pure }) => pure))('$name brings no ambient types', (room) => {
    const { compilerOptions } = JSON.parse(readText(`${room.folder}/tsconfig.json`)) as {
      compilerOptions?: { types?: string[]; lib?: string[] }
    }
    expect(compilerOptions?.types ?? []).toEqual([])
    expect((compilerOptions?.lib ?? []).filter((lib) => !lib.startsWith('ES'))).toEqual([])
  })
})

/** The package a specifier belongs to: `@scope/name` or `name`. */
const packageOf = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

describe('real imports', () => {
  const imports = files
    .filter(isSource)
    .flatMap((file) => specifiersIn(readText(file)).map((specifier) => ({ file, specifier })))

  test('are many, so the reading works', () => expect(imports.length).toBeGreaterThan(50))

  test('obey the floor plan, whatever lint was told to ignore', () => {
    const refused = imports.map(({ file, specifier }) => judgeImport(file, specifier))
    const shown = imports.map(({ file }, index) => `${file}: ${refused[index]}`)
    expect(shown.filter((_, index) => refused[index] !== null)).toEqual([])
  })

  test('point at files that exist, with their ending', () => {
    const missing = imports.filter(
      ({ file, specifier }) =>
        /^\.\.?\//.test(specifier) &&
        !/[?]|\.css$|\/generated\//.test(specifier) &&
        !existsSync(new URL(specifier, `file://${workspace}${file}`)),
    )
    expect(missing).toEqual([])
  })

  test('come from packages the room declares', () => {
    const root = readPackage('.').devDependencies ?? {}
    const undeclared = imports.filter(({ file, specifier }) => {
      if (/^[./]|^node:/.test(specifier)) return false
      const folder = roomOf(file)?.folder ?? (/^(e2e|tools)\//.exec(file)?.[1] || '.')
      const own = readPackage(folder)
      const loose = isTestFile(file) || !/\/(src|bin)\//.test(file)
      const allowed = { ...own.dependencies, ...(loose && { ...own.devDependencies, ...root }) }
      return packageOf(specifier) !== own.name && !(packageOf(specifier) in allowed)
    })
    expect(undeclared.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })
})
