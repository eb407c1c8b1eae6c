import { useWords } from '../language/language.tsx'
import { ledgerEn } from './words.en.ts'
import { ledgerKo } from './words.ko.ts'

export const useLedgerWords = () => useWords({ en: ledgerEn, ko: ledgerKo })
