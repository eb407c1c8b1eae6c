import { useWords } from '../language/language.tsx'
import { submitEn } from './words.en.ts'
import { submitKo } from './words.ko.ts'

export const useSubmitWords = () => useWords({ en: submitEn, ko: submitKo })
