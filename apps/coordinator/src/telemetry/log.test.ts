import { expect, test } from 'vitest'
import { forPeople, logTo, secretsIn } from './log.ts'

function open() {
  const lines: string[] = []
  return { lines, ...logTo({ write: (line) => lines.push(line) }, 'info') }
}

test('every line is one JSON object that says its role', () => {
  const { lines, logger } = open()
  logger.info({ batch: 1 }, 'batch closed')
  logger.debug('not shown')
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    ...{ level: 30, role: 'coordinator', batch: 1, msg: 'batch closed' },
  })
})

test('secrets are cut out however they got in', () => {
  const { lines, logger, hide } = open()
  const rpc = 'https://user:pass%2Fword@rpc.example.org/v3/0123456789abcdef?key=abcdefgh'
  const quoted = 'a "quoted" secret'
  hide('top-secret-token', quoted, undefined, 'short', ...secretsIn(rpc))
  logger.error({ error: new Error(`failed at ${rpc}`).stack, quoted }, 'with top-secret-token')
  logger.warn({ headers: { authorization: 'Bearer top-secret-token' } }, 'short')
  const text = lines.join('')
  for (const part of ['top-secret', 'pass%2Fword', 'pass/word', '0123456789abcdef', 'abcdefgh']) {
    expect(text).not.toContain(part)
  }
  expect(text).not.toContain('quoted\\" secret')
  expect(text).toContain('rpc.example.org')
  expect(text).toContain('"msg":"short"')
  for (const line of lines) expect(() => void JSON.parse(line)).not.toThrow()
})

test('people at a terminal get short lines', () => {
  const line = '{"level":40,"time":3600000,"role":"coordinator","ms":3,"route":"a b","msg":"slow"}'
  expect(forPeople(line)).toBe('01:00:00 warn  slow ms=3 route=a b\n')
})
