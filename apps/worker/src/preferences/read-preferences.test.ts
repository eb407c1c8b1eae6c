import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeUsage, envOf, readPreferences } from './read-preferences.ts'
import { about, settingNames } from './settings.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-preferences-'))
})
afterAll(() => rm(folder, { recursive: true }))

const fileWith = async (text: string): Promise<string> => {
  const file = join(folder, `${String(Math.abs(text.length))}-${settingNames.length}.yaml`)
  await writeFile(file, text)
  return file
}
const job = `0x${'11'.repeat(32)}`

test('needs nothing: every setting has a default', () => {
  const found = readPreferences([], {})
  expect(found).toMatchObject({
    ...{ coordinator: 'http://127.0.0.1:4600', data: '.pumasi/worker', lying: false, once: false },
    ...{
      jobs: null,
      epoch: 0,
      'only-hours': [],
      'cpu-percent': 100,
      nice: 10,
      'disk-max': 2 ** 30,
    },
  })
  expect(found?.slots).toBeGreaterThan(0)
  expect(found?.['memory-max']).toBeGreaterThanOrEqual(64 * 2 ** 20)
  expect(found?.name.length).toBeGreaterThan(0)
})

/** As wallets write addresses. */
const inCapitals = `0x${'aB'.repeat(20)}`

test('takes every flag', () => {
  const texts = { coordinator: 'https://grid.example.org', data: 'd', name: '다락방' }
  const numbers = { slots: 3, epoch: 1, 'cpu-percent': 60, nice: 0 }
  const args = Object.entries({ ...texts, ...numbers }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ])
  const sizes = ['--memory-max', '512M', '--disk-max', '4G']
  const others = ['--only-hours', '22-8', '--jobs', `${job}, ${job}`]
  const flags = ['--lying', '--once', '--pause-on-battery', '--pair', '--wallet', inCapitals]
  expect(readPreferences([...args, ...sizes, ...others, ...flags], {})).toEqual({
    ...{ ...texts, ...numbers, 'memory-max': 512 * 2 ** 20, 'disk-max': 4 * 2 ** 30 },
    ...{ 'only-hours': [{ from: 22 * 60, to: 8 * 60 }], jobs: [job, job] },
    ...{ lying: true, once: true, 'pause-on-battery': true },
    ...{ pair: true, wallet: `0x${'ab'.repeat(20)}` },
  })
  expect(readPreferences(['--cores', '2'], {})?.slots).toBe(2)
})

test('command line before environment before file before default', async () => {
  const file = await fileWith('slots: 1\nname: from the file\ncpu-percent: 10\nonce: true\n')
  const env = { PUMASI_WORKER_SLOTS: '2', PUMASI_WORKER_CONFIG: file, PUMASI_WORKER_NAME: 'env' }
  const found = readPreferences(['--slots', '3', '--no-once'], env)
  expect(found).toMatchObject({ slots: 3, name: 'env', 'cpu-percent': 10, nice: 10, once: false })
  expect(readPreferences(['--config', file], {})).toMatchObject({ name: 'from the file' })
  const list = await fileWith(`jobs:\n  - "${job}"\n`)
  expect(readPreferences(['--config', list], {})?.jobs).toEqual([job])
})

test('what belongs to others in the environment is none of its business', () => {
  const env = { PUMASI_DATA: 'x', PUMASI_WORKER_NAME: '', PATH: '/bin' }
  expect(readPreferences([], env)).toMatchObject({ data: '.pumasi/worker' })
})

test.each([['--help'], ['-h']])('answers null for %s whatever else is wrong', (flag) => {
  expect(readPreferences([flag, '--slots', 'x'], { PUMASI_WORKER_SLOTS: 'y' })).toBeNull()
})

test('the help names every setting, its form and its default', () => {
  for (const name of settingNames) {
    const { form, otherwise = '' } = about[name]
    expect(describeUsage()).toContain(`  --${name} ${form}`.trimEnd())
    expect(describeUsage()).toContain(otherwise)
  }
  expect(describeUsage()).toContain(envOf('cpu-percent'))
})

const refused = (found: string): Error =>
  expect.objectContaining({
    ...{ code: 'USAGE', hint: expect.any(String) as string },
    message: expect.stringContaining(found) as string,
  }) as Error

test.each([
  [['--coordinator', 'grid.example.org'], '--coordinator: expected an http(s) URL'],
  [['--coordinator', 'ftp://grid.example.org'], '--coordinator: expected an http(s) URL'],
  [['--slots', '0'], '--slots: Too small'],
  [['--slots', '1025'], '--slots: Too big'],
  [['--slots', 'two'], '--slots: expected a whole number'],
  [['--slots', '1.5'], '--slots: expected a whole number'],
  [['--cores', '1.5'], '--cores: expected a whole number'],
  [['--slots', '1', '--cores', '1'], '--cores and --slots: expected one of them'],
  [['--cpu-percent', '0'], '--cpu-percent: Too small'],
  [['--cpu-percent', '101'], '--cpu-percent: Too big'],
  [['--memory-max', '2'], '--memory-max: expected a size'],
  [['--memory-max', '0G'], '--memory-max: Too small'],
  [['--disk-max', '2 G'], '--disk-max: expected a size'],
  [['--only-hours', 'night'], '--only-hours: expected hours'],
  [['--jobs', 'mine'], '--jobs.0: expected 0x'],
  [['--nice', '20'], '--nice: Too big'],
  [['--name', ''], '--name: '],
  [['--name', 'a\nb'], '--name: expected printable characters only'],
  [['--name', 'x'.repeat(101)], '--name: Too big'],
  [['--data', ''], '--data: '],
  [['--lying', 'yes'], "Unexpected argument 'yes'"],
  [['--wallet', inCapitals], '--wallet: expected --pair with it'],
  [['--pair', '--wallet', 'mine'], '--wallet: expected 0x and 40'],
  [['--unknown'], "Unknown option '--unknown'"],
  [['--name'], "'--name <value>' argument missing"],
])('refuses %j', (args, found) => {
  expect(() => readPreferences(args, {})).toThrow(refused(found))
})

test.each<[Record<string, string>, string]>([
  [{ PUMASI_WORKER_SLOT: '1' }, 'no setting: did you mean PUMASI_WORKER_SLOTS?'],
  [{ PUMASI_WORKER_SLOTS: 'x' }, 'PUMASI_WORKER_SLOTS: expected a whole number'],
  [{ PUMASI_WORKER_ONCE: 'yes' }, 'PUMASI_WORKER_ONCE: expected true or false'],
])('refuses the environment %j', (env, found) => {
  expect(() => readPreferences([], env)).toThrow(refused(found))
})

test.each([
  ['slot: 1', ': slot is no setting: did you mean slots?'],
  ['slots: true', ': slots: expected text or a number'],
  ['slots: x', ': slots: expected a whole number'],
  ['slots: {a: 1}', ': slots: expected text or a number'],
  ['- 1', ': expected settings by name'],
  ['text', ': expected settings by name'],
])('refuses the file %j', async (text, found) => {
  const file = await fileWith(text)
  expect(() => readPreferences(['--config', file], {})).toThrow(refused(found))
})

test.each([['missing'], ['broken']])('a %s file is told as it is', async (kind) => {
  const file = kind === 'missing' ? join(folder, 'none') : await fileWith('a: [')
  const read = () => readPreferences(['--config', file], {})
  expect(read).toThrow(expect.objectContaining({ code: 'CONFIG_UNREADABLE' }))
})
