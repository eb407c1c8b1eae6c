import { describe, expect, it } from 'vitest'
import { GridError, invariant, isGridError, toErrorShape } from './errors.ts'

describe('GridError', () => {
  it('is complete without options', () => {
    const error = new GridError('A_CODE', 'found x')
    expect(error).toMatchObject({ name: 'GridError', code: 'A_CODE', message: 'found x' })
    expect(error).toMatchObject({ hint: undefined, retryable: false, details: {} })
    expect('cause' in error).toBe(false)
  })

  it('carries everything', () => {
    const options = { hint: 'Do it.', retryable: true, details: { at: 7 }, cause: new Error('why') }
    expect(new GridError('A_CODE', 'found x', options)).toMatchObject(options)
  })
})

describe('isGridError', () => {
  const error = new GridError('A_CODE', 'found x', { details: { at: 7 } })

  it.each<[string, unknown, boolean]>([
    ['our own', error, true],
    ['one from another realm', { ...toErrorShape(error) }, true],
    ['one that crossed the wire', JSON.parse(JSON.stringify(toErrorShape(error))), true],
    ['a plain error', new Error('x'), false],
    ['a system error', Object.assign(new Error('x'), { code: 'ENOENT' }), false],
    ['null', null, false],
    ['text', 'A_CODE', false],
  ])('%s', (_, value, expected) => {
    expect(isGridError(value)).toBe(expected)
  })

  it('compares the code', () => {
    expect(isGridError(error, 'A_CODE')).toBe(true)
    expect(isGridError(error, 'B_CODE')).toBe(false)
  })
})

describe('toErrorShape', () => {
  it('keeps our own', () => {
    const options = { hint: 'Do it.', retryable: true, details: { at: 7 } }
    const shape = { code: 'A_CODE', message: 'found x', ...options }
    expect(toErrorShape(new GridError('A_CODE', 'found x', options))).toEqual(shape)
  })

  it.each<[unknown, string]>([
    [new Error('boom'), 'boom'],
    ['boom', 'boom'],
    [7, '7'],
    [undefined, 'undefined'],
  ])('calls %j INTERNAL', (value, message) => {
    expect(toErrorShape(value)).toEqual({
      code: 'INTERNAL',
      message,
      retryable: false,
      details: {},
    })
  })
})

describe('invariant', () => {
  it('lets truth pass', () => {
    expect(() => invariant(1, 'never said')).not.toThrow()
  })

  it.each([false, 0, '', null, undefined])('stops at %j, with the values', (condition) => {
    const stopped = expect.objectContaining({ code: 'INVARIANT_BROKEN', details: { at: 7 } })
    expect(() => invariant(condition, 'what must be true', { at: 7 })).toThrow(stopped)
  })
})
