import { useWords } from '../language/language.tsx'
import { attentionEn } from './words.en.ts'
import { attentionKo } from './words.ko.ts'

export const useAttentionWords = () => useWords({ en: attentionEn, ko: attentionKo })
