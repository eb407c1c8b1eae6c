import { useWords } from '../language/language.tsx'
import { chainEn } from './words.en.ts'
import { chainKo } from './words.ko.ts'

export const useChainWords = () => useWords({ en: chainEn, ko: chainKo })
