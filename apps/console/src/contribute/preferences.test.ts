import { beforeEach, expect, test, vi } from 'vitest'
import { recallPreferences, rememberPreferences } from './preferences.ts'

let kept: string | null
beforeEach(() => {
  kept = null
  vi.stubGlobal('localStorage', {
    getItem: () => kept,
    setItem: (_name: string, value: string) => {
      kept = value
    },
  })
})

test('begins with half of the cores, at least one', () => {
  expect(recallPreferences(8, 'tab')).toEqual({ cores: 4, dutyPercent: 100, name: 'tab' })
  expect(recallPreferences(1, 'tab').cores).toBe(1)
})

test('remembers, within the cores of this machine', () => {
  rememberPreferences({ cores: 6, dutyPercent: 40, name: 'attic' })
  expect(recallPreferences(8, 'tab')).toEqual({ cores: 6, dutyPercent: 40, name: 'attic' })
  expect(recallPreferences(2, 'tab').cores).toBe(2)
})

test.each(['', '{', 'null', '7', '{"cores":0,"dutyPercent":100,"name":"x"}', '{"cores":2}'])(
  'what somebody else left there is left alone: %s',
  (text) => {
    kept = text
    expect(recallPreferences(8, 'tab').cores).toBe(4)
  },
)
