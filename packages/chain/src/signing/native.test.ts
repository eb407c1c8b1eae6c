import { toHex } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { accelerateSignatures, recoverSigner, signDigest } from '@pumasi/proof'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recoverNatively } from './native.ts'

const native = (digest: Hex, signature: string) => {
  if (recoverNatively === null) throw new Error('a build of libsecp256k1 expected')
  return recoverNatively(digest, signature)
}

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const word = (value: bigint): string => value.toString(16).padStart(64, '0')
const split = (signature: string) => ({
  r: BigInt(signature.slice(0, 66)),
  s: BigInt(`0x${signature.slice(66, 130)}`),
  v: Number(`0x${signature.slice(130)}`),
})
const join = (r: bigint, s: bigint, v: number): Hex =>
  `0x${word(r)}${word(s)}${v.toString(16).padStart(2, '0')}`

const bytesArb = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex)
const keyArb = fc.bigInt({ min: 1n, max: ORDER - 1n }).map((key): Hex => `0x${word(key)}`)

test('property: a signature is by whom proof says it is', () => {
  fc.assert(
    fc.property(keyArb, bytesArb, (key, digest) => {
      const signature = signDigest(key, digest)
      expect(native(digest, signature)).toBe(recoverSigner(digest, signature))
      expect(native(digest, signature)).not.toBeNull()
    }),
    { numRuns: 50 },
  )
})

test('property: bytes that are nobody’s signature, or almost one, are judged alike', () => {
  const part = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
    fc.constantFrom(0n, 1n, ORDER / 2n, ORDER / 2n + 1n, ORDER - 1n, ORDER, ORDER + 1n),
  )
  const vArb = fc.oneof(fc.constantFrom(27, 28), fc.integer({ min: 0, max: 255 }))
  fc.assert(
    fc.property(bytesArb, part, part, vArb, (digest, r, s, v) => {
      const signature = join(r, s, v)
      expect(native(digest, signature)).toBe(recoverSigner(digest, signature))
    }),
    { numRuns: 300 },
  )
})

test('a signature turned to its other half, or of another length, is none', () => {
  const digest: Hex = `0x${'ab'.repeat(32)}`
  const signature = signDigest(`0x${'17'.repeat(32)}`, digest)
  const { r, s, v } = split(signature)
  for (const other of [
    join(r, ORDER - s, v === 27 ? 28 : 27),
    signature.slice(0, -2),
    `${signature}00`,
    signature.toUpperCase(),
    '',
  ]) {
    expect(native(digest, other)).toBeNull()
    expect(recoverSigner(digest, other)).toBeNull()
  }
  expect(native(digest, join(r, s, v === 27 ? 28 : 27))).toBe(
    recoverSigner(digest, join(r, s, v === 27 ? 28 : 27)),
  )
})

// The last one here: from then on this thread asks it.
test('proof takes it for its own', () => {
  const asked: string[] = []
  const watched = (digest: Hex, signature: string) => {
    asked.push(signature)
    return native(digest, signature)
  }
  const digest: Hex = `0x${'cd'.repeat(32)}`
  const signature = signDigest(`0x${'17'.repeat(32)}`, digest)
  const expected = recoverSigner(digest, signature)
  expect(accelerateSignatures(watched)).toBe(true)
  expect(recoverSigner(digest, signature)).toBe(expected)
  expect(asked.at(-1)).toBe(signature)
})
