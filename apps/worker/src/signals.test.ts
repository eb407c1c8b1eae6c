import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { listenToOwner } from './signals.ts'

function begin() {
  const source = new EventEmitter()
  let atMs = 0
  const said: string[] = []
  const logger = { info: (text: string) => void said.push(text) }
  const signals = listenToOwner(source, logger as never, () => atMs)
  const aborted = (): boolean[] =>
    [signals.drain, signals.stop, signals.quit].map((signal) => signal.aborted)
  return { source, aborted, said, pass: (ms: number) => (atMs += ms) }
}

test('Ctrl-C finishes what is under way, once more ends at once', () => {
  const { source, aborted, said, pass } = begin()
  source.emit('SIGINT')
  expect(aborted()).toEqual([true, false, true])
  expect(said[0]).toMatch('Ctrl-C once more')
  // The same key, passed on by a program in between.
  pass(300)
  source.emit('SIGINT')
  expect(aborted()).toEqual([true, false, true])
  pass(300)
  source.emit('SIGINT')
  expect(aborted()).toEqual([true, true, true])
})

test.each(['SIGTERM', 'disconnect'])('%s ends at once', (event) => {
  const { source, aborted } = begin()
  source.emit(event)
  expect(aborted()).toEqual([false, true, true])
})
