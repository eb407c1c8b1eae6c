import { useWords } from '../language/language.tsx'
import { galleryEn } from './words.en.ts'
import { galleryKo } from './words.ko.ts'

export const useGalleryWords = () => useWords({ en: galleryEn, ko: galleryKo })
