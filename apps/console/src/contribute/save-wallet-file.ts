import type { TabWallet } from './tab-wallet.ts'

/** Hands the visitor the key, in the form a worker in Node keeps it too (`wallet.key`). */
export function saveWalletFile({ account, key }: TabWallet): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`${key}\n`], { type: 'text/plain' }))
  link.download = `pumasi-${account.slice(2, 10)}-wallet.key`
  link.click()
  URL.revokeObjectURL(link.href)
}
