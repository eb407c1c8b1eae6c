/**
 * Fonts for pictures: a machine without Korean fonts shows boxes, and every machine breaks lines
 * elsewhere. The pages load none themselves, so they are given these on the way to the browser.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'

const PATH = '/lent-fonts/'
const packages = ['noto-sans-kr', 'noto-sans-mono'] as const
const { resolve } = createRequire(import.meta.url)
const folderOf = (name: string): string =>
  dirname(resolve(`@fontsource-variable/${name}/package.json`))

const faces = packages.map((name) =>
  readFileSync(join(folderOf(name), 'index.css'), 'utf8').replaceAll('./files/', `${PATH}${name}/`),
)
const families = `:root {
  --mantine-font-family: 'Noto Sans KR Variable' !important;
  --mantine-font-family-headings: 'Noto Sans KR Variable' !important;
  --mantine-font-family-monospace: 'Noto Sans Mono Variable' !important;
}`

/** Before the page is opened. The fonts are there once `document.fonts.ready` is. */
export async function lendFonts(page: Page): Promise<void> {
  await page.route(`**${PATH}*/*`, (route) => {
    const [name = '', file = ''] = new URL(route.request().url()).pathname
      .slice(PATH.length)
      .split('/')
    if (!packages.some((known) => known === name)) return route.abort()
    return route.fulfill({ path: join(folderOf(name), 'files', file), contentType: 'font/woff2' })
  })
  const css = JSON.stringify([...faces, families].join('\n'))
  await page.addInitScript(`new MutationObserver((_, observer) => {
    if (document.head === null) return
    observer.disconnect()
    const style = document.createElement('style')
    style.textContent = ${css}
    document.head.append(style)
  }).observe(document, { childList: true, subtree: true })`)
}
