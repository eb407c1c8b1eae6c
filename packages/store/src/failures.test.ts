import { GridError } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { explainFailure } from './failures.ts'

const driver = (code: string, message = 'a driver says so'): Error =>
  Object.assign(new Error(message), { code })
const adapter = (kind: string, originalCode?: string): Error =>
  Object.assign(new Error('Prisma says so'), {
    code: 'P2010',
    meta: { driverAdapterError: { cause: { kind, originalCode } } },
  })

test.each([
  ['a deadlock', driver('40P01'), 'STORE_BUSY', true],
  ['a lock not got in time', driver('55P03'), 'STORE_BUSY', true],
  ['a statement over its time', driver('57014'), 'STORE_BUSY', true],
  ['too many connections', driver('53300'), 'STORE_BUSY', true],
  ['an answer that does not come', new Error('Query read timeout'), 'STORE_BUSY', true],
  ['no free connection', new Error('timeout exceeded when trying to connect'), 'STORE_BUSY', true],
  ['a full disk on the server', driver('53100'), 'STORE_FULL', true],
  ['a full disk here', driver('ENOSPC'), 'STORE_FULL', true],
  ['no server', driver('ECONNREFUSED'), 'STORE_UNREACHABLE', true],
  [
    'no server on any address',
    new AggregateError([driver('ECONNREFUSED')]),
    'STORE_UNREACHABLE',
    true,
  ],
  ['no such name', driver('ENOTFOUND'), 'STORE_UNREACHABLE', true],
  ['a server going down', driver('57P01'), 'STORE_UNREACHABLE', true],
  ['a server starting', driver('57P03'), 'STORE_UNREACHABLE', true],
  ['a lost connection', new Error('Connection terminated unexpectedly'), 'STORE_UNREACHABLE', true],
  [
    'a connection lost between two statements',
    new Error('Client has encountered a connection error and is not queryable'),
    'STORE_UNREACHABLE',
    true,
  ],
  [
    'a pool that was closed',
    new Error('Cannot use a pool after calling end on the pool'),
    'STORE_UNREACHABLE',
    true,
  ],
  ['a wrong password', driver('28P01'), 'STORE_UNREACHABLE', false],
  ['no such database', driver('3D000'), 'STORE_UNREACHABLE', false],
  ['Prisma without a server', adapter('DatabaseNotReachable'), 'STORE_UNREACHABLE', true],
  ['Prisma in a deadlock', adapter('postgres', '40P01'), 'STORE_BUSY', true],
])('%s', (_, error, code, retryable) => {
  expect(explainFailure(error, 'postgres://here/grid')).toMatchObject({
    code,
    retryable,
    hint: expect.any(String) as string,
    cause: error,
  })
})

test('our own errors and defects pass through', () => {
  const own = new GridError('UNKNOWN_UNIT', 'found no unit')
  const defect = driver('42601', 'syntax error')
  expect(explainFailure(own, 'here')).toBe(own)
  expect(explainFailure(defect, 'here')).toBe(defect)
})
