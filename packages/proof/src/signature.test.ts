import { createHash } from 'node:crypto'
import type { Hex } from '@pumasi/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accelerateSignatures, accountOfKey, recoverSigner, signDigest } from './signature.ts'
import type { RecoverSigner } from './signature.ts'
import { hexOf, session, sessionKey } from './testing/samples.ts'

const digest: Hex = `0x${createHash('sha256').update('digest').digest('hex')}`
const signature = signDigest(sessionKey, digest)
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const [r, s, v] = [signature.slice(2, 66), signature.slice(66, 130), signature.slice(130)]
const word = (value: bigint): string => value.toString(16).padStart(64, '0')

describe('recoverSigner', () => {
  it('names the signer', () => {
    expect(recoverSigner(digest, signature)).toBe(session)
  })

  it('names the signer of any digest under any key', () => {
    const key = hexOf(32).filter((value) => BigInt(value) > 0n && BigInt(value) < order)
    fc.assert(
      fc.property(
        key as fc.Arbitrary<Hex>,
        hexOf(32) as fc.Arbitrary<Hex>,
        (privateKey, message) => {
          const found = recoverSigner(message, signDigest(privateKey, message))
          expect(found).toBe(accountOfKey(privateKey))
        },
      ),
      { numRuns: 25 },
    )
  })

  it.each([
    [
      'the high s that says the same',
      `0x${r}${word(order - BigInt(`0x${s}`))}${v === '1b' ? '1c' : '1b'}`,
    ],
    ['recovery bits from 0', `0x${r}${s}00`],
    ['recovery bits beyond 28', `0x${r}${s}1d`],
    ['r of zero', `0x${word(0n)}${s}${v}`],
    ['s of zero', `0x${r}${word(0n)}${v}`],
    ['r of the order', `0x${word(order)}${s}${v}`],
    ['r of no point', `0x${word(5n)}${s}${v}`],
    ['nothing', ''],
    ['no bytes', '0x'],
    ['64 bytes', `0x${r}${s}`],
    ['66 bytes', `${signature}00`],
    ['capitals', signature.toUpperCase()],
    ['words', 'hello'],
  ])('finds nobody behind %s', (_, spoiled) => {
    expect(recoverSigner(digest, spoiled)).toBeNull()
  })

  it('finds nobody or somebody else behind another recovery bit', () => {
    const flipped = `0x${r}${s}${v === '1b' ? '1c' : '1b'}`
    expect(recoverSigner(digest, flipped)).not.toBe(session)
  })

  it('never throws and never names the signer for altered bytes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 64 }), fc.integer({ min: 1, max: 255 }), (position, mask) => {
        const bytes = Buffer.from(signature.slice(2), 'hex')
        bytes.writeUInt8(bytes.readUInt8(position) ^ mask, position)
        expect(recoverSigner(digest, `0x${bytes.toString('hex')}`)).not.toBe(session)
      }),
      { numRuns: 50 },
    )
  })
})

describe('accelerateSignatures', () => {
  const honest: RecoverSigner = recoverSigner
  const liars: [string, RecoverSigner][] = [
    ['knows nobody', () => null],
    ['names somebody else', () => session],
    ['takes what is no signature', (one, other) => honest(one, other) ?? session],
    [
      'takes either half of a signature',
      (one, other) => {
        const flipped = word(order - BigInt(`0x${other.slice(66, 130) || '0'}`))
        const half = other.slice(0, 66) + flipped + (other.endsWith('1b') ? '1c' : '1b')
        return honest(one, other) ?? honest(one, half)
      },
    ],
  ]
  it.each(liars)('does not take one that %s', (_, liar) => {
    expect(accelerateSignatures(liar)).toBe(false)
    expect(recoverSigner(digest, signature)).toBe(session)
  })
})
