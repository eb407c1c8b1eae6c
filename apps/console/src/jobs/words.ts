import { useWords } from '../language/language.tsx'
import { jobsEn } from './words.en.ts'
import { jobsKo } from './words.ko.ts'

export const useJobsWords = () => useWords({ en: jobsEn, ko: jobsKo })
