/** One page as a small WebP, once nothing on it is on its way any more. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Page, Request } from 'playwright-core'

const QUALITY = 50
/** Of a page that is longer, the beginning. */
const HEIGHT_MAX = 1_120
/** So long no request: what an answer makes the page ask next would have left by then. */
const STILL_MS = 250
const PATIENCE_MS = 60_000

/**
 * Watches a page before it is opened. What it answers resolves once the page is live, all of it
 * has come, and its fonts are drawn; it rejects after {@link PATIENCE_MS}.
 */
export function watchUntilDrawn(page: Page): () => Promise<void> {
  const open = new Set<Request>()
  let movedAt = performance.now()
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource') return
    open.add(request)
    movedAt = performance.now()
  })
  const ended = (request: Request): void => {
    if (open.delete(request)) movedAt = performance.now()
  }
  page.on('requestfinished', ended)
  page.on('requestfailed', ended)
  return async () => {
    await page.locator('[data-connection=live]').waitFor()
    await page.locator('h1').first().waitFor()
    const deadline = performance.now() + PATIENCE_MS
    while (open.size > 0 || performance.now() - movedAt < STILL_MS) {
      if (performance.now() > deadline) {
        throw new Error(`found ${page.url()} still asking for ${[...open].map((r) => r.url())}`)
      }
      await delay(50)
    }
    await page
      .locator('.mantine-Skeleton-root[data-visible]')
      .first()
      .waitFor({ state: 'detached' })
    await page.evaluate(`document.fonts.ready.then(() =>
      new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))`)
  }
}

/** What is on the page, from its beginning. Playwright itself writes no WebP. */
export async function takePicture(page: Page): Promise<Buffer> {
  const { width, height } = await page.evaluate<{ width: number; height: number }>(
    `({ width: innerWidth, height: document.documentElement.scrollHeight })`,
  )
  const clip = { x: 0, y: 0, width, height: Math.min(height, HEIGHT_MAX), scale: 1 }
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', {
    ...{ format: 'webp', quality: QUALITY, captureBeyondViewport: true, clip },
  })
  await session.detach()
  return Buffer.from(data, 'base64')
}
