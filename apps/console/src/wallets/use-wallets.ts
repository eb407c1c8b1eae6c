import { useEffect, useState } from 'react'
import { discoverWallets } from './provider.ts'
import type { FoundWallet } from './provider.ts'

/** The browser wallets that answered so far. */
export function useWallets(): readonly FoundWallet[] {
  const [wallets, setWallets] = useState<readonly FoundWallet[]>([])
  useEffect(() => {
    setWallets([])
    return discoverWallets((wallet) => setWallets((known) => [...known, wallet]))
  }, [])
  return wallets
}
