/** Asks at the terminal whether a wallet is the owner's: only they can know. */
import { createInterface } from 'node:readline/promises'
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'

/** @throws `PAIRING_UNCONFIRMED` where nobody can be asked */
export async function confirmWallet(wallet: Account): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new GridError('PAIRING_UNCONFIRMED', `found nobody to ask whether ${wallet} is yours`, {
      hint: 'Name the wallet: --pair --wallet 0x...',
    })
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = await lines.question(`The wallet ${wallet} has signed. Is it yours? [y/N] `)
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}
