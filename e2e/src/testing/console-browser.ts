/** A real Chromium, what its pages complain of, and what axe finds in them. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import sparticuz from '@sparticuz/chromium'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

export const launchChromium = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })

export interface WatchedPage {
  readonly page: Page
  /** What must stay empty: uncaught errors, refusals of the content security policy, warnings. */
  readonly complaints: readonly string[]
  readonly requests: readonly string[]
}

/** A new page in a context of its own. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en', ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) complaints.push(message.text())
  })
  page.on('request', (request) => requests.push(request.url()))
  return { page, complaints, requests }
}

/** What axe finds serious or critical, each with the elements it means. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  // Everything that holds is counted, not described: most of axe's time goes into descriptions.
  const found = await page.evaluate<{
    violations: { id: string; impact: string; nodes: { html: string }[] }[]
  }>(`axe.run({ resultTypes: ['violations'] })`)
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}

/** How wide the page is, with what can only be seen by scrolling. */
export const scrolledWidth = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth')
