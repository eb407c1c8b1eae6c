import { useWords } from '../language/language.tsx'
import { mineEn } from './words.en.ts'
import { mineKo } from './words.ko.ts'

export const useMineWords = () => useWords({ en: mineEn, ko: mineKo })
