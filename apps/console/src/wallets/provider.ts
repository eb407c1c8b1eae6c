/**
 * Provider: what a browser wallet offers a page (EIP-1193), and how pages find wallets (EIP-6963).
 * A wallet is an extension of the visitor's choice: what it says is checked like anybody's words.
 */
import { labelSchema } from '@pumasi/domain'

export interface Provider {
  request(call: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>
}

export interface FoundWallet {
  /** New for each page load. */
  readonly uuid: string
  readonly name: string
  /** An image as a data URI, or null when it is none. */
  readonly icon: string | null
  readonly provider: Provider
}

/** Wallets shown at the most. */
const WALLETS_MAX = 20
const ICON_LENGTH_MAX = 200_000

/** A wallet as it announced itself, or null when it did so in another form. */
export function readAnnouncement(detail: unknown): FoundWallet | null {
  const { info, provider } = (detail ?? {}) as { info?: unknown; provider?: unknown }
  const { uuid, name, icon } = (info ?? {}) as Record<string, unknown>
  const label = labelSchema.safeParse(name)
  if (typeof uuid !== 'string' || !label.success) return null
  if (typeof (provider as Partial<Provider> | null)?.request !== 'function') return null
  const isImage =
    typeof icon === 'string' && /^data:image\//.test(icon) && icon.length <= ICON_LENGTH_MAX
  return { uuid, name: label.data, icon: isImage ? icon : null, provider: provider as Provider }
}

/** Calls back with every wallet that announces itself; returns what ends the search. */
export function discoverWallets(onFound: (wallet: FoundWallet) => void): () => void {
  const seen = new Set<string>()
  const hear = (event: Event): void => {
    const wallet = readAnnouncement((event as CustomEvent<unknown>).detail)
    if (wallet === null || seen.has(wallet.uuid) || seen.size >= WALLETS_MAX) return
    seen.add(wallet.uuid)
    onFound(wallet)
  }
  addEventListener('eip6963:announceProvider', hear)
  dispatchEvent(new Event('eip6963:requestProvider'))
  return () => removeEventListener('eip6963:announceProvider', hear)
}
