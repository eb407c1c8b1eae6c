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
  [{ type: 'abandoned', work, code: 'MACHINE_CANCELLED', message: '' }, 20, 'given back'],
  [{ type: 'restored', leases: 1, receipts: 2 }, 30, 'going on'],
  [{ type: 'leased', units: 5, inStock: 6 }, 20, 'units leased'],
  [{ type: 'finished', work, elapsedMs: 5 }, 20, 'unit finished'],
  [{ type: 'left', work, ...failed }, 40, 'left to the next start'],
  [{ type: 'forgetful', ...failed }, 40, 'cannot keep receipts'],
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
