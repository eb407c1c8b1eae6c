/** Jobs in a real Chromium: find one, see a million units, fetch what was found, verify a unit. */
import { readFile } from 'node:fs/promises'
import { Wallet } from 'ethers'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { compileEcho } from '../grid/echo.ts'
import { findBarriers, launchChromium, openPage, scrolledWidth } from './testing/console-browser.ts'
import type { WatchedPage } from './testing/console-browser.ts'
import { serveOtherNodes } from './testing/other-nodes.ts'
import { startSmallGrid } from './testing/small-grid.ts'
import type { SmallGrid } from './testing/small-grid.ts'
import { injectWallet, walletName } from './testing/test-wallet.ts'

const MANY = 1_000_000
const [operator, requester] = [Wallet.createRandom(), Wallet.createRandom()]
const accountOf = ({ address }: { readonly address: string }): string => address.toLowerCase()

let browser: Browser
let grid: SmallGrid
/** A real study, whose outputs make a picture, and a job that nobody gets to the end of. */
let study: string
let endless: string
beforeAll(async () => {
  ;[browser, grid] = await Promise.all([
    launchChromium(),
    startSmallGrid({ operators: [accountOf(operator)], submitters: [accountOf(requester)] }),
  ])
  study = await grid.submitStudy()
  await Promise.all([grid.addWorker('gapcheon'), grid.addWorker('hanbat')])
  await grid.untilDone(study)
  endless = await grid.submit(MANY)
  // Nobody works at it before the operator lets them: the other jobs would wait for its batches.
  await grid.pause(endless, 'only to be looked at')
})
afterAll(async () => {
  await browser?.close()
  await grid?.end()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
})

async function open(path: string, options = {}): Promise<WatchedPage> {
  const opened = await openPage(browser, options)
  await opened.page.goto(`${grid.url}${path}`)
  await opened.page.locator('[data-connection=live]').waitFor()
  return opened
}
const drawnRows = (page: Page): Promise<number> => page.locator('tbody tr').count()

test('a job is found by its name and opened', async () => {
  const { page, complaints } = await open('/jobs')
  await page.getByRole('link', { name: 'echo-1' }).waitFor()
  await page.getByRole('searchbox', { name: 'Name or job id' }).fill('SCHOOL')
  expect(await page.getByRole('link', { name: 'echo-1' }).count()).toBe(0)
  await page.getByRole('link', { name: /school/ }).click()
  await page.getByRole('heading', { level: 1, name: /school/ }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/jobs/${study}`)
  expect(complaints).toEqual([])
})

test('a million units are looked at in a few rows, to the last one', async () => {
  const { page, complaints } = await open(`/jobs/${endless}`)
  await page.getByRole('rowheader', { name: '0', exact: true }).waitFor()
  expect(await drawnRows(page)).toBeLessThan(60)
  await page.getByRole('textbox', { name: 'Go to unit' }).fill(String(MANY - 1))
  await page.getByRole('row', { name: '999,999 Open' }).waitFor()
  expect(await drawnRows(page)).toBeLessThan(60)
  expect(complaints).toEqual([])
})

test('the outputs of a study are fetched, checked, drawn and saved', async () => {
  const { page, complaints } = await open(`/jobs/${study}`)
  // Known although the page was opened only when every unit was believed.
  await page.getByText('mean of 4').waitFor()
  await page.getByRole('button', { name: 'Fetch all outputs' }).click()
  await page.getByRole('img', { name: /^Picture of Influenza/ }).waitFor()

  const lines = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as JSON lines' }).click()
  const saved = await readFile(await (await lines).path(), 'utf8')
  const units = saved
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Saved)
  const listed = await grid.client.job.units.query({ jobId: study as never, from: 0, limit: 500 })
  expect(units.map(({ outputHash }) => outputHash)).toEqual(
    listed.map(({ outputHash }) => outputHash),
  )

  const one = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the output of unit 1', exact: true }).click()
  expect(await readFile(await (await one).path(), 'utf8')).toBe(units[1]?.stdout)
  expect(complaints).toEqual([])
})
interface Saved {
  readonly outputHash: string
  readonly stdout: string
}

test('what was changed on the way is refused, not shown', async () => {
  const { page } = await open(`/jobs/${study}`)
  await page.route('**/blobs/*', (route) => route.fulfill({ body: 'something else' }))
  await page.getByRole('button', { name: 'Fetch all outputs' }).click()
  await page.getByText('The outputs could not be fetched').waitFor()
  await page.getByText(/^found bytes of 0x/).waitFor()
})

test.each([`/jobs/0x${'12'.repeat(32)}`, '/jobs/nonsense'])('%s is no job', async (path) => {
  const { page } = await open(path)
  await page.getByRole('heading', { name: 'The coordinator knows no such job' }).waitFor()
})

test('beginners find three ways, each with this grid in it', async () => {
  const { page, complaints } = await open('/start')
  await page.getByText(`npx pumasi worker --coordinator ${grid.url}`).waitFor()
  await page.getByText(`worker --coordinator ${grid.url}\nRestart`).waitFor()
  await page.getByRole('link', { name: 'Open the page and press Start' }).click()
  await page.getByRole('heading', { level: 1, name: 'Contribute from this tab' }).waitFor()
  expect(complaints).toEqual([])
})

/** Opens a page as somebody with a wallet, and signs in. */
async function enter(wallet: typeof operator, options = {}): Promise<WatchedPage> {
  const opened = await openPage(browser, options)
  await injectWallet(opened.page, wallet)
  await opened.page.goto(`${grid.url}/account`)
  await opened.page.getByRole('button', { name: `Sign in with ${walletName}` }).click()
  await opened.page.getByRole('heading', { name: 'Signed in' }).waitFor()
  return opened
}

test('a wallet signs in, is known on every page, and signs out', async () => {
  const { page, complaints } = await enter(operator)
  await page.getByText('Operate the grid: steer every job').waitFor()
  expect(await page.evaluate('document.cookie')).toBe('')
  const [cookie] = await page.context().cookies()
  expect(cookie).toMatchObject({ name: 'pumasi-session', httpOnly: true, sameSite: 'Strict' })
  await page.reload()
  await page.getByRole('link', { name: /^Signed in: 0x/ }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
  expect(await page.context().cookies()).toEqual([])
  expect(complaints).toEqual([])
})

test('a requester tries a unit, submits, steers, and sees what came of it', async () => {
  const { page, complaints } = await enter(requester)
  await page.getByRole('link', { name: 'Submit a job' }).click()
  await page.getByRole('textbox', { name: 'Name of the job' }).fill('from <b>a page</b>')
  const program = { name: 'echo.wasm', mimeType: 'application/wasm' }
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ ...program, buffer: Buffer.from(await compileEcho()) })
  await page.getByRole('textbox', { name: 'Matrix' }).fill('n: 11..16')
  expect(await page.getByRole('button', { name: 'Submit', exact: true }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Try the first unit' }).click()
  await page.getByRole('region', { name: 'What it printed, from the beginning' }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Submit', exact: true }).click()

  await page.getByRole('heading', { level: 1, name: 'from <b>a page</b>' }).waitFor()
  const jobId = new URL(page.url()).pathname.split('/')[2] ?? ''
  expect(await grid.client.job.fetch.query({ jobId: jobId as never })).toMatchObject({
    ...{ requester: accountOf(requester), units: 6 },
  })
  await grid.untilDone(jobId)
  await page.getByRole('status').getByText('Finished').waitFor()
  await page.getByRole('button', { name: 'Fetch all outputs' }).click()
  await page.getByRole('img', { name: /number 1: 11 to 16/ }).waitFor()

  // Another's job can be looked at, and that is all.
  await page.goto(`${grid.url}/jobs/${endless}`)
  await page.getByRole('heading', { name: 'Units', exact: true }).waitFor()
  expect(await page.getByRole('heading', { name: 'Steer it' }).count()).toBe(0)
  expect(complaints).toEqual([])
})

test('an operator steers any job', async () => {
  const { page, complaints } = await enter(operator)
  await page.goto(`${grid.url}/jobs/${endless}`)
  await page.getByText('only to be looked at').waitFor()
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('status').getByText('Running').waitFor()
  await page.getByRole('textbox', { name: 'Why pause it' }).fill('the data are wrong')
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('status').getByText('Paused').waitFor()
  await page.getByText('the data are wrong').waitFor()
  await page.getByRole('textbox', { name: 'Priority' }).fill('-9')
  await page.getByRole('button', { name: 'Set', exact: true }).click()
  await expect
    .poll(async () => (await grid.client.job.fetch.query({ jobId: endless as never })).priority)
    .toBe(-9)
  await page.getByRole('button', { name: 'Cancel the job' }).click()
  await page.getByRole('button', { name: 'Cancel for good' }).click()
  await page.getByRole('status').getByText('Cancelled').waitFor()
  expect(complaints).toEqual([])
})

test('an operator keeps an account out, lets it in again, and all of it is in the log', async () => {
  const { page, complaints } = await enter(operator)
  await page.getByRole('link', { name: 'Accounts' }).click()
  await page.getByRole('link', { name: 'gapcheon' }).click()
  await page.getByRole('heading', { level: 1, name: 'gapcheon' }).waitFor()
  await page.getByRole('textbox', { name: 'Reason' }).fill('<b>lies</b>')
  await page.getByRole('button', { name: 'Block', exact: true }).click()
  await page.getByRole('status').getByText('Blocked').waitFor()
  await page.getByText('<b>lies</b>').first().waitFor()
  await page.getByRole('textbox', { name: 'Reason' }).fill('mended')
  await page.getByRole('button', { name: 'Lift the block' }).click()
  await page.getByRole('status').getByText('Works').waitFor()

  await page.getByRole('link', { name: 'Operators’ log' }).click()
  await page.getByRole('row', { name: /^Lifted a block .* mended$/ }).waitFor()
  await page.waitForFunction("document.title === 'What operators did · Pumasi console'")
  await page.getByRole('row', { name: /^Blocked an account .* <b>lies<\/b>$/ }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  expect(complaints).toEqual([])
})

test('a unit tells its life, from the first lease to its transaction', async () => {
  const { page, complaints } = await open(`/jobs/${study}`)
  await page.getByRole('link', { name: '0', exact: true }).click()
  await page.getByText(/^It is on the chain, in batch \d+\./).waitFor()
  for (const event of [
    /^Lease to .gapcheon/,
    /^Receipt of .hanbat/,
    /^Believed: 2 accounts agree/,
  ]) {
    await page.getByText(event).waitFor()
  }
  await page.getByText(/^On the chain, block \d+/).waitFor()
  expect(complaints).toEqual([])
})

test('an auditor verifies a unit against a chain of their choice and runs it again', async () => {
  const { page, complaints, requests } = await open(`/jobs/${study}`)
  await page.getByRole('link', { name: 'Verify unit 1', exact: true }).click()
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText('This proof holds: 2 accounts signed this output').waitFor()
  for (const step of ['Header', 'Delegations', 'Signatures', 'Place in the batch and credit']) {
    await page.getByRole('button', { name: `agrees ${step}` }).click()
    await page.getByRole('table', { name: step }).locator('tbody tr').first().waitFor()
  }
  await page.getByRole('button', { name: 'Run it here' }).click()
  await page.getByText('The same came out').waitFor()
  expect(requests.filter((url) => url.startsWith(grid.rpcUrl)).length).toBeGreaterThan(5)
  expect(complaints).toEqual([])
  // The script that reads chains may speak to that node; the page itself may not.
  const said = await page.evaluate(`fetch('${grid.rpcUrl}').then(() => 'spoke', () => 'refused')`)
  expect(said).toBe('refused')
})

test('an auditor verifies a whole batch, and is told of data that are not its own', async () => {
  const { page, complaints } = await open('/ledger')
  const batches = page.getByRole('table', { name: 'Where each batch stands' })
  await batches.getByRole('link').first().click()
  const batch = new URL(page.url()).searchParams.get('batch') ?? ''
  await page.getByRole('button', { name: 'Verify the batch' }).click()
  await page.getByText(`Batch ${batch} holds`, { exact: true }).waitFor()
  for (const step of ['Place in the chain of headers', 'Units', 'Credit table']) {
    await page.getByRole('button', { name: `agrees ${step}` }).click()
    await page.getByRole('table', { name: step, exact: true }).locator('tbody tr').first().waitFor()
  }
  await page.getByRole('button', { name: 'agrees Signatures and votes' }).click()
  const votes = page.getByRole('region', { name: 'Signatures and votes' })
  await votes.getByText(/^(\d+) of \1 agree\.$/).waitFor()
  await page.getByRole('table', { name: 'Who earned what' }).locator('tbody tr').nth(1).waitFor()
  expect(await findBarriers(page)).toEqual([])

  await page.route('**/blobs/*', (route) => route.fulfill({ body: 'something else' }))
  await page.getByRole('button', { name: 'Verify the batch' }).click()
  await page.getByText(`Batch ${batch} does not hold`).waitFor()
  await page.getByText('BUNDLE_DAMAGED').waitFor()
  expect(complaints).toEqual([])
})

test('an edited proof, a silent node and another chain are told apart', async () => {
  const { page } = await open('/verify')
  const proof = await grid.client.job.proof.query({ jobId: study as never, unitIndex: 0 })
  const drop = (text: string) =>
    page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'p.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  const verify = page.getByRole('button', { name: 'Verify' })

  await drop(proof.slice(0, -9))
  await page.getByText('found a file that is no proof').waitFor()
  expect(await verify.count()).toBe(0)

  const edited = JSON.parse(proof) as { unit: { fuel: string } }
  edited.unit.fuel = String(BigInt(edited.unit.fuel) + 1n)
  await drop(JSON.stringify(edited))
  await verify.click()
  await page.getByText('This proof does not hold').waitFor()
  await page.getByText('What is wrong: unit.fuel').waitFor()

  await drop(proof)
  const nodes = await serveOtherNodes()
  try {
    await page.getByLabel('RPC endpoint').fill(`${nodes.url}/silent`)
    await verify.click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('Nothing has been compared yet').waitFor()
    await page.getByLabel('RPC endpoint').fill(`${nodes.url}/another`)
    await verify.click()
    await page.getByText('There was nothing to compare with').waitFor()
    await page.getByText(/^found no contract at 0x\w+, chain 1/).waitFor()
  } finally {
    await nodes.close()
  }
})

const pages = [
  ...['/account', '/start', '/jobs', '/jobs/STUDY', '/jobs/STUDY/units/0', '/accounts'],
  ...['/verify?job=STUDY&unit=0', '/gallery', '/ledger', '/mine', '/pair', '/contribute'],
] as const
test.each([
  ['light', 'en', 'Pumasi console'],
  ['dark', 'ko', '품앗이 콘솔'],
] as const)('axe finds nothing serious on a phone, %s, %s', async (colorScheme, locale, site) => {
  const names = new Set<string>()
  for (const path of pages) {
    const viewport = { width: 360, height: 740 }
    const { page } = await open(path.replace('STUDY', study), { colorScheme, locale, viewport })
    await page.locator('h1').waitFor()
    await page.waitForLoadState('networkidle')
    expect([path, await findBarriers(page)]).toEqual([path, []])
    expect([path, await scrolledWidth(page)]).toEqual([path, 360])
    await page.waitForFunction(`document.title ===
      document.querySelector('h1').textContent + ${JSON.stringify(` · ${site}`)}`)
    names.add(await page.title())
  }
  expect(names.size).toBe(pages.length)
})
