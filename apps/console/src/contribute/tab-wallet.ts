/**
 * TabWallet: a wallet made in this browser, so that nobody needs an account to begin.
 *
 * Its key lies in the browser's local storage, which workers cannot read: a program that broke out
 * of its sandbox would still not find it. Whoever can run script on this origin can
 * (docs/adr/0024), so it is for credit and nothing else. It is made at the visitor's first start.
 */
import { isHex, toHex } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import { forget, recall, remember } from '../memory.ts'

const MEMORY_KEY = 'pumasi-wallet'

export interface TabWallet {
  readonly account: Account
  readonly key: Hex
}

/** A private key that nobody can guess. */
export const randomKey = (): Hex => toHex(crypto.getRandomValues(new Uint8Array(32)))

/** The wallet this browser keeps, or null; a damaged one is none. */
export function recallWallet(): TabWallet | null {
  const key = recall(MEMORY_KEY)
  return isHex(key, 32) ? { key, account: accountOfKey(key) } : null
}

/** The kept wallet, else a new one; of two tabs that begin at once, both use the one kept. */
export function keepWallet(): TabWallet {
  const kept = recallWallet()
  if (kept !== null) return kept
  const key = randomKey()
  remember(MEMORY_KEY, key)
  return recallWallet() ?? { key, account: accountOfKey(key) }
}

export const forgetWallet = (): void => forget(MEMORY_KEY)
