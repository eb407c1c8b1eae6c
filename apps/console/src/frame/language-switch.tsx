import { SegmentedControl } from '@mantine/core'
import { useLanguage } from '../language/language.tsx'
import type { Language } from '../language/language.tsx'

/** Each language is named in itself, so that whoever needs it can read it. */
const names: Record<Language, string> = { en: 'English', ko: '한국어' }

export function LanguageSwitch() {
  const { language, choose, t } = useLanguage()
  return (
    <SegmentedControl
      aria-label={t.language}
      size="xs"
      value={language}
      onChange={choose}
      data={(Object.keys(names) as Language[]).map((value) => ({
        value,
        label: <span lang={value}>{names[value]}</span>,
      }))}
    />
  )
}
