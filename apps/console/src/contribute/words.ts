import { useWords } from '../language/language.tsx'
import { contributeEn } from './words.en.ts'
import { contributeKo } from './words.ko.ts'

export const useContributeWords = () => useWords({ en: contributeEn, ko: contributeKo })
