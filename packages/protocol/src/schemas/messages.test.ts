import { digestOf, utf8 } from '@pumasi/domain'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { BUNDLE_MAX, acquireSchema, registrationSchema, renewSchema } from './host.ts'
import { reportSchema, returnSchema, roomSchema } from './host.ts'
import { submissionSchema } from './submission.ts'

const digest = (n: number) => digestOf(utf8(`digest ${n}`))
const account = `0x${'ab'.repeat(20)}`
const signature = `0x${'cd'.repeat(65)}`

const delegation = {
  delegation: {
    ...{ account, session: account, scope: digest(0) },
    ...{ notBefore: 1, expiresAt: 2, epoch: 0 },
  },
  signature,
}
const registration = {
  ...{ protocolVersion: 1, delegation, name: 'host', platform: 'linux' },
  ...{ challenge: digest(1), signature },
}
const receipt = {
  ...{ jobId: digest(2), unitIndex: 0, programHash: digest(3), inputHash: digest(4) },
  ...{ outputHash: digest(5), exitClass: 'exited', fuel: 5n, rewriterVersion: 1 },
  ...{ leaseId: digest(6), account },
}
const signed = { receipt, signature }
const spec = {
  ...{ version: 1, name: 'a job', nonce: '', requester: null, program: digest(7) },
  ...{ args: ['{n}'], axes: [{ name: 'n', from: 1, to: 3 }], stdin: [], quorum: 2 },
  files: [{ name: 'data/a.txt', digest: digest(8) }],
  limits: { fuelMax: 10n, memoryMaxBytes: 65_536, outputMaxBytes: 10 },
}
const submission = { spec, wallMaxMs: 60_000 }
const room = {
  ...{ memoryMaxBytes: 2 ** 33, outputMaxBytes: 0, timeMaxMs: 60_000 },
  ...{ fuelPerSecond: 2n ** 64n - 1n, jobs: [digest(10)] },
}
const returning = { leaseId: digest(9), code: 'MACHINE_BUSY', message: 'later' }

interface Message {
  readonly schema: z.ZodType
  readonly good: object
}
const messages: Readonly<Record<string, Message>> = {
  registration: { schema: registrationSchema, good: registration },
  acquire: { schema: acquireSchema, good: { count: 1 } },
  room: { schema: roomSchema, good: room },
  renew: { schema: renewSchema, good: { leaseIds: [digest(1)] } },
  return: { schema: returnSchema, good: returning },
  report: { schema: reportSchema, good: { receipts: [signed] } },
  submission: { schema: submissionSchema, good: submission },
}

/** A copy with the value at a path replaced. */
const withValue = (value: unknown, path: readonly (string | number)[], next: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return next
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }
  const fields = copy as Record<string | number, unknown>
  fields[key] = withValue(fields[key], rest, next)
  return copy
}
const pathOf = (text: string): (string | number)[] =>
  text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))

test('a request for work may tell a room, or not: versions 2 and 1', () => {
  expect(acquireSchema.parse({ count: 1, room })).toEqual({ count: 1, room })
  expect(acquireSchema.parse({ count: 1 })).toEqual({ count: 1 })
  const unmeasured = { ...room, fuelPerSecond: null, jobs: null }
  expect(roomSchema.parse(unmeasured)).toEqual(unmeasured)
})

describe.each(Object.entries(messages))('a message of kind %s', (_, { schema, good }) => {
  test('is taken as it is', () => {
    expect(schema.parse(good)).toEqual(good)
  })

  test('is refused with a key too many, at the top or inside', () => {
    expect(schema.safeParse({ ...good, extra: 1 }).success).toBe(false)
    for (const [key, value] of Object.entries(good)) {
      if (typeof value !== 'object' || Array.isArray(value)) continue
      const inside = { ...good, [key]: { ...(value as object), extra: 1 } }
      expect(schema.safeParse(inside).success, key).toBe(false)
    }
  })

  test('is refused with any key too few', () => {
    for (const key of Object.keys(good)) {
      const { [key]: _left, ...rest } = good as Record<string, unknown>
      expect(schema.safeParse(rest).success, key).toBe(false)
    }
  })

  test.each([null, undefined, 1, 'text', []])('is not %j', (value) => {
    expect(schema.safeParse(value).success).toBe(false)
  })
})

const many = (count: number, value: unknown) => Array.from({ length: count }, () => value)

const wrong: readonly (readonly [kind: string, path: string, value: unknown])[] = [
  ['registration', 'protocolVersion', -1],
  ['registration', 'protocolVersion', 1.5],
  ['registration', 'name', ''],
  ['registration', 'name', 'x'.repeat(101)],
  ['registration', 'name', 'a\nb'],
  ['registration', 'platform', '\u001b[31m'],
  ['registration', 'challenge', '0x00'],
  ['registration', 'signature', `0x${'CD'.repeat(65)}`],
  ['registration', 'signature', `${signature}00`],
  ['registration', 'delegation.delegation.account', account.toUpperCase()],
  ['registration', 'delegation.delegation.session', account.slice(2)],
  ['registration', 'delegation.delegation.epoch', -1],
  ['registration', 'delegation.delegation.expiresAt', 2 ** 40 + 1],
  ['registration', 'delegation.delegation.notBefore', 0.5],
  ['acquire', 'count', 0],
  ['acquire', 'count', -1],
  ['acquire', 'count', BUNDLE_MAX + 1],
  ['acquire', 'count', NaN],
  ['acquire', 'count', '1'],
  ['acquire', 'room', null],
  ['acquire', 'room', {}],
  ['room', 'memoryMaxBytes', -1],
  ['room', 'memoryMaxBytes', 0.5],
  ['room', 'outputMaxBytes', 2 ** 53],
  ['room', 'timeMaxMs', Infinity],
  ['room', 'fuelPerSecond', -1n],
  ['room', 'fuelPerSecond', 2n ** 64n],
  ['room', 'fuelPerSecond', 5],
  ['room', 'jobs', many(BUNDLE_MAX + 1, digest(10))],
  ['room', 'jobs.0', 'job'],
  ['renew', 'leaseIds', many(BUNDLE_MAX + 1, digest(1))],
  ['renew', 'leaseIds.0', 'lease'],
  ['return', 'code', 'lower_case'],
  ['return', 'code', ''],
  ['return', 'code', 'A'.repeat(65)],
  ['return', 'message', 'x'.repeat(501)],
  ['report', 'receipts', []],
  ['report', 'receipts', many(BUNDLE_MAX + 1, signed)],
  ['report', 'receipts.0.receipt.fuel', -1n],
  ['report', 'receipts.0.receipt.fuel', 2n ** 64n],
  ['report', 'receipts.0.receipt.fuel', 5],
  ['report', 'receipts.0.receipt.unitIndex', -1],
  ['report', 'receipts.0.receipt.unitIndex', 2 ** 53],
  ['report', 'receipts.0.receipt.exitClass', 'won'],
  ['report', 'receipts.0.receipt.rewriterVersion', 2 ** 32],
  ['report', 'receipts.0.receipt.outputHash', `0x${'zz'.repeat(32)}`],
  ['report', 'receipts.0.receipt.extra', 1],
  ['report', 'receipts.0.signature', null],
  ['submission', 'wallMaxMs', 999],
  ['submission', 'wallMaxMs', 24 * 3_600_000 + 1],
  ['submission', 'spec.version', 3],
  ['submission', 'spec.trust', { kind: 'adaptive' }],
  ['submission', 'spec.args', many(257, '')],
  ['submission', 'spec.args.0', 'x'.repeat(4_097)],
  ['submission', 'spec.axes.0.from', 4],
  ['submission', 'spec.axes.0.name', 'Upper'],
  ['submission', 'spec.axes.0.step', 2],
  ['submission', 'spec.axes', many(17, { name: 'n', values: ['1'] })],
  ['submission', 'spec.axes', [{ name: 'n', values: [] }]],
  ['submission', 'spec.quorum', 0],
  ['submission', 'spec.quorum', 17],
  ['submission', 'spec.files.0.name', '../secret'],
  ['submission', 'spec.files.0.name', '/etc/passwd'],
  ['submission', 'spec.files.0.name', 'a\\b'],
  ['submission', 'spec.files.0.name', 'a//b'],
  ['submission', 'spec.limits.fuelMax', 0n],
  ['submission', 'spec.limits.memoryMaxBytes', 65_537],
  ['submission', 'spec.limits.outputMaxBytes', -1],
  ['submission', 'spec.requester', 'me'],
]

test.each(
  wrong.map(([kind, path, value]) => [kind, path, `${typeof value} ${shown(value)}`, value]),
)('%s with %s = %s is refused', (kind, path, _, value) => {
  const { schema, good } = messages[kind] as Message
  const read = schema.safeParse(withValue(good, pathOf(path), value))
  expect(read.success).toBe(false)
  // The first thing found wrong is the one that was put there, or the key around it.
  const found = read.error?.issues[0]?.path.join('.') ?? ''
  expect(path.startsWith(found) || found.startsWith(path)).toBe(true)
})

/** A value in a title: short and printable. */
function shown(value: unknown): string {
  const text = Array.isArray(value) ? `${value.length} items` : JSON.stringify(String(value))
  return text.length > 30 ? `${text.slice(0, 30)}...` : text
}
