import { describe, expect, test } from 'vitest'
import { chooseLanguage } from './language.tsx'
import { en } from './messages.en.ts'
import { ko } from './messages.ko.ts'

type Catalogue = { readonly [key: string]: unknown }

/** Every entry as `path.to.key`, and the sentence it makes with sample values. */
function sentencesOf(catalogue: Catalogue, path = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'string') return [[`${path}${key}`, value]]
    if (typeof value !== 'function') return sentencesOf(value as Catalogue, `${path}${key}.`)
    const make = value as (...values: unknown[]) => string
    return [[`${path}${key}`, make(...Array.from({ length: make.length }, (_, at) => 1234 + at))]]
  })
}

/** The words of pages, which are loaded with them. */
const pages = {
  en: import.meta.glob<Catalogue>('../*/words.en.ts', { eager: true }),
  ko: import.meta.glob<Catalogue>('../*/words.ko.ts', { eager: true }),
}
/** By folder, whatever the export is called. */
const byFolder = (modules: Readonly<Record<string, Catalogue>>): Catalogue =>
  Object.fromEntries(
    Object.entries(modules).map(([path, module]) => [path.split('/')[1], Object.values(module)[0]]),
  )

const inEnglish = new Map(sentencesOf({ ...en, pages: byFolder(pages.en) }))
const inKorean = new Map(sentencesOf({ ...ko, pages: byFolder(pages.ko) }))

describe('the catalogues', () => {
  test('include those of the pages', () =>
    expect([...inKorean.keys()]).toContain('pages.contribute.title'))

  test('have the same keys', () => expect([...inKorean.keys()]).toEqual([...inEnglish.keys()]))

  test.each([...inEnglish])('%s is said in both', (key, english) => {
    const korean = inKorean.get(key) ?? ''
    expect(english.trim()).not.toBe('')
    expect(korean).toMatch(/[가-힣]/)
    expect(english).not.toMatch(/[가-힣]/)
  })

  test.each([...inEnglish])('%s says every value it is given in both', (key, english) => {
    const values = (text: string): string[] => (text.match(/\d[\d,]*/g) ?? []).sort()
    expect(values(inKorean.get(key) ?? '')).toEqual(values(english))
  })

  test.each([en, ko])('call a page by a word that is the number seen on it', ({ page }) =>
    expect(page(2).split(' ')).toContain('2'),
  )

  test('count one as one in English', () => {
    expect(en.progress.believed(1, 1)).toBe('1 of 1 unit believed')
    expect(en.headline.computing('x', 1)).toBe('1 host is computing x')
  })
})

describe('chooseLanguage', () => {
  test.each([
    ['ko', ['en'], 'ko'],
    [null, ['fr-FR', 'ko-KR', 'en'], 'ko'],
    [null, ['EN-gb'], 'en'],
    ['xx', [], 'en'],
    ['toString', ['de'], 'en'],
  ] as const)('remembered %s, preferred %j: %s', (remembered, preferred, language) =>
    expect(chooseLanguage(remembered, preferred)).toBe(language),
  )
})
