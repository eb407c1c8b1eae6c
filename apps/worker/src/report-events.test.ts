import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { WorkerEvent } from '@pumasi/engine'
import { reportTo } from './report-events.ts'

const work = { jobId: `0x${'11'.repeat(32)}`, unitIndex: 4 }
const failed = { code: 'X', message: 'found something' }

test.each([
  [{ type: 'started', work }, 20, 'unit started'],
  [{ type: 'answered', work, answer: { answer: 'accepted' } }, 20, 'receipt accepted'],
  [{ type: 'answered', work, answer: { answer: 'refused', ...failed } }, 40, 'not accepted'],
  [{ type: 'answered', work, answer: { answer: 'lost', ...failed } }, 40, 'not accepted'],
  [{ type: 'abandoned', work, ...failed }, 40, 'unit abandoned'],
  [{ type: 'waiting', waitMs: 5, suspended: null }, 20, 'no work'],
  [{ type: 'waiting', waitMs: 5, suspended: 'too many refusals' }, 40, 'suspended'],
  [{ type: 'unreachable', ...failed }, 40, 'coordinator unreachable'],
])('%j becomes a line of level %i', (event, level, text) => {
  const lines: string[] = []
  const logger = pino({ level: 'debug', base: null }, { write: (line: string) => lines.push(line) })
  reportTo(logger)(event as unknown as WorkerEvent)
  expect(lines).toHaveLength(1)
  const line = JSON.parse(lines[0] ?? '') as { level: number; msg: string }
  expect([line.level, line.msg]).toEqual([level, expect.stringContaining(text)])
})
