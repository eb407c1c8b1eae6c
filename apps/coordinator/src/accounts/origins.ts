/** Origins: where people reach a coordinator, as sign-in messages must name it. */
import type { AddressInfo } from 'node:net'
import type { Config } from '../config/settings.ts'

/**
 * The addresses that were set, and the machine's own names for itself. Never what a request says in
 * its `Host`: a page that relays messages signed for itself would say its own name there.
 */
export function originsOf(
  config: Pick<Config, 'public-urls' | 'host' | 'tls-cert'>,
  address: AddressInfo | string | null,
): readonly string[] {
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const scheme = config['tls-cert'] === undefined ? 'http' : 'https'
  const { host } = config
  const hosts = ['127.0.0.1', 'localhost', '[::1]', host.includes(':') ? `[${host}]` : host]
  const own = hosts.map((each) => new URL(`${scheme}://${each}:${port}`).origin)
  return [...new Set([...(config['public-urls'] ?? []), ...own])]
}
