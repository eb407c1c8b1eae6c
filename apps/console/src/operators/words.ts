import { useWords } from '../language/language.tsx'
import { operatorsEn } from './words.en.ts'
import { operatorsKo } from './words.ko.ts'

export const useOperatorsWords = () => useWords({ en: operatorsEn, ko: operatorsKo })
