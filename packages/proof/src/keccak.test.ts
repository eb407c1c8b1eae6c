import { toHex } from '@pumasi/domain'
import { keccak_256 } from '@noble/hashes/sha3.js'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { accelerateKeccak, keccak256 } from './keccak.ts'

afterEach(() => vi.doUnmock('hash-wasm'))

test('property: accelerated or not, the digests are the same', async () => {
  const inputs = fc.sample(fc.uint8Array({ maxLength: 600 }), { numRuns: 300, seed: 5 })
  const before = inputs.map((bytes) => toHex(keccak256(bytes)))
  expect(await accelerateKeccak()).toBe(true)
  expect(inputs.map((bytes) => toHex(keccak256(bytes)))).toEqual(before)
  expect(inputs.map((bytes) => toHex(keccak_256(bytes)))).toEqual(before)
})

test('digests that were given stay as they were', async () => {
  await accelerateKeccak()
  const first = keccak256(new Uint8Array(64))
  const kept = toHex(first)
  keccak256(new Uint8Array(64).fill(1))
  expect(toHex(first)).toBe(kept)
})

test.each([
  ['is forbidden', () => Promise.reject(new Error('blocked by a policy'))],
  [
    'is wrong',
    () =>
      Promise.resolve({
        init() {
          return this
        },
        update() {
          return this
        },
        digest: () => new Uint8Array(32),
      }),
  ],
])('where WebAssembly %s, plain JavaScript goes on', async (_, createKeccak) => {
  vi.resetModules()
  vi.doMock('hash-wasm', () => ({ createKeccak }))
  const fresh = await import('./keccak.ts')
  expect(await fresh.accelerateKeccak()).toBe(false)
  expect(toHex(fresh.keccak256(new Uint8Array()))).toBe(toHex(keccak_256(new Uint8Array())))
})
