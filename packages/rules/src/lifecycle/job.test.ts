import { digestOf, encodeCanonical, utf8 } from '@pumasi/domain'
import type { Axis, Canonical, JobSpec } from '@pumasi/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ARGS_CHARS_MAX, JOB_UNITS_MAX, countUnits } from './job.ts'
import { deriveUnitInput, inputHashOf, jobIdOf, planJob } from './job.ts'

const digest = (text: string) => digestOf(utf8(text))
const makeSpec = (changes: Partial<JobSpec> = {}): JobSpec =>
  ({
    version: 1,
    name: 'a job',
    nonce: '',
    requester: null,
    program: digest('program'),
    args: [],
    axes: [],
    stdin: [],
    files: [],
    limits: { fuelMax: 1_000n, memoryMaxBytes: 65_536, outputMaxBytes: 10 },
    quorum: 2,
    ...changes,
  }) as JobSpec
const argsOf = (spec: JobSpec, index: number) =>
  deriveUnitInput(spec, jobIdOf(spec), index).args.join(' ')
const letters: Axis = { name: 'letter', values: ['a', 'b'] }
const numbers: Axis = { name: 'n', from: -1, to: 1 }

describe('the matrix', () => {
  test('the last axis runs fastest, standard input slowest', () => {
    const stdin = [digest('one'), digest('two')]
    const spec = makeSpec({ axes: [letters, numbers], args: ['{letter}{n}'], stdin })
    expect(countUnits(spec)).toBe(12)
    const inputs = Array.from({ length: 12 }, (_, i) => deriveUnitInput(spec, jobIdOf(spec), i))
    expect(inputs.slice(0, 6).map(({ args }) => args[0])).toEqual([
      ...['a-1', 'a0', 'a1', 'b-1', 'b0', 'b1'],
    ])
    expect(inputs.map((input) => input.stdin)).toEqual([
      ...Array<unknown>(6).fill(stdin[0]),
      ...Array<unknown>(6).fill(stdin[1]),
    ])
  })

  test('a job without axes is one unit without standard input', () => {
    const spec = makeSpec()
    const canonical = encodeCanonical(spec as unknown as Canonical)
    expect(planJob(spec)).toEqual({ jobId: jobIdOf(spec), unitCount: 1, canonical })
    expect(deriveUnitInput(spec, jobIdOf(spec), 0).stdin).toBeNull()
  })

  test('a unit has the program, files and limits of its job', () => {
    const files = [{ name: 'a', digest: digest('a') }]
    const spec = makeSpec({ files })
    const input = deriveUnitInput(spec, jobIdOf(spec), 0)
    expect(input).toMatchObject({ program: spec.program, files, limits: spec.limits })
  })
})

test.each([
  ['{n}', '-1'],
  ['{letter}-{n}-{index}', 'a--1-0'],
  ['{{n}}', '{n}'],
  ['{{{n}}}', '{-1}'],
  ['}}{{', '}{'],
  ['{ "json"', '{ "json"'],
  ['}', '}'],
  ['', ''],
])('the template %j becomes %j', (template, expected) => {
  expect(argsOf(makeSpec({ axes: [letters, numbers], args: [template] }), 0)).toBe(expected)
})

test('what an axis puts in is not expanded again, nor are dollar signs special', () => {
  const axes: Axis[] = [{ name: 'x', values: ['{index} $& {{'] }]
  expect(argsOf(makeSpec({ axes, args: ['{x}'] }), 0)).toBe('{index} $& {{')
})

const many: Axis = { name: 'n', from: 1, to: JOB_UNITS_MAX }
test.each<[string, Partial<JobSpec>, string]>([
  ['an axis without values', { axes: [{ name: 'x', values: [] }] }, 'JOB_EMPTY'],
  ['an axis that ends before it begins', { axes: [{ name: 'x', from: 2, to: 1 }] }, 'JOB_EMPTY'],
  [
    'two axes that end long before they begin',
    { axes: ['x', 'y'].map((name) => ({ name, from: 9, to: 1 })) },
    'JOB_EMPTY',
  ],
  ['one unit too many', { axes: [{ ...many, to: JOB_UNITS_MAX + 1 }] }, 'JOB_TOO_LARGE'],
  ['two axes that multiply', { axes: [many, letters] }, 'JOB_TOO_LARGE'],
  ['inputs that multiply', { axes: [many], stdin: [digest('a'), digest('b')] }, 'JOB_TOO_LARGE'],
  [
    'axes beyond all numbers',
    {
      axes: Array.from({ length: 16 }, (_, i) => ({
        ...{ name: `x${i}`, from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER },
      })),
    },
    'JOB_TOO_LARGE',
  ],
  ['two axes of one name', { axes: [letters, { ...letters }] }, 'JOB_DUPLICATE_AXIS'],
  ['an axis named index', { axes: [{ name: 'index', values: ['a'] }] }, 'JOB_DUPLICATE_AXIS'],
  ['a placeholder nobody fills', { args: ['{nobody}'] }, 'JOB_UNKNOWN_PLACEHOLDER'],
  ['an empty placeholder', { args: ['{}'] }, 'JOB_UNKNOWN_PLACEHOLDER'],
  ['a property of every object', { args: ['{__proto__}'] }, 'JOB_UNKNOWN_PLACEHOLDER'],
  ['JSON without doubled braces', { args: ['{"a": 1}'] }, 'JOB_UNKNOWN_PLACEHOLDER'],
  [
    'arguments that stand for gigabytes',
    {
      axes: [{ name: 'x', values: ['', 'y'.repeat(4_096)] }],
      args: Array<string>(256).fill('{x}'.repeat(1_365)),
    },
    'JOB_ARGS_TOO_LONG',
  ],
])('%s is refused', (_, changes, code) => {
  const refused = expect(() => planJob(makeSpec(changes)))
  refused.toThrow(expect.objectContaining({ code, hint: expect.any(String) }))
})

test('the largest job and the longest arguments may be submitted', () => {
  expect(planJob(makeSpec({ axes: [many] })).unitCount).toBe(JOB_UNITS_MAX)
  const args = ['x'.repeat(ARGS_CHARS_MAX)]
  expect(planJob(makeSpec({ args })).unitCount).toBe(1)
  expect(() => planJob(makeSpec({ args: [...args, 'x'] }))).toThrow(
    expect.objectContaining({ code: 'JOB_ARGS_TOO_LONG' }),
  )
})

const axisArb = (name: string): fc.Arbitrary<Axis> =>
  fc.oneof(
    fc.record({
      name: fc.constant(name),
      values: fc.array(fc.string(), { minLength: 1, maxLength: 4 }),
    }),
    fc
      .tuple(fc.integer({ min: -9, max: 9 }), fc.nat(4))
      .map(([from, more]) => ({ name, from, to: from + more })),
  )
const specArb = fc
  .tuple(axisArb('x'), axisArb('y'), axisArb('z'), fc.nat(3), fc.string())
  .map(([x, y, z, inputs, nonce]) =>
    makeSpec({
      nonce,
      axes: [x, y, z],
      args: ['{x}', '{y}/{z}'],
      stdin: Array.from({ length: inputs }, (_, i) => digest(`input ${i}`)),
    }),
  )

test('property: every index has an input of its own, the same each time', () => {
  fc.assert(
    fc.property(specArb, (spec) => {
      const { jobId, unitCount } = planJob(spec)
      const hashes = Array.from({ length: unitCount }, (_, index) =>
        inputHashOf(deriveUnitInput(spec, jobId, index)),
      )
      expect(new Set(hashes).size).toBe(unitCount)
      const last = deriveUnitInput({ ...spec, axes: [...spec.axes] }, jobId, unitCount - 1)
      expect(inputHashOf(last)).toBe(hashes.at(-1))
    }),
    { numRuns: 40 },
  )
})

test('equal specifications have equal ids; any change makes another job', () => {
  const spec = makeSpec()
  const { name, ...rest } = spec
  expect(jobIdOf({ ...rest, name })).toBe(jobIdOf(spec))
  const changes: Partial<JobSpec>[] = [
    { nonce: '1' },
    { name: 'b' },
    { args: [''] },
    { quorum: 3 },
    { limits: { ...spec.limits, fuelMax: 1n } },
    { requester: `0x${'01'.repeat(20)}` as never },
  ]
  const ids = changes.map((change) => jobIdOf({ ...spec, ...change } as JobSpec))
  expect(new Set([...ids, jobIdOf(spec)]).size).toBe(changes.length + 1)
})
