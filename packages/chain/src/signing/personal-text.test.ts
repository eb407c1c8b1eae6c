import { Wallet } from 'ethers'
import { expect, test } from 'vitest'
import { recoverPersonalSigner, signPersonalText } from '@pumasi/proof'
import { committerKey } from '../testing/chain.ts'

test('texts are signed as wallets of the field sign them', async () => {
  const wallet = new Wallet(committerKey)
  for (const text of ['hello', '품앗이\n', '0x00']) {
    const theirs = await wallet.signMessage(text)
    expect(signPersonalText(text, committerKey)).toBe(theirs)
    expect(recoverPersonalSigner(text, theirs)).toBe(wallet.address.toLowerCase())
  }
})
