/** Real browsers that run the page: Chromium from npm, Firefox where it is installed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { chromium as driver } from 'playwright-core'

/** Opens a URL in a headless Chromium; resolves to what closes it. */
export async function openChromium(url: string): Promise<() => Promise<void>> {
  const browser = await driver.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args, '--no-sandbox', '--disable-background-networking'],
  })
  await (await browser.newPage()).goto(url)
  return () => browser.close()
}

/** Opens a URL in a headless Firefox (`firefox-esr` or `FIREFOX`) with a profile of its own. */
export async function openFirefox(url: string): Promise<() => Promise<void>> {
  const profile = await mkdtemp(join(tmpdir(), 'pumasi-firefox-'))
  const options = ['--headless', '--no-remote', '--profile', profile, url]
  const child = spawn(process.env['FIREFOX'] ?? 'firefox-esr', options, { stdio: 'ignore' })
  await once(child, 'spawn')
  return async () => {
    const ended = once(child, 'exit')
    child.kill()
    await ended
    await rm(profile, { recursive: true, force: true })
  }
}
