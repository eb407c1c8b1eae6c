import { expect, test } from 'vitest'
import { readConfig, usage } from './config.ts'

test('needs nothing: every flag has a default', () => {
  expect(readConfig([])).toMatchObject({
    coordinator: 'http://127.0.0.1:4600',
    data: '.pumasi/worker',
    lying: false,
  })
  expect(readConfig([])?.slots).toBeGreaterThan(0)
  expect(readConfig([])?.name.length).toBeGreaterThan(0)
})

test('takes every flag', () => {
  const flags = { coordinator: 'https://grid.example.org', data: 'd', name: '다락방', slots: '3' }
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])
  expect(readConfig([...args, '--lying'])).toEqual({ ...flags, slots: 3, lying: true })
})

test.each([['--help'], ['-h']])('answers null for %s whatever else is wrong', (flag) => {
  expect(readConfig([flag, '--slots', 'x'])).toBeNull()
})

test('the help names every flag', () => {
  for (const flag of Object.keys(readConfig([]) ?? {})) expect(usage).toContain(`--${flag} `)
})

test.each([
  [['--coordinator', 'grid.example.org'], '--coordinator: expected an http(s) URL'],
  [['--coordinator', 'ftp://grid.example.org'], '--coordinator: expected an http(s) URL'],
  [['--slots', '0'], '--slots: Too small'],
  [['--slots', '1025'], '--slots: Too big'],
  [['--slots', 'two'], '--slots: expected a whole number'],
  [['--slots', '1.5'], '--slots: expected a whole number'],
  [['--name', ''], '--name: '],
  [['--name', 'a\nb'], '--name: expected printable characters only'],
  [['--name', 'x'.repeat(101)], '--name: Too big'],
  [['--data', ''], '--data: '],
  [['--lying', 'yes'], "Unexpected argument 'yes'"],
  [['--unknown'], "Unknown option '--unknown'"],
  [['--name'], "'--name <value>' argument missing"],
])('refuses %j', (args, found) => {
  const read = () => readConfig(args)
  expect(read).toThrow(expect.objectContaining({ code: 'USAGE', hint: expect.any(String) }))
  expect(read).toThrow(found)
})
