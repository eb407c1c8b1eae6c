/** Every page of the console but the overview, by the name of its picture. */
import type { Page } from 'playwright-core'

/** What the pages are about. */
export interface Scene {
  readonly jobId: string
  /** An honest contributor, and one whose receipts are refused. */
  readonly contributor: string
  readonly liar: string
}

interface PictureOf {
  readonly name: string
  readonly path: string
  /** What is done there first, whatever the language: elements by their kind and place. */
  readonly before?: (page: Page) => Promise<void>
}

export const pagesOf = ({ jobId, contributor, liar }: Scene): readonly PictureOf[] => [
  { name: 'jobs', path: '/jobs' },
  { name: 'job', path: `/jobs/${jobId}` },
  { name: 'unit', path: `/jobs/${jobId}/units/0` },
  { name: 'submit', path: '/submit?program=boarding-school' },
  { name: 'accounts', path: '/accounts' },
  { name: 'one-account', path: `/accounts/${liar}` },
  { name: 'ledger', path: '/ledger' },
  { name: 'log', path: '/log' },
  { name: 'account', path: '/account' },
  { name: 'gallery', path: '/gallery' },
  { name: 'start', path: '/start' },
  { name: 'contribute', path: '/contribute' },
  { name: 'pair', path: '/pair' },
  { name: 'mine', path: '/mine', before: (page) => fillFirst(page, contributor) },
  { name: 'verify', path: `/verify?job=${jobId}&unit=0` },
]

const fillFirst = (page: Page, text: string): Promise<void> =>
  page.locator('main input').first().fill(text)
