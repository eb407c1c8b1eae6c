import { useWords } from '../language/language.tsx'
import { unitEn } from './words.en.ts'
import { unitKo } from './words.ko.ts'

export const useUnitWords = () => useWords({ en: unitEn, ko: unitKo })
