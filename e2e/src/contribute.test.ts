/** A tab lends its cores: real Chromium, coordinator, chain, and a worker in Node to agree with. */
import { connectLedger } from '@pumasi/chain'
import { formatCredit } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { Wallet } from 'ethers'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { findBarriers, launchChromium, openPage, scrolledWidth } from './testing/console-browser.ts'
import { startSmallGrid } from './testing/small-grid.ts'
import type { SmallGrid } from './testing/small-grid.ts'
import { injectWallet, walletName } from './testing/test-wallet.ts'

const UNITS = 6

let browser: Browser
let grid: SmallGrid
beforeAll(async () => {
  ;[browser, grid] = await Promise.all([launchChromium(), startSmallGrid()])
  await grid.addWorker('in Node')
})
afterAll(async () => {
  await browser?.close()
  await grid?.end()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
})

const creditOf = async (account: string) => {
  const { hosts } = await grid.client.status.query()
  const own = hosts.filter((host) => host.account === account)
  return {
    credited: own.reduce((sum, host) => sum + host.credited, 0),
    creditMicro: own.reduce((sum, host) => sum + host.creditMicro, 0n),
  }
}

const keptAccount = async (page: Page): Promise<string> => {
  const key = await page.evaluate<string>("localStorage.getItem('pumasi-wallet')")
  return new Wallet(key).address.toLowerCase()
}

/** Credit as an English page shows it: little of it to the last digit. */
const inWords = (creditMicro: bigint): string =>
  new Intl.NumberFormat('en', { maximumFractionDigits: creditMicro < 10_000n ? 6 : 2 }).format(
    +formatCredit(creditMicro),
  )

/** Waits until the figure of that name, as the page shows it, is so. */
const figure = (page: Page, term: string, value: string) =>
  page
    .locator('dl > div', { has: page.getByText(term, { exact: true }) })
    .getByText(value)
    .waitFor()

test('a tab earns credit that an audit confirms, on a click and not before', async () => {
  const jobId = await grid.submit(UNITS)
  const { page, complaints } = await openPage(browser)
  await page.goto(`${grid.url}/contribute`)
  await page.getByText('It is made when you first press Start').waitFor()
  expect(page.workers()).toEqual([])
  await page.getByRole('button', { name: 'Start' }).click()
  await figure(page, 'Units credited', String(UNITS))
  const account = await keptAccount(page)
  const earned = await creditOf(account)
  expect(earned.credited).toBe(UNITS)
  expect(earned.creditMicro).toBeGreaterThan(0n)

  // The same units, the same fuel, the same credit as the worker in Node.
  const { hosts } = await grid.client.status.query()
  const inNode = hosts.find(({ name }) => name === 'in Node')
  expect(inNode?.creditMicro).toBe(earned.creditMicro)
  expect(hosts.find((host) => host.account === account)?.platform).toMatch(/^\w*Chrome \d+$/)

  // It goes on while other pages are looked at, and says so there.
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByText(`Running · ${UNITS}`).waitFor()
  await page.getByRole('link', { name: 'Contribute' }).click()
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('button', { name: 'Go on' }).waitFor()

  await grid.untilDone(jobId)
  expect(await grid.audit()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Everything agrees'),
  })
  expect(complaints).toEqual([])
})

test("a wallet of the visitor's own earns by a delegation, and moves what it earned", async () => {
  const wallet = Wallet.createRandom()
  const account = wallet.address.toLowerCase()
  const { page, complaints } = await openPage(browser)
  const held = await injectWallet(page, wallet)
  held.declineNext()
  await page.goto(`${grid.url}/contribute`)
  await page.getByRole('radio', { name: walletName }).click()
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText('found the request declined in the wallet').waitFor()
  expect(page.workers()).toEqual([])

  const jobId = await grid.submit(UNITS)
  await page.getByRole('button', { name: 'Start' }).click()
  await figure(page, 'Units credited', String(UNITS))
  const earned = await creditOf(account)
  expect(earned).toMatchObject({ credited: UNITS })
  expect(await page.evaluate("localStorage.getItem('pumasi-wallet')")).toBeNull()
  await page.getByRole('button', { name: 'Stop at once' }).click()
  await page.getByRole('button', { name: 'Go on' }).waitFor()

  // Nothing is sent that the wallet declines, or on a chain that is not the ledger's.
  await grid.untilDone(jobId)
  await grid.passWindows()
  await grid.fund(account)
  await page.getByRole('link', { name: 'My work' }).click()
  expect(await page.getByRole('textbox', { name: 'Wallet address' }).inputValue()).toBe(account)
  await page.getByRole('button', { name: 'Ask the chain' }).click()
  await page.getByText('The proof holds on chain 31337').waitFor()
  const sync = page.getByRole('button', { name: `Sync with ${walletName}` })
  await sync.click()
  await page.getByText('found the wallet on chain 1, expected 31337').waitFor()
  held.moveTo(grid.rpcUrl)
  held.declineNext()
  await sync.click()
  await page.getByText('found the request declined in the wallet').waitFor()
  const onLedger = () =>
    connectLedger({ rpcUrl: grid.rpcUrl, address: grid.ledger }).fetchAccount(account as Account)
  expect(await onLedger()).toMatchObject({ balanceMicro: 0n, syncedTo: 0 })
  await sync.click()
  const said = inWords(earned.creditMicro)
  await page.getByText(`Synced: the ledger now says ${said}`, { exact: true }).waitFor()
  const { balanceMicro, syncedTo } = await onLedger()
  expect(balanceMicro).toBe(earned.creditMicro)
  await figure(page, 'Balance on the ledger', `as of batch ${syncedTo}`)
  await page.getByText('Nothing to sync: the balance on chain 31337').waitFor()
  expect(await sync.count()).toBe(0)

  // It ends its session keys, and the tab asks it for a delegation of the new epoch.
  await page.getByRole('button', { name: 'See what it would take' }).click()
  await page.getByText('The wallet is in epoch 0 and would be in epoch 1').waitFor()
  await page.getByRole('button', { name: `End all session keys with ${walletName}` }).click()
  await page.getByText('All session keys have ended: the ledger now says epoch 1').waitFor()
  expect(await onLedger()).toMatchObject({ epoch: 1, balanceMicro })
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('link', { name: 'Contribute' }).click()
  await page.getByRole('radio', { name: walletName }).click()
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText(`Signed for epoch 1 as ${new URL(grid.rpcUrl).origin} says`).waitFor()
  await grid.untilDone(await grid.submit(UNITS))
  expect(await creditOf(account)).toMatchObject({ credited: 2 * UNITS })
  expect(complaints).toEqual([])
})

test('a machine elsewhere is paired by a code, and its work is found under the wallet', async () => {
  const wallet = Wallet.createRandom()
  const account = wallet.address.toLowerCase()
  const machine = await grid.addWorker('in the attic', '--pair', '--wallet', account)
  const { page, complaints } = await openPage(browser)
  await injectWallet(page, wallet)
  await page.goto(`${grid.url}/pair`)
  await page.getByRole('textbox', { name: 'Code' }).fill(machine.said['code']?.toLowerCase() ?? '')
  await page.getByRole('button', { name: 'Find the machine' }).click()
  await page.getByText('in the attic').waitFor()
  await page.getByText('Its key begins with').waitFor()
  await page.getByRole('button', { name: `Sign with ${walletName}` }).click()
  await page.getByText(/^The machine picks the permission up/).waitFor()

  // A code is good once.
  await page.reload()
  await page.getByRole('textbox', { name: 'Code' }).fill(machine.said['code'] ?? '')
  await page.getByRole('button', { name: 'Find the machine' }).click()
  await page.getByText('found no machine that waits under this code').waitFor()

  const jobId = await grid.submit(UNITS)
  await grid.untilDone(jobId)
  await page.goto(`${grid.url}/mine`)
  await page.getByRole('textbox', { name: 'Wallet address' }).fill(account)
  await page.getByText(`Your machines ran ${UNITS} units; ${UNITS} of them are believed`).waitFor()
  expect(await creditOf(account)).toMatchObject({ credited: UNITS })
  // What the browser itself logs of an answer that was no.
  expect(complaints.filter((text) => !text.includes('400'))).toEqual([])
  await machine.end()
})

test('a closed tab leaves nothing running, and the kept wallet is there again', async () => {
  const { page } = await openPage(browser)
  await page.goto(`${grid.url}/contribute`)
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText('The grid has no unit for this tab right now').waitFor()
  const account = await keptAccount(page)
  await page.reload()
  await page.getByText('Not running').waitFor()
  expect(await keptAccount(page)).toBe(account)

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save its key' }).click()
  expect((await download).suggestedFilename()).toBe(`pumasi-${account.slice(2, 10)}-wallet.key`)
  await page.getByRole('button', { name: 'Delete it here' }).click()
  await page.getByRole('button', { name: 'Delete the key' }).click()
  await page.getByText('It is made when you first press Start').waitFor()
  expect(await page.evaluate("localStorage.getItem('pumasi-wallet')")).toBeNull()
})

test.each([
  ['light', 'en'],
  ['dark', 'ko'],
] as const)('axe finds nothing serious on a phone, %s, %s', async (colorScheme, locale) => {
  const viewport = { width: 360, height: 740 }
  const { page } = await openPage(browser, { colorScheme, locale, viewport })
  await page.goto(`${grid.url}/contribute`)
  await page.locator('[data-connection=live]').waitFor()
  await page.getByRole('slider').first().waitFor()
  expect(await findBarriers(page)).toEqual([])
  expect(await scrolledWidth(page)).toBe(360)
})
