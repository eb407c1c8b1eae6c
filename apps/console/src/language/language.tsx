/** The visitor's language: chosen in the page, remembered, else what the browser prefers. */
import { createContext, use, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { recall, remember } from '../memory.ts'
import { createFormats } from './formats.ts'
import type { Formats } from './formats.ts'
import { en } from './messages.en.ts'
import type { Messages } from './messages.en.ts'
import { ko } from './messages.ko.ts'

export const catalogues = { en, ko } satisfies Record<string, Messages>
export type Language = keyof typeof catalogues

const MEMORY_KEY = 'pumasi-language'

const isLanguage = (value: string | null): value is Language =>
  value !== null && Object.hasOwn(catalogues, value)

/** The remembered language, else the first preferred one that we speak, else English. */
export function chooseLanguage(remembered: string | null, preferred: readonly string[]): Language {
  if (isLanguage(remembered)) return remembered
  const spoken = preferred.map((tag) => tag.toLowerCase().split('-')[0] ?? '')
  return spoken.find(isLanguage) ?? 'en'
}

interface LanguageValue {
  readonly language: Language
  readonly choose: (language: Language) => void
  readonly t: Messages
  readonly f: Formats
}

const LanguageContext = createContext<LanguageValue | null>(null)

/** `t` has the words, `f` the formats. */
export function useLanguage(): LanguageValue {
  const value = use(LanguageContext)
  if (value === null) throw new Error('useLanguage needs a LanguageProvider around it')
  return value
}

/** The words of a page that are loaded with it. */
export const useWords = <Words,>(words: Readonly<Record<Language, Words>>): Words =>
  words[useLanguage().language]

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(() =>
    chooseLanguage(recall(MEMORY_KEY), navigator.languages),
  )

  const value = useMemo(
    () => ({
      language,
      choose: (chosen: Language) => {
        remember(MEMORY_KEY, chosen)
        setLanguage(chosen)
      },
      t: catalogues[language],
      f: createFormats(language),
    }),
    [language],
  )

  useEffect(() => {
    document.documentElement.lang = language
    document.title = catalogues[language].title
  }, [language])

  return <LanguageContext value={value}>{children}</LanguageContext>
}
