import { useWords } from '../language/language.tsx'
import { pairingEn } from './words.en.ts'
import { pairingKo } from './words.ko.ts'

export const usePairingWords = () => useWords({ en: pairingEn, ko: pairingKo })
