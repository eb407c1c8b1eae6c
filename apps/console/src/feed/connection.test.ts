import { expect, test } from 'vitest'
import { deriveConnection } from './connection.ts'

test.each([
  ['connecting', null, false, 'connecting'],
  ['connecting', new Error('refused'), false, 'lost'],
  ['connecting', null, true, 'lost'],
  ['pending', null, true, 'live'],
  ['error', new Error('502'), true, 'lost'],
  ['idle', null, true, 'lost'],
] as const)('%s, error %s, heard %s: %s', (status, error, heard, connection) =>
  expect(deriveConnection({ status, error }, heard)).toBe(connection),
)
