/**
 * The cookie a page's session lies in, and when it counts.
 *
 * No script can read it, and a browser sends it with requests of its own site only
 * (`SameSite=Strict`). A site is wider than an origin, though: every port of a machine is one site.
 * So what changes anything must name one of this grid's own origins as well, which browsers do
 * with every such request and no page can fake; a session from elsewhere counts for nothing.
 */
import type { IncomingHttpHeaders } from 'node:http'

const NAME = 'pumasi-session'
/** Browsers take a cookie of this name only over TLS, for this host and the whole of it. */
const NAME_SECURE = `__Host-${NAME}`
const rules = 'Path=/; HttpOnly; SameSite=Strict'
/** Longer headers are no browser's. */
const HEADER_CHARS_MAX = 16_384

/** @param origin where the page is, as the wallet signed it: it says whether TLS is in front */
export function sessionCookie(session: string, secondsLeft: number, origin: string): string {
  const secure = origin.startsWith('https:')
  const name = secure ? NAME_SECURE : NAME
  return `${name}=${session}; Max-Age=${secondsLeft}; ${rules}${secure ? '; Secure' : ''}`
}

/** Makes a browser forget the session under either name. */
export const emptyCookies: readonly string[] = [
  `${NAME}=; Max-Age=0; ${rules}`,
  `${NAME_SECURE}=; Max-Age=0; ${rules}; Secure`,
]

/** The session that a request shows, or null; the stricter name comes first. */
export function pageSessionOf({ cookie }: IncomingHttpHeaders): string | null {
  if (cookie === undefined || cookie.length > HEADER_CHARS_MAX) return null
  const pairs = cookie.split(';').map((pair) => pair.trim().split('='))
  const named = (wanted: string) => pairs.find(([name]) => name === wanted)?.[1]
  return named(NAME_SECURE) ?? named(NAME) ?? null
}

export interface PageRequest {
  readonly method: string
  readonly headers: IncomingHttpHeaders
}

/** True for a request that a page of this grid made, or a person's browser to open one. */
export function isOwnPage({ method, headers }: PageRequest, origins: readonly string[]): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  const reads = method === 'GET' || method === 'HEAD'
  if (origin !== undefined) return origins.includes(origin)
  return reads && (site === undefined || site === 'same-origin' || site === 'none')
}
