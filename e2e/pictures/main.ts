/**
 * `nx run console:pictures`: every page of the console, in each language and colour scheme, of a
 * real grid that is lied to, and one of it at work. Written to docs/pictures/console, for
 * docs/console.md.
 *
 * Layout is the same wherever it runs (fonts, widths, cast); keys, digests and times are not.
 * Exit code: 0, or 1 when a page does not come to rest or the pictures are too large.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { Wallet } from 'ethers'
import { launchChromium } from '../src/testing/console-browser.ts'
import { pagesOf } from './pages.ts'
import { playOthers, playStudy, startScene, untilJobs } from './scene.ts'
import { openVisitor } from './visitor.ts'
import type { Look, Visitor } from './visitor.ts'

const folder = new URL('../../docs/pictures/console/', import.meta.url)
/** Of all of them: a clone should not carry a film. */
const BYTES_MAX = 2_500_000
const looks: readonly Look[] = [
  { locale: 'en', colorScheme: 'light' },
  { locale: 'en', colorScheme: 'dark' },
  { locale: 'ko', colorScheme: 'light' },
  { locale: 'ko', colorScheme: 'dark' },
]

const wallet = Wallet.createRandom()
const grid = await startScene(wallet.address.toLowerCase())
const browser = await launchChromium()
let bytesTotal = 0
try {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const open = (look: Look): Promise<Visitor> => openVisitor(browser, grid.url, wallet, look)

  const scene = await playStudy(grid)
  const passerBy = await open({ locale: 'en', colorScheme: 'light' })
  await untilJobs(grid, ({ believed, units }) => 2 * believed > units)
  await keep('at-work', await passerBy.take())
  await passerBy.page.context().close()
  await untilJobs(grid, ({ committed, units }) => committed === units)

  const visitors: Visitor[] = []
  for (const look of looks) visitors.push(await open(look))
  for (const visitor of visitors) await keep(named('overview', visitor), await visitor.take())
  await playOthers(grid)
  for (const visitor of visitors) await visitor.signIn()
  await block(visitors[0] as Visitor, scene.liar)
  await untilJobs(grid, ({ committed, units }) => committed === units)
  for (const visitor of visitors) {
    for (const { name, path, before } of pagesOf(scene)) {
      await visitor.goTo(path)
      await before?.(visitor.page)
      await keep(named(name, visitor), await visitor.take())
    }
  }
  if (bytesTotal > BYTES_MAX) throw new Error(`found ${bytesTotal} bytes, expected ${BYTES_MAX}`)
  console.log(`docs/pictures/console: ${bytesTotal} bytes`)
} finally {
  await browser.close()
  await grid.end()
}

function named(name: string, { look: { locale, colorScheme } }: Visitor): string {
  return `${name}-${locale}-${colorScheme}`
}

/** So that the operators' log has something to show. */
async function block({ page, goTo }: Visitor, account: string): Promise<void> {
  await goTo(`/accounts/${account}`)
  await page.getByRole('textbox', { name: 'Reason' }).fill('every receipt of it was refused')
  await page.getByRole('button', { name: 'Block', exact: true }).click()
  await page.getByRole('status').getByText('Blocked').waitFor()
}

async function keep(name: string, picture: Buffer): Promise<void> {
  await writeFile(new URL(`${name}.webp`, folder), picture)
  bytesTotal += picture.length
}
