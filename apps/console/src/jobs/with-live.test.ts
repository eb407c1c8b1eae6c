import type { JobId } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { jobView } from '../testing/views.ts'
import { fits, withLive } from './with-live.ts'

test('what is live replaces what was listed, and adds nothing to a page', () => {
  const idOf = (digit: string) => `0x${digit.repeat(64)}` as JobId
  const [listed, other, elsewhere] = ['a', 'b', 'c'].map((digit) => jobView({ jobId: idOf(digit) }))
  if (!listed || !other || !elsewhere) throw new Error('three jobs expected')
  const newer = { ...listed, believed: 7 }
  expect(withLive([listed, other], [elsewhere, newer])).toEqual([newer, other])
})

test.each([
  ['', true],
  [' FOLD ', true],
  ['aaaa', true],
  ['.*', false],
  ['unfold', false],
])('a job is looked for by %j: %j', (text, found) => {
  const jobId = `0x${'a'.repeat(64)}` as JobId
  expect(fits(jobView({ name: 'Folding', jobId }), text)).toBe(found)
})
