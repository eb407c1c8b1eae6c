import { expect, test } from 'vitest'
import { readConfig, usage } from './config.ts'

const needed = [
  ...['--rpc', 'http://127.0.0.1:8545', '--committer-key', 'committer.key'],
  ...['--ledger', `0x${'aB'.repeat(20)}`],
]

test('fills in what is not given, in units of its own', () => {
  expect(readConfig(needed, {})).toEqual({
    data: '.pumasi',
    host: '127.0.0.1',
    port: 4600,
    rpc: 'http://127.0.0.1:8545',
    ledger: `0x${'ab'.repeat(20)}`,
    'committer-key': 'committer.key',
    'lease-seconds': 60_000,
    'batch-units': 1_000,
    'batch-seconds': 30_000,
    databaseUrl: undefined,
  })
})

test('takes every flag and the database from the environment', () => {
  const given = { data: 'd', host: '::1', port: '0', 'batch-units': '9' }
  const seconds = { 'lease-seconds': '1', 'batch-seconds': '86400' }
  const flags = Object.entries({ ...given, ...seconds }).flatMap(([k, v]) => [`--${k}`, v])
  const env = { DATABASE_URL: 'postgres://grid@127.0.0.1/grid' }
  expect(readConfig([...needed, ...flags], env)).toMatchObject({
    ...{ data: 'd', host: '::1', port: 0, 'batch-units': 9 },
    ...{ 'lease-seconds': 1_000, 'batch-seconds': 86_400_000 },
    databaseUrl: env.DATABASE_URL,
  })
})

test.each([['--help'], ['-h']])('answers null for %s whatever else is wrong', (flag) => {
  expect(readConfig([flag, '--port', 'x'], {})).toBeNull()
})

test('the help names every flag', () => {
  const flags = Object.keys(readConfig(needed, {}) ?? {}).filter((name) => name !== 'databaseUrl')
  for (const flag of flags) expect(usage).toContain(`--${flag} `)
})

test.each([
  [['--port', 'x'], '--port: expected a whole number'],
  [['--port', '-1'], "'--port' argument is ambiguous"],
  [['--port=-1'], '--port: expected a whole number'],
  [['--port', '65536'], '--port: Too big'],
  [['--port', ''], '--port: expected a whole number'],
  [['--rpc', 'ws://127.0.0.1'], '--rpc: expected an http(s) URL'],
  [['--rpc', 'here'], '--rpc: expected an http(s) URL'],
  [['--ledger', '0x12'], '--ledger: expected 0x and 40 lower-case hexadecimal digits'],
  [['--committer-key', ''], '--committer-key: '],
  [['--data', ''], '--data: '],
  [['--host', ''], '--host: '],
  [['--lease-seconds', '0'], '--lease-seconds: Too small'],
  [['--lease-seconds', '86401'], '--lease-seconds: Too big'],
  [['--lease-seconds', '1.5'], '--lease-seconds: expected a whole number'],
  [['--batch-units', '0'], '--batch-units: Too small'],
  [['--batch-units', '100001'], '--batch-units: Too big'],
  [['--batch-seconds', '9999999999'], '--batch-seconds: expected a whole number'],
  [['--unknown', '1'], "Unknown option '--unknown'"],
  [['more'], "Unexpected argument 'more'"],
  [['--port'], "'--port <value>' argument missing"],
])('refuses %j', (args, found) => {
  const read = () => readConfig([...needed, ...args], {})
  expect(read).toThrow(expect.objectContaining({ code: 'USAGE', hint: expect.any(String) }))
  expect(read).toThrow(found)
})

test.each([
  ['--rpc', '--rpc: expected an http(s) URL'],
  ['--ledger', '--ledger: '],
  ['--committer-key', '--committer-key: expected a file'],
])('misses %s', (flag, found) => {
  const at = needed.indexOf(flag)
  expect(() => readConfig(needed.toSpliced(at, 2), {})).toThrow(found)
})
