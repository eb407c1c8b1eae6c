import { expect, test } from 'vitest'
import {
  PROTOCOL_VERSION,
  PROTOCOL_VERSION_LEAST,
  assertVersionSpoken,
  chooseVersion,
} from './version.ts'

const unknown = expect.objectContaining({
  code: 'PROTOCOL_VERSION_UNKNOWN',
  retryable: false,
  details: { protocolVersion: PROTOCOL_VERSION, protocolVersionLeast: PROTOCOL_VERSION_LEAST },
}) as Error

test.each([1, 2])('version %i is spoken', (version) => {
  expect(() => assertVersionSpoken(version)).not.toThrow()
})

test.each([0, PROTOCOL_VERSION + 1, 2 ** 40])('version %i is refused by code', (version) => {
  expect(() => assertVersionSpoken(version)).toThrow(unknown)
  expect(() => assertVersionSpoken(version)).toThrow(`found protocol version ${version}, expected`)
})

test.each([
  ['itself', 1, 2, 2],
  ['an older one', 1, 1, 1],
  ['a newer one that still speaks ours', 1, 9, 2],
  ['a newer one that speaks our newest', 2, 9, 2],
])('with %s, versions %i to %i, it speaks %i', (_, protocolVersionLeast, protocolVersion, best) => {
  expect(chooseVersion({ protocolVersion, protocolVersionLeast })).toBe(best)
})

test.each([
  [3, 9],
  [0, 0],
])('versions %i to %i have none in common with ours', (least, newest) => {
  const theirs = { protocolVersion: newest, protocolVersionLeast: least }
  expect(() => chooseVersion(theirs)).toThrow(unknown)
})
