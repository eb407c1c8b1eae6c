import { useWords } from '../language/language.tsx'
import { verifyEn } from './words.en.ts'
import { verifyKo } from './words.ko.ts'

export const useVerifyWords = () => useWords({ en: verifyEn, ko: verifyKo })
