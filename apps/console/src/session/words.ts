import { useWords } from '../language/language.tsx'
import { sessionEn } from './words.en.ts'
import { sessionKo } from './words.ko.ts'

export const useSessionWords = () => useWords({ en: sessionEn, ko: sessionKo })
