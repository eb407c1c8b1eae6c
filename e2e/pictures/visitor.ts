/** Somebody who looks at the console with a wallet, in one language and colour scheme. */
import type { Browser, Page } from 'playwright-core'
import { openPage } from '../src/testing/console-browser.ts'
import { injectWallet } from '../src/testing/test-wallet.ts'
import { lendFonts } from './lent-fonts.ts'
import { takePicture, watchUntilDrawn } from './take-picture.ts'

export interface Look {
  readonly locale: 'en' | 'ko'
  readonly colorScheme: 'light' | 'dark'
}

export interface Visitor {
  readonly look: Look
  readonly page: Page
  readonly signIn: () => Promise<void>
  /** Goes to another page as its links do, without loading the console anew. */
  readonly goTo: (path: string) => Promise<void>
  /** What is on the page once it is still. WebP. */
  readonly take: () => Promise<Buffer>
}

const WALLET = 'Village wallet'

/** Opens the overview of the grid at `url`. */
export async function openVisitor(
  browser: Browser,
  url: string,
  wallet: Parameters<typeof injectWallet>[1],
  look: Look,
): Promise<Visitor> {
  const viewport = { width: 1_200, height: 800 }
  const { page } = await openPage(browser, { ...look, viewport, reducedMotion: 'reduce' })
  await lendFonts(page)
  await injectWallet(page, wallet, WALLET)
  const untilDrawn = watchUntilDrawn(page)
  await page.goto(url)
  const goTo = async (path: string): Promise<void> => {
    await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)}); scrollTo(0, 0)`)
    await untilDrawn()
  }
  const signIn = async (): Promise<void> => {
    await goTo('/account')
    await page.getByRole('button').filter({ hasText: WALLET }).click()
    await page.getByRole('button').filter({ hasText: WALLET }).waitFor({ state: 'detached' })
  }
  const take = async (): Promise<Buffer> => {
    await untilDrawn()
    return takePicture(page)
  }
  return { look, page, signIn, goTo, take }
}
