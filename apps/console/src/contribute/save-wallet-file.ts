import { saveFile } from '../save-file.ts'
import type { TabWallet } from './tab-wallet.ts'

/** Hands the visitor the key, in the form a worker in Node keeps it too (`wallet.key`). */
export const saveWalletFile = ({ account, key }: TabWallet): void =>
  saveFile(
    new Blob([`${key}\n`], { type: 'text/plain' }),
    `pumasi-${account.slice(2, 10)}-wallet.key`,
  )
