import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { describeConfig, describeFlags } from './describe-config.ts'
import { readConfig } from './read-config.ts'
import { aboutSetting, envOf, settingNames } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'pumasi-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const needed = [
  ...['--rpc', 'http://127.0.0.1:8545', '--committer-key', 'committer.key'],
  ...['--ledger', `0x${'aB'.repeat(20)}`],
]
const read = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
  readConfig(settingNames, [...needed, ...args], env)
let files = 0
function fileOf(text: string): string {
  const path = join(folder, `${(files += 1)}.yaml`)
  writeFileSync(path, text)
  return path
}
const fromFile = (text: string) => read(['--config', fileOf(text)])

test('fills in what is not given, in units of its own', () => {
  expect(read()?.config).toEqual({
    ...{ data: '.pumasi', host: '127.0.0.1', port: 4600, rpc: 'http://127.0.0.1:8545' },
    ...{ ledger: `0x${'ab'.repeat(20)}`, 'committer-key': 'committer.key' },
    ...{ confirmations: 1, 'lease-seconds': 60_000, 'batch-units': 1_000, 'batch-seconds': 30_000 },
    ...{ 'close-after-hours': 172_800_000, 'seed-confirmations': 3 },
    ...{
      's3-region': 'us-east-1',
      'disk-reserve-mib': 256,
      'keep-unused-days': 7,
      'log-level': 'info',
    },
    ...{ 'keep-refused-days': 30, 'keep-idle-days': 90, 'keep-cancelled-days': 90 },
    ...{ 'stop-seconds': 10_000, 'calls-max': 64, 'queue-max': 512, 'queue-seconds': 5_000 },
    ...{ 'transfers-max': 128, 'watchers-max': 500, 'registrations-per-minute': 6_000 },
    ...{ operators: [], submitters: [], 'jobs-open-max': 100, 'units-open-max': 10_000_000 },
    'units-per-job-max': 1_000_000,
    ...{ 'submissions-per-day': 1_000, 'failures-min': 20, 'failures-percent': 10 },
    'submissions-per-minute': 600,
    ...{ 'uploads-per-minute': 12_000, 'message-seconds': 30_000, 'silence-seconds': 60_000 },
  })
})

test('the command line counts before the environment, and that before the file', () => {
  const file = fileOf('port: 1\nbatch-units: 1\nlease-seconds: 1\n')
  const own = { PUMASI_CONFIG: file, PUMASI_PORT: '2', PUMASI_BATCH_UNITS: '2' }
  // A worker's preferences on the same machine are none of a coordinator's.
  const env = { ...own, PUMASI_WORKER_SLOTS: '3' }
  const { config, given } = read(['--port', '3'], env) ?? {}
  expect(config).toMatchObject({ port: 3, 'batch-units': 2, 'lease-seconds': 1_000 })
  expect(given?.get('port')?.origin).toBe('--port')
  expect(given?.get('batch-units')?.origin).toBe('PUMASI_BATCH_UNITS')
  expect(given?.get('lease-seconds')?.origin).toBe(`${file}: lease-seconds`)
})

test('takes the names of the field from the environment, its own before them', () => {
  const env = { DATABASE_URL: 'postgres://a@b/c', LOG_LEVEL: 'warn', PUMASI_LOG_LEVEL: 'error' }
  expect(read([], env)?.config).toMatchObject({
    ...{ 'database-url': env.DATABASE_URL, 'log-level': 'error' },
  })
  expect(read([], { DATABASE_URL: '', PUMASI_PORT: '' })?.config).toMatchObject({ port: 4600 })
})

test('reads lists and listeners', () => {
  const text = 'trusted-proxies: [10.0.0.0/8, "::1"]\nmetrics-listen: "[::1]:9464"\n'
  expect(fromFile(text)?.config).toMatchObject({
    'trusted-proxies': ['10.0.0.0/8', '::1'],
    'metrics-listen': { host: '::1', port: 9464 },
  })
  const people = `operators: ["0x${'AB'.repeat(20)}"]\npublic-urls: https://grid.example.org/\n`
  expect(fromFile(people)?.config).toMatchObject({
    operators: [`0x${'ab'.repeat(20)}`],
    'public-urls': ['https://grid.example.org'],
  })
  expect(fromFile('{"port": 8080}')?.config.port).toBe(8080)
  expect(fromFile('')?.config.port).toBe(4600)
})

test.each([['--help'], ['-h']])('answers null for %s whatever else is wrong', (flag) => {
  expect(readConfig(settingNames, [flag, '--port', 'x'], {})).toBeNull()
})

test('the help names every flag, and no secret is one', () => {
  const help = describeFlags(settingNames)
  for (const name of settingNames) {
    expect(help.includes(`--${name} `)).toBe(aboutSetting(name).secret !== true)
  }
})

test('every default is one that its own schema takes', () => {
  const defaults = settingNames.flatMap((name) => {
    const { otherwise } = aboutSetting(name)
    return otherwise === undefined ? [] : [[envOf(name), otherwise]]
  })
  expect(read([], Object.fromEntries(defaults) as NodeJS.ProcessEnv)?.config).toEqual(
    read()?.config,
  )
})

test('what is printed can be given, and holds no secret', () => {
  const env = {
    DATABASE_URL: 'postgres://grid:swordfish@127.0.0.1/grid',
    PUMASI_RPC: 'https://me:hunter2@rpc.example.org',
  }
  const found = readConfig(settingNames, needed.slice(2), env)
  const printed = found === null ? '' : describeConfig(settingNames, found)
  expect(printed).not.toMatch(/swordfish|hunter2/)
  expect(printed).toContain('database-url: (set, not shown)  # DATABASE_URL')
  expect(printed).toContain('port: 4600  # default')
  const again = readConfig(settingNames, ['--config', fileOf(printed)], {
    DATABASE_URL: env.DATABASE_URL,
    PUMASI_RPC: env.PUMASI_RPC,
  })
  expect(again?.config).toEqual(found?.config)
})

test.each([
  [['--submitters', 'everyone'], '--submitters: '],
  [['--operators', '0x12'], '--operators: expected accounts like'],
  [['--public-urls', 'https://a.org/b'], '--public-urls: expected addresses like'],
  [['--public-urls', 'ftp://a.org'], '--public-urls: expected addresses like'],
  [['--port', 'x'], '--port: expected a whole number'],
  [['--port', '-1'], "'--port' argument is ambiguous"],
  [['--port=-1'], '--port: expected a whole number'],
  [['--port', '65536'], '--port: Too big'],
  [['--port', ''], '--port: expected a whole number'],
  [['--rpc', 'ws://127.0.0.1'], '--rpc: expected an http(s) URL'],
  [['--rpc', 'here'], '--rpc: expected an http(s) URL'],
  [['--ledger', '0x12'], '--ledger: expected 0x and 40 lower-case hexadecimal digits'],
  [['--committer-key', ''], '--committer-key: expected some text'],
  [['--committer-keystore', 'k'], 'found committer-keystore and committer-key'],
  [['--committer-password', 'p'], 'committer-password: expected with committer-keystore'],
  [['--committer-account', `0x${'1'.repeat(40)}`], 'expected with committer-signer'],
  [['--confirmations', '0'], '--confirmations: Too small'],
  [['--data', ''], '--data: expected some text'],
  [['--lease-seconds', '0'], '--lease-seconds: Too small'],
  [['--lease-seconds', '86401'], '--lease-seconds: Too big'],
  [['--lease-seconds', '1.5'], '--lease-seconds: expected a whole number'],
  [['--batch-units', '100001'], '--batch-units: Too big'],
  [['--metrics-listen', '9464'], '--metrics-listen: expected ADDRESS:PORT'],
  [['--metrics-listen', 'a:99999'], '--metrics-listen: expected ADDRESS:PORT'],
  [['--trusted-proxies', '10.0.0.0/33'], 'found 10.0.0.0/33'],
  [['--trusted-proxies', 'proxy.example.org'], 'found proxy.example.org'],
  [['--tls-cert', 'a.pem'], 'tls-key: expected with tls-cert, tls-key'],
  [['--s3-bucket', 'b'], 's3-endpoint: expected with'],
  [['--unknown', '1'], "Unknown option '--unknown'"],
  [['--prot', '1'], 'did you mean --port?'],
  [['--database-url', 'x'], "Unknown option '--database-url'"],
  [['more'], "Unexpected argument 'more'"],
  [['--port'], "'--port <value>' argument missing"],
])('refuses %j', (args, found) => {
  const refused = () => read(args)
  expect(refused).toThrow(expect.objectContaining({ code: 'USAGE', hint: expect.any(String) }))
  expect(refused).toThrow(found)
})

test.each([
  ['lease-second: 5', 'lease-second is no setting: did you mean lease-seconds?'],
  ['nothing-like-it: 5', 'nothing-like-it is no setting'],
  ['port: x', 'port: expected a whole number'],
  ['port: true', 'port: expected text or a number'],
  ['port: {a: 1}', 'port: expected text or a number'],
  ['[1, 2]', 'expected settings by name'],
  ['just text', 'expected settings by name'],
])('refuses the file %j by the name of what is wrong', (text, found) => {
  expect(() => fromFile(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  expect(() => fromFile(text)).toThrow(found)
})

test.each([
  ['a: [b', ''],
  [': : :', ''],
  ['port: 1\nport: 2', ''],
])('refuses the file %j that is no YAML', (text) => {
  expect(() => fromFile(text)).toThrow(expect.objectContaining({ code: 'CONFIG_UNREADABLE' }))
})

test.each([
  [{ PUMASI_PROT: '1' }, 'PUMASI_PROT is no setting: did you mean PUMASI_PORT?'],
  [{ PUMASI_PORT: 'x' }, 'PUMASI_PORT: expected a whole number'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: '],
  [{ DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL: expected a postgres:// URL'],
])('refuses the environment %j by name', (env, found) => {
  expect(() => read([], env)).toThrow(found)
})

test('a signer elsewhere is given with its account, and instead of a key', () => {
  const others = needed.filter((each) => !/committer/.test(each) && each !== 'committer.key')
  const account = `0x${'cd'.repeat(20)}`
  const url = 'http://127.0.0.1:8550'
  const at = (args: readonly string[]) => readConfig(settingNames, [...others, ...args], {})?.config
  const given = at(['--committer-signer', url, '--committer-account', account])
  expect(given).toMatchObject({ 'committer-signer': url, 'committer-account': account })
  expect(() => at(['--committer-signer', url])).toThrow('expected with committer-account')
})

test.each([
  ['--rpc', '--rpc: expected an http(s) URL'],
  ['--ledger', '--ledger: '],
  [
    '--committer-key',
    'expected one of committer-keystore, committer-signer, committer-key, found none',
  ],
])('misses %s', (flag, found) => {
  const at = needed.indexOf(flag)
  expect(() => readConfig(settingNames, needed.toSpliced(at, 2), {})).toThrow(found)
})
