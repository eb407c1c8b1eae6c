/** How evenly a page draws while something is done to it. */
import type { Page } from 'playwright-core'

export interface Frames {
  readonly drawn: number
  /** Milliseconds from one frame to the next. */
  readonly medianMs: number
  readonly p95Ms: number
  /** Of tasks that kept the page busy for 50 ms and more. */
  readonly longTasks: number
  readonly longestTaskMs: number
}

const begin = `(() => {
  const watched = { gaps: [], tasks: [], on: true }
  const observer = new PerformanceObserver((list) =>
    watched.tasks.push(...list.getEntries().map(({ duration }) => duration)))
  observer.observe({ type: 'longtask' })
  let last = null
  const frame = (atMs) => {
    if (last !== null) watched.gaps.push(atMs - last)
    last = atMs
    if (watched.on) requestAnimationFrame(frame)
    else observer.disconnect()
  }
  requestAnimationFrame(frame)
  globalThis.watchedFrames = watched
})()`

const end = `(() => {
  globalThis.watchedFrames.on = false
  return { gaps: globalThis.watchedFrames.gaps, tasks: globalThis.watchedFrames.tasks }
})()`

export async function watchFrames(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(begin)
  await act()
  const { gaps, tasks } = await page.evaluate<{ gaps: number[]; tasks: number[] }>(end)
  const sorted = gaps.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  return {
    drawn: gaps.length,
    ...{ medianMs: at(0.5), p95Ms: at(0.95) },
    ...{ longTasks: tasks.length, longestTaskMs: Math.max(0, ...tasks) },
  }
}
