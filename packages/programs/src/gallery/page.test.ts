import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { flawsOf } from '../figure/testing/well-formed.ts'
import { programs } from '../index.ts'
import { exhibition, hang } from './exhibition.ts'
import { exhibits } from './exhibits.ts'
import { galleryPage } from './page.ts'
import { gridRuns, pictureUrl } from './records.ts'

const names = programs.map(({ name }) => name)

test('docs/gallery.md is current (npm run docs renews it)', () => {
  const page = readFileSync(new URL('../../../../docs/gallery.md', import.meta.url), 'utf8')
  expect(page).toBe(galleryPage(exhibition))
})

test('every program hangs there, and nothing else', () => {
  expect(Object.keys(exhibits)).toEqual(names)
  expect(gridRuns.filter(({ name }) => !names.includes(name))).toEqual([])
})

test.each(gridRuns)('the record of $name is one of a grid that stood its ground', (run) => {
  expect(run.checks.filter(({ ok }) => !ok)).toEqual([])
  expect(run.reexecuted).toBe(run.units)
  expect([run.refused > 0, run.handedOver > 0]).toEqual([true, true])
  expect(exhibition.find(({ program }) => program.name === run.name)?.known).not.toBeNull()
  expect(existsSync(pictureUrl(run.name))).toBe(true)
  expect(flawsOf(readFileSync(pictureUrl(run.name), 'utf8'))).toEqual([])
})

test('a program that was not run yet is said so', () => {
  expect(galleryPage(hang(programs, []))).toContain('| [golomb](#golomb) | not run yet |')
})
