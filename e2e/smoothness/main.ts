/**
 * `nx run console:bench`: whether the console stays smooth however large the grid is. The same is
 * done in a real Chromium to a small grid and to one of 10,000 hosts and 1,000,000 units, whose
 * statuses arrive twice a second: only the comparison within one run means something.
 */
import type { Page } from 'playwright-core'
import { launchChromium, openPage } from '../src/testing/console-browser.ts'
import { serveGrid } from '../src/testing/moving-grid.ts'
import { serviceOf } from './crowd.ts'
import type { Crowd } from './crowd.ts'
import { watchFrames } from './watch-frames.ts'
import type { Frames } from './watch-frames.ts'

const small: Crowd = { hosts: 30, units: 400 }
const large: Crowd = { hosts: 10_000, units: 1_000_000 }
/** Notches of a wheel, and pixels in each. */
const NOTCHES = 60
const NOTCH_PX = 120
const PAGES = 10

/** What is done, by what a person would call it. */
const scenes: Readonly<Record<string, { path: string; act: (page: Page) => Promise<void> }>> = {
  'overview, scrolled': { path: '/', act: (page) => scroll(page) },
  'overview, hosts paged': { path: '/', act: (page) => turnPages(page, 'Hosts') },
  'accounts, paged': { path: '/accounts', act: (page) => turnPages(page, 'Accounts') },
  'units of a job, scrolled': {
    path: `/jobs/0x${'11'.repeat(32)}`,
    act: async (page) => {
      const row = page.getByRole('rowheader', { name: '0', exact: true })
      await row.scrollIntoViewIfNeeded()
      await row.hover()
      await scroll(page)
    },
  },
}

const browser = await launchChromium()
try {
  for (const [name, { path, act }] of Object.entries(scenes)) {
    const [few, many] = [await measure(small, path, act), await measure(large, path, act)]
    console.log(`${name}\n  small grid  ${describe(few)}\n  large grid  ${describe(many)}`)
  }
} finally {
  await browser.close()
}

async function measure(
  crowd: Crowd,
  path: string,
  act: (page: Page) => Promise<void>,
): Promise<Frames> {
  const grid = await serveGrid(serviceOf(crowd))
  try {
    const { page } = await openPage(browser, { viewport: { width: 1_200, height: 800 } })
    await page.goto(grid.url)
    // As the page's own links go: only the coordinator serves the page at every address.
    await page.evaluate(`history.pushState(null, '', '${path}')`)
    await page.locator('[data-connection=live]').waitFor()
    await page.getByRole('row').nth(2).waitFor()
    const frames = await watchFrames(page, () => act(page))
    await page.context().close()
    return frames
  } finally {
    await grid.close()
  }
}

/** Down and up again. */
async function scroll(page: Page): Promise<void> {
  for (let notch = 0; notch < 2 * NOTCHES; notch += 1) {
    await page.mouse.wheel(0, notch < NOTCHES ? NOTCH_PX : -NOTCH_PX)
  }
}

/** A small grid has fewer pages: it goes forth and back. */
async function turnPages(page: Page, table: string): Promise<void> {
  const pages = page.getByRole('navigation', { name: new RegExp(table) })
  for (let turn = 0; turn < PAGES; turn += 1) {
    const next = pages.getByRole('button', {
      name: turn % 2 === 0 ? 'Page 2' : 'Page 1',
      exact: true,
    })
    await next.click()
    await pages.locator('[aria-current=page]', { hasText: turn % 2 === 0 ? '2' : '1' }).waitFor()
  }
}

function describe({ drawn, medianMs, p95Ms, longTasks, longestTaskMs }: Frames): string {
  return (
    `${drawn} frames, median ${medianMs.toFixed(1)} ms, 95 % within ${p95Ms.toFixed(1)} ms; ` +
    `${longTasks} tasks of 50 ms and more, the longest ${longestTaskMs.toFixed(0)} ms`
  )
}
