/** The engines beside the one that runs this: what each gives for cases, and what it needs. */
import { openChromium, openFirefox } from './browsers.ts'
import { findInJavaScriptCore } from './javascriptcore.ts'
import { findThroughPage } from './page-server.ts'
import type { Case, Finding } from './wire.ts'

export interface OtherEngine {
  readonly name: string
  /** What must be installed, as a person would install it. */
  readonly needs: string
  /** @throws when it is not here */
  readonly find: (cases: readonly Case[]) => Promise<Finding[]>
}

export const otherEngines: readonly OtherEngine[] = [
  { name: 'JavaScriptCore', needs: 'npm install', find: findInJavaScriptCore },
  {
    name: 'Chromium',
    needs: 'npm install',
    find: (cases) => findThroughPage(cases, openChromium),
  },
  {
    name: 'Firefox',
    needs: 'firefox-esr, or FIREFOX',
    find: (cases) => findThroughPage(cases, openFirefox),
  },
]
