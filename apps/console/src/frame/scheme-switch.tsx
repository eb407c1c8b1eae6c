import { SegmentedControl, VisuallyHidden, useMantineColorScheme } from '@mantine/core'
import type { MantineColorScheme } from '@mantine/core'
import { useLanguage } from '../language/language.tsx'
import { SchemeSign } from './scheme-signs.tsx'

const schemes: readonly MantineColorScheme[] = ['light', 'auto', 'dark']

/** Light, dark or the system's choice; Mantine remembers it in the browser. */
export function SchemeSwitch() {
  const { t } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      aria-label={t.scheme.label}
      size="xs"
      value={colorScheme}
      onChange={setColorScheme}
      data={schemes.map((value) => ({
        value,
        label: (
          <span title={t.scheme[value]}>
            <SchemeSign scheme={value} />
            <VisuallyHidden>{t.scheme[value]}</VisuallyHidden>
          </span>
        ),
      }))}
    />
  )
}
