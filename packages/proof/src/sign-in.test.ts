import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Account } from '@pumasi/domain'
import { checksumAddress, parseSignIn, signInText } from './sign-in.ts'
import type { SignIn } from './sign-in.ts'
import { wallet } from './testing/samples.ts'

const signIn: SignIn = {
  account: wallet,
  origin: 'https://grid.example.org',
  chainId: 31_337n,
  nonce: '0123456789abcdef',
  issuedAtMs: 1_767_225_600_000,
  expiresAtMs: 1_767_312_000_000,
}
const text = signInText(signIn)

test('the text is the one of EIP-4361', () => {
  expect(text).toMatchInlineSnapshot(`
    "grid.example.org wants you to sign in with your Ethereum account:
    0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A

    Sign in to Pumasi. This says who you are: it costs nothing and moves nothing.

    URI: https://grid.example.org
    Version: 1
    Chain ID: 31337
    Nonce: 0123456789abcdef
    Issued At: 2026-01-01T00:00:00.000Z
    Expiration Time: 2026-01-02T00:00:00.000Z"
  `)
})

test.each([
  // The examples of EIP-55.
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
])('%s has its capitals', (address) => {
  expect(checksumAddress(address.toLowerCase() as Account)).toBe(address)
})

test('property: what is written is read again', () => {
  const ms = fc.integer({ min: 0, max: 253_402_300_799_999 })
  const written = fc.record({
    account: fc
      .uint8Array({ minLength: 20, maxLength: 20 })
      .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}` as Account),
    origin: fc.constantFrom('http://127.0.0.1:4600', 'http://[::1]:80', 'https://example.org'),
    chainId: fc.bigInt({ min: 1n, max: 2n ** 255n }),
    nonce: fc.stringMatching(/^[A-Za-z0-9]{8,128}$/),
    issuedAtMs: ms,
    expiresAtMs: ms,
  })
  fc.assert(
    fc.property(written, (one) => {
      expect(parseSignIn(signInText(one))).toEqual({ ...one })
    }),
  )
})

describe('nothing else is read', () => {
  const lines = text.split('\n')
  const without = (at: number): string => lines.filter((_, position) => position !== at).join('\n')
  test.each(lines.map((line, at) => [line, at] as const))('without the line "%s"', (_, at) => {
    expect(parseSignIn(without(at))).toBeNull()
  })

  const replaced = (from: string | RegExp, to: string): string => text.replace(from, to)
  test.each([
    ['nothing', ''],
    ['a line more at the end', `${text}\n`],
    ['a resource', `${text}\nResources:\n- https://example.org`],
    ['a request id', `${text}\nRequest ID: 1`],
    ['a time before which it does not hold', `${text}\nNot Before: 2026-01-01T00:00:00.000Z`],
    ['another domain than its URI', replaced('grid.example.org wants', 'evil.example.org wants')],
    ['a URI with a path', replaced('URI: https://grid.example.org', '$&/path')],
    ['a scheme before the domain', `https://${text}`],
    ['an address in small letters', replaced(checksumAddress(wallet), wallet)],
    ['an address too short', replaced(/(0x[0-9a-fA-F]{39})./, '$1')],
    ['another statement', replaced('costs nothing', 'costs a little')],
    ['another version', replaced('Version: 1', 'Version: 2')],
    ['a chain that is no number', replaced('31337', '0x7a69')],
    ['a chain with a zero before it', replaced('31337', '031337')],
    ['a short nonce', replaced('0123456789abcdef', '0123456')],
    ['a nonce with signs', replaced('0123456789abcdef', '0123-456789')],
    ['a time without milliseconds', replaced('00:00:00.000Z', '00:00:00Z')],
    ['a time of another zone', replaced('00:00:00.000Z', '09:00:00.000+09:00')],
    ['a day that is not there', replaced('2026-01-02', '2026-02-30')],
    ['a time in words', replaced('2026-01-01T00:00:00.000Z', 'yesterday')],
    ['lines of Windows', text.replaceAll('\n', '\r\n')],
    ['two nonces', replaced('Nonce: ', 'Nonce: 0123456789abcdef\nNonce: ')],
    ['a space more', replaced('Nonce: ', 'Nonce:  ')],
    ['megabytes', 'a'.repeat(5_000_000)],
    ['half a character', `${text}\ud800`],
  ] as [string, string][])('with %s', (_what, other) => {
    expect(other).not.toBe(text)
    expect(parseSignIn(other)).toBeNull()
  })
})
