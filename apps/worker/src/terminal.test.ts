import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createTerminal, describeLine } from './terminal.ts'

test('log lines go above the line that says how things stand', () => {
  let shown = ''
  const terminal = createTerminal(
    (text) => (shown += text),
    () => 12,
  )
  terminal.setStatus('1 running, 12 accepted')
  pino({ base: null, level: 'info' }, terminal).warn({ code: 'X', none: null }, 'found it')
  const lines = shown.split('\r\u001b[K').slice(1)
  expect(lines).toEqual([
    '1 running, ',
    expect.stringMatching(/ warn found it: code=X\n1 running, $/),
  ])
  terminal.setStatus('')
  expect(shown.endsWith('\r\u001b[K')).toBe(true)
})

test('a line has a time, fields after the text, and nothing that moves the cursor', () => {
  const time = new Date(2026, 10, 23, 9, 5, 7).getTime()
  const line = {
    level: 30,
    time,
    role: 'worker',
    msg: 'worker starts',
    slots: 2,
    text: 'a\u001b[2J\nb',
  }
  expect(describeLine(JSON.stringify(line))).toBe('09:05:07 worker starts: slots=2, text=a [2J b')
  expect(describeLine(JSON.stringify({ level: 30, time, msg: 'x' }))).toBe('09:05:07 x')
})
