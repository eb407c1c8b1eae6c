import { digestOf, utf8 } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { createShelf } from './shelf.ts'

/** Ten bytes, a different one for each name. */
const blobOf = (name: string) => utf8(name.padEnd(10, '.'))
const wanted = (digest: Digest) =>
  ({ digest, sizeMax: 100, place: {}, damage: 'PROGRAM_DAMAGED' }) as const

function shelfOver(names: readonly string[], bytesMax: number) {
  const blobs = new Map(names.map((name) => [digestOf(blobOf(name)), blobOf(name)]))
  const asked: Digest[] = []
  const fetchBytes = async (digest: Digest) => {
    asked.push(digest)
    return blobs.get(digest) ?? null
  }
  const shelf = createShelf({ place: 'here', fetchBytes }, bytesMax)
  const fetch = async (name: string) => (await shelf.fetch(wanted(digestOf(blobOf(name))))).bytes
  return { fetch, asked, blobs }
}

test('what is used again is fetched once; what was used longest ago makes room', async () => {
  const { fetch, asked } = shelfOver(['a', 'b', 'c'], 25)
  for (const name of ['a', 'b', 'a', 'c', 'a']) expect(await fetch(name)).toEqual(blobOf(name))
  expect(asked).toEqual(['a', 'b', 'c'].map((name) => digestOf(blobOf(name))))
  await fetch('b')
  expect(asked).toHaveLength(4)
})

test('a blob that would fill it alone is not kept', async () => {
  const { fetch, asked } = shelfOver(['a'], 15)
  await fetch('a')
  expect(await fetch('a')).toEqual(blobOf('a'))
  expect(asked).toHaveLength(2)
})

test('other bytes and nothing at all are never kept: the next unit asks again', async () => {
  const { fetch, asked, blobs } = shelfOver([], 100)
  expect(await fetch('a')).toBeNull()
  blobs.set(digestOf(blobOf('a')), blobOf('z'))
  expect(await fetch('a')).toBeNull()
  blobs.set(digestOf(blobOf('a')), blobOf('a'))
  expect(await fetch('a')).toEqual(blobOf('a'))
  expect(asked).toHaveLength(3)
})
