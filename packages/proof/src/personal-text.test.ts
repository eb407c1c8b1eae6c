import type { Hex } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { personalDigest, recoverPersonalSigner, signPersonalText } from './personal-text.ts'
import { recoverSigner } from './signature.ts'
import { domain, receipt, wallet, walletKey } from './testing/samples.ts'
import { receiptDigest } from './receipt.ts'

test('the digest of "hello" is the one every wallet makes', () => {
  // ethers 6.17: hashMessage('hello')
  expect(personalDigest('hello')).toBe(
    '0x50b2c43fd39106bafbba0da34fc430e1f91e3c96ea2acee2bc34119f92b37750',
  )
})

test('a signature names who signed exactly this text', () => {
  const signature = signPersonalText('품앗이', walletKey)
  expect(recoverPersonalSigner('품앗이', signature)).toBe(wallet)
  expect(recoverPersonalSigner('품앗이 ', signature)).not.toBe(wallet)
  expect(recoverPersonalSigner('품앗이', '0x')).toBeNull()
})

test('whatever text is signed, it signs no receipt', () => {
  const digest = receiptDigest(receipt, domain)
  // A lying coordinator may ask for the very bytes of a receipt's digest as text.
  for (const text of [digest, Buffer.from(digest.slice(2), 'hex').toString('latin1')]) {
    const signature = signPersonalText(text, walletKey) as Hex
    expect(recoverSigner(digest, signature)).not.toBe(wallet)
  }
})
