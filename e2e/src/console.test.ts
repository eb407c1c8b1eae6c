/** The console in a real Chromium, served with the real headers and the real router. */
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { exhibition } from '@pumasi/programs/gallery'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { findBarriers, launchChromium, openPage, scrolledWidth } from './testing/console-browser.ts'
import { hostileName } from './testing/grid-at.ts'
import { serveMovingGrid } from './testing/moving-grid.ts'
import type { MovingGrid } from './testing/moving-grid.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const SCRIPT_BYTES_MAX = 215_000
const dist = fileURLToPath(new URL('../../apps/console/dist', import.meta.url))
let browser: Browser
let grid: MovingGrid
let complaints: readonly string[]
let requests: readonly string[]

beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

beforeEach(async () => {
  grid = await serveMovingGrid({ step: 10 })
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await grid.close()
})

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const opened = await openPage(browser, options)
  ;({ complaints, requests } = opened)
  const { page } = opened
  await page.goto(grid.url)
  await page.locator('[data-connection=live]').waitFor()
  await page.locator('.plot canvas').waitFor()
  return page
}

const heading = (page: Page): Promise<string> => page.locator('h1').innerText()
describe('the overview', () => {
  test('follows the grid from computing to done, in both languages', async () => {
    const page = await open()
    expect(await heading(page)).toContain('2 hosts are computing')
    await page.getByText('40 of 400 units believed').waitFor()

    grid.moveTo(63)
    await page.getByText('252 of 400 units believed · 240 of them on the chain').waitFor()
    await page.getByText('6 receipts refused against 0 credited').waitFor()
    await page.getByText('The output is not the one the others found.').waitFor()
    expect(await page.getByRole('table', { name: 'Handed over' }).innerText()).toContain('hanbat')
    expect(await page.getByRole('table', { name: 'Batches on the chain' }).innerText()).toContain(
      '5,787',
    )

    await page.getByText('한국어').click()
    await page.getByText('400개 단위 중 252개 합의').waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe('ko')
    await page.reload()
    await page.getByText('400개 단위 중 252개 합의').waitFor()

    grid.moveTo(100)
    await page.getByText('400개 단위 중 400개 합의 · 그중 400개 체인에 기록').waitFor()
    expect(await heading(page)).toContain('계산과 체인 기록이 모두 끝남')
    expect(complaints).toEqual([])
  })

  test('shows what the coordinator cannot do', async () => {
    const page = await open()
    grid.moveTo(50)
    await page.getByText('found no RPC endpoint at').waitFor()
    await page.getByText(/^1 step of upkeep cannot be done/).waitFor()
    await page.getByText('Chain: well').waitFor()
    grid.moveTo(51)
    await page.getByText('found no RPC endpoint at').waitFor({ state: 'detached' })
  })

  test('asks no other origin and takes no name for markup', async () => {
    const page = await open()
    grid.moveTo(30)
    await page.getByText(hostileName).first().waitFor()
    expect(await page.title()).toBe('Pumasi console')
    expect(await page.locator('img[src="x"]').count()).toBe(0)
    expect(requests.filter((url) => new URL(url).origin !== grid.url)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('loads at most 215 kB of compressed script', async () => {
    await open()
    const scripts = requests.filter((url) => url.endsWith('.js'))
    const sizes = scripts.map((url) => statSync(`${dist}${new URL(url).pathname}.gz`).size)
    expect(scripts.length).toBeGreaterThan(1)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(SCRIPT_BYTES_MAX)
  })

  test('does not ask again what the grid is, however often it hears of news', async () => {
    const page = await open()
    const asked = () => requests.filter((url) => new URL(url).pathname === '/trpc/describe').length
    const moveTo = async (step: number): Promise<void> => {
      grid.moveTo(step)
      await page.getByText(`${4 * step} of 400 units believed`).waitFor()
    }
    await moveTo(20)
    const before = asked()
    for (const step of [30, 40, 50]) await moveTo(step)
    expect(asked()).toBe(before)
  })

  test('recovers by itself from a lost coordinator', async () => {
    const page = await open()
    const { port } = grid
    await grid.close()
    await page.locator('[data-connection=lost]').waitFor()
    await page.getByText('The coordinator does not answer').waitFor()
    expect(await heading(page)).toContain('2 hosts are computing')

    grid = await serveMovingGrid({ port, step: 70 })
    await page.getByText('280 of 400 units believed').waitFor()
    await page.locator('[data-connection=live]').waitFor()
    expect(await page.getByText('The coordinator does not answer').count()).toBe(0)
  })
})

test('the gallery shows every program beside a published number', async () => {
  const page = await open()
  await page.getByRole('link', { name: 'Gallery' }).click()
  await page
    .getByRole('table', { name: /^Reference check: / })
    .last()
    .waitFor()
  for (const { program, run } of exhibition) {
    const exhibit = page.getByRole('region', { name: program.title, exact: true })
    expect(await exhibit.getByRole('img').getAttribute('src')).toMatch(/\.svg$/)
    const link = exhibit.getByRole('link', { name: `Run this: ${program.title}` })
    expect(await link.getAttribute('href')).toBe(`/submit?program=${program.name}`)
    await exhibit.getByRole('button', { name: `All ${run?.checks.length} checks` }).click()
    await exhibit.getByRole('table', { name: /^All reference checks: / }).waitFor()
  }
  await page.waitForFunction("document.querySelector('main img').naturalWidth === 960")
  await page.getByText('한국어').click()
  await page.getByRole('heading', { name: '최적 골롬 자' }).waitFor()
  await page.waitForFunction("document.title === '프로그램 갤러리 · 품앗이 콘솔'")
  await page.getByRole('link', { name: '현황' }).click()
  await page.waitForFunction("document.title === '품앗이 콘솔'")
  expect(complaints).toEqual([])
})

test('goes on without the chart when that cannot be loaded', async () => {
  const page = await browser.newPage({ locale: 'en' })
  await page.route(/chart-section.*\.js$/, (route) => route.abort())
  await page.goto(grid.url)
  await page.getByText('The chart could not be loaded').waitFor()
  grid.moveTo(63)
  await page.getByText('252 of 400 units believed').waitFor()
})

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test.each(['en', 'ko'])('axe finds nothing serious in %s', async (locale) => {
    const page = await open({ colorScheme, locale })
    grid.moveTo(50)
    await page.getByRole('alert').waitFor()
    expect(await findBarriers(page)).toEqual([])
  })
})

test('fits a phone without scrolling the page sideways', async () => {
  const page = await open({ viewport: { width: 360, height: 740 } })
  grid.moveTo(63)
  await page.getByText('252 of 400 units believed').waitFor()
  expect(await scrolledWidth(page)).toBe(360)
  expect(await findBarriers(page)).toEqual([])
})

test('lets the keyboard skip to the content', async () => {
  const page = await open()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN')
})

test('remembers the colours', async () => {
  const page = await open({ colorScheme: 'light' })
  await page.getByTitle('Dark').click()
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
  await page.reload()
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
})
