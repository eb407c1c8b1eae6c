/** The ciphers of the cryptanalytic programs against published answers and OpenSSL. */
import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../build/compile.ts'

interface Ciphers {
  /** Makes the tables. */
  _start(): void
  rc5(key: bigint, block: bigint): bigint
  rc5Long(high: bigint, low: bigint, block: bigint): bigint
  des(key: bigint, block: bigint): bigint
}
let ciphers: Ciphers

beforeAll(async () => {
  const bytes = await compile(['assembly/cipher/rc5.ts', 'assembly/cipher/des.ts'], 'library')
  const imports = { env: { abort: () => expect.unreachable() } }
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>, imports)
  ciphers = instance.exports as unknown as Ciphers
  ciphers._start()
})

const hex = (value: bigint): string => BigInt.asUintN(64, value).toString(16).padStart(16, '0')
const number = (text: string): bigint => BigInt(`0x${text}`)

/** The 56 bits of a key that are not parity: the highest seven of each byte. */
const withoutParity = (key: bigint): bigint =>
  Array.from({ length: 8 }, (_, byte) => (key >> BigInt(57 - 8 * byte)) & 127n).reduce(
    (bits, seven) => (bits << 7n) | seven,
  )

// Rivest prints words; here are the bytes of these words, lowest first. Each plaintext is the
// ciphertext before it.
test.each([
  ['00000000000000000000000000000000', '0000000000000000', '21a5dbee154b8f6d'],
  ['915f4619be41b2516355a50110a9ce91', '21a5dbee154b8f6d', 'f7c013ac5b2b8952'],
  ['783348e75aeb0f2fd7b169bb8dc16787', 'f7c013ac5b2b8952', '2f42b3b70369fc92'],
  ['dc49db1375a5584f6485b413b5f12baf', '2f42b3b70369fc92', '65c178b284d197cc'],
])('RC5-32/12/16 of Rivest: key %s', (key, plain, crypt) => {
  const [high, low] = [number(key.slice(0, 16)), number(key.slice(16))]
  expect(hex(ciphers.rc5Long(high, low, number(plain)))).toBe(crypt)
})

test('RC5-32/12/8 of the RSA contest, solved by distributed.net in 2002', () => {
  const plain = number(Buffer.from('The unkn').toString('hex')) ^ number('79ced5d55075eafc')
  expect(hex(ciphers.rc5(number('63de7dc154f4d039'), plain))).toBe('bf550155dc26f24b')
})

test.each([
  ['133457799bbcdff1', '0123456789abcdef', '85e813540f0ab405'],
  ['0101010101010101', '8000000000000000', '95f8a5e5dd31d900'],
  ['0e329232ea6d0d73', '8787878787878787', '0000000000000000'],
])('DES: key %s', (key, plain, crypt) => {
  expect(hex(ciphers.des(withoutParity(number(key)), number(plain)))).toBe(crypt)
})

test('DES agrees with OpenSSL on any key and block', () => {
  const word = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
  fc.assert(
    fc.property(word, word, (key, block) => {
      // Triple DES under one key three times is DES.
      const bytes = Buffer.from(hex(key).repeat(3), 'hex')
      const cipher = createCipheriv('des-ede3-ecb', bytes, null).setAutoPadding(false)
      const expected = cipher.update(Buffer.from(hex(block), 'hex')).toString('hex')
      expect(hex(ciphers.des(withoutParity(key), block))).toBe(expected)
    }),
    { numRuns: 200 },
  )
})
