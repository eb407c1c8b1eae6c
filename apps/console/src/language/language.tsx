/** The visitor's language: chosen in the page, remembered, else what the browser prefers. */
import { createContext, use, useCallback, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { recall, remember } from '../memory.ts'
import { createFormats } from './formats.ts'
import type { Formats } from './formats.ts'
import { en } from './messages.en.ts'
import type { Messages } from './messages.en.ts'

export type Language = 'en' | 'ko'

/** English is at hand, since others fall back to it; a visitor loads no language but their own. */
const catalogues: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => en,
  ko: async () => (await import('./messages.ko.ts')).ko,
}

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

interface Spoken {
  readonly language: Language
  readonly t: Messages
}
const english: Spoken = { language: 'en', t: en }

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [spoken, setSpoken] = useState<Spoken | null>(() =>
    preferredLanguage() === 'en' ? english : null,
  )
  const speak = useCallback((language: Language): void => {
    catalogues[language]().then(
      (t) => setSpoken({ language, t }),
      // What cannot be loaded is said in English, so that the page can be read at all.
      () => setSpoken((known) => known ?? english),
    )
  }, [])
  useEffect(() => speak(preferredLanguage()), [speak])

  const value = useMemo(
    () =>
      spoken && {
        ...spoken,
        choose: (chosen: Language) => {
          remember(MEMORY_KEY, chosen)
          speak(chosen)
        },
        f: createFormats(spoken.language),
      },
    [spoken, speak],
  )

  useEffect(() => {
    if (spoken === null) return
    document.documentElement.lang = spoken.language
  }, [spoken])

  return value && <LanguageContext value={value}>{children}</LanguageContext>
}

const preferredLanguage = (): Language => chooseLanguage(recall(MEMORY_KEY), navigator.languages)
