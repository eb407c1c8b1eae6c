/** Colours, type and shapes of the console; contrast is WCAG AA in both schemes. */
import { Badge, Card, Table, createTheme } from '@mantine/core'
import type { CSSVariablesResolver } from '@mantine/core'

/** System fonts only, with Korean: nothing is downloaded. */
const fontFamily = [
  'system-ui',
  '-apple-system',
  "'Segoe UI'",
  'Roboto',
  "'Apple SD Gothic Neo'",
  "'Malgun Gothic'",
  "'Noto Sans KR'",
  "'Noto Sans CJK KR'",
  'sans-serif',
].join(', ')

export const theme = createTheme({
  fontFamily,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace",
  headings: { fontFamily, fontWeight: '650' },
  primaryColor: 'cyan',
  primaryShade: 9,
  defaultRadius: 'md',
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    Badge: Badge.extend({ defaultProps: { variant: 'light', tt: 'none', fw: 600 } }),
    Card: Card.extend({ defaultProps: { withBorder: true, padding: 'lg', radius: 'lg' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'sm', highlightOnHover: true } }),
  },
})

/** Mantine's dimmed text, placeholders and light badges are too pale for AA on our backdrops. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-cyan-light-color': 'var(--mantine-color-cyan-9)',
    '--mantine-color-teal-light-color': '#055c41',
    '--mantine-color-red-light-color': '#a61e1e',
    '--mantine-color-yellow-light-color': '#7a4100',
    '--mantine-color-gray-light-color': 'var(--mantine-color-gray-8)',
    '--series-believed': '#0b7285',
    '--series-committed': '#6741d9',
    '--series-failed': '#c92a2a',
  },
  dark: {
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    // What is switched off is still seen on a card.
    '--mantine-color-disabled': 'var(--mantine-color-dark-5)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
    '--series-believed': '#3bc9db',
    '--series-committed': '#b197fc',
    '--series-failed': '#ff8787',
  },
})
