/** What crosses the wire, and what a client makes of a server that answers otherwise. */
import { GridError } from '@pumasi/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import { createGridClient } from './client.ts'
import type { acquireSchema } from './schemas/host.ts'
import { digest, jobId, serveWire, session, signature } from './testing/wire.ts'
import type { Wire } from './testing/wire.ts'
import type { GridDescription, JobDetail } from './views/grid.ts'
import type { Acquired } from './views/host-answers.ts'

let wire: Wire
beforeAll(async () => {
  wire = await serveWire()
})
afterAll(() => wire.close())
beforeEach(() => wire.reset())

test('the session behind the token speaks, whatever the message says', async () => {
  await wire.clientOf('host').host.acquire.mutate({ count: 3 })
  await wire.clientOf('host').host.returnLease.mutate({
    ...{ leaseId: digest(1) as never, code: 'WASM_REFUSED', message: 'no' },
  })
  expect(wire.asked).toEqual([
    ['acquire', session, 3, null, null],
    ['returnLease', session, digest(1), 'WASM_REFUSED: no'],
  ])
})

test('a host may tell its room, a speed beyond 2^53 included', async () => {
  const sizes = { memoryMaxBytes: 2 ** 33, outputMaxBytes: 2 ** 20, timeMaxMs: 5 }
  const room = { ...sizes, fuelPerSecond: 2n ** 63n, jobs: [jobId] }
  await wire.clientOf('host').host.acquire.mutate({ count: 3, room })
  expect(wire.asked).toEqual([['acquire', session, 3, room, null]])
})

test.each([
  ['a priority beyond the bound', 'prioritise', { priority: 101 }],
  ['half a priority', 'prioritise', { priority: 0.5 }],
  ['no reason', 'pause', { reason: '' }],
  ['a long reason', 'pause', { reason: 'a'.repeat(101) }],
  ['a reason with a line feed', 'pause', { reason: 'a\nb' }],
])('%s is refused', async (_what, procedure, input) => {
  const { job } = wire.clientOf('operator') as never as {
    job: Record<string, { mutate: (input: object) => Promise<unknown> }>
  }
  const refused = await wire.failureOf(
    job[procedure]?.mutate({ jobId, ...input }) as Promise<unknown>,
  )
  expect(refused.code).toBe('BAD_MESSAGE')
  expect(wire.asked).toEqual([])
})

test('bigint crosses the wire exactly, both ways', async () => {
  const fuelMax = 2n ** 62n - 1n
  const detail = { spec: { limits: { fuelMax } }, units: 3 }
  wire.answer = () => detail
  const found = await wire.clientOf(null).job.fetch.query({ jobId })
  expect(found).toEqual(detail)
  await wire.clientOf('host').host.report.mutate({
    receipts: [
      {
        receipt: {
          ...{ jobId, unitIndex: 0, programHash: digest(4), inputHash: digest(5) },
          ...{ outputHash: digest(6), exitClass: 'exited', fuel: fuelMax, rewriterVersion: 1 },
          ...{ leaseId: digest(7) as never, account: session },
        },
        signature,
      },
    ],
  })
  expect(wire.asked.at(-1)).toMatchObject(['report', session, [{ receipt: { fuel: fuelMax } }]])
})

describe('an error of the house arrives whole', () => {
  const make = (code: string, retryable = false): GridError =>
    new GridError(code, `found ${code}`, { hint: 'Do that.', retryable, details: { n: 2n ** 60n } })
  test.each([
    [make('JOB_TOO_LARGE'), 400],
    [make('UNKNOWN_JOB'), 404],
    [make('UNKNOWN_HOST'), 401],
    [make('HOST_TOKEN_INVALID'), 401],
    [make('OPERATOR_REQUIRED'), 403],
    [make('BLOB_TOO_LARGE'), 413],
    [make('STORE_UNREACHABLE', true), 503],
    [make('INVARIANT_BROKEN'), 500],
  ])('%s, HTTP %i', async (thrown, status) => {
    wire.answer = () => {
      throw thrown
    }
    const { code, message, hint, retryable, details } = thrown
    const failure = await wire.failureOf(wire.clientOf(null).job.list.query())
    expect(failure).toMatchObject({ code, message, hint, retryable, details })
    expect((await fetch(`${wire.url}/trpc/job.list`)).status).toBe(status)
  })

  test('one from another realm, known by its shape alone, does too', async () => {
    wire.answer = () => {
      throw Object.assign(new Error('found it'), { code: 'FAR_AWAY', retryable: true, details: {} })
    }
    const failure = await wire.failureOf(wire.clientOf(null).job.list.query())
    expect(failure).toMatchObject({ code: 'FAR_AWAY', message: 'found it', retryable: true })
  })
})

test.each([
  ['an error of the platform', new Error('password is hunter2')],
  ['a text', 'password is hunter2'],
])('%s stays in the house: nobody outside reads what it says', async (_, thrown) => {
  wire.answer = () => {
    throw thrown
  }
  const failure = await wire.failureOf(wire.clientOf(null).job.list.query())
  expect(failure).toMatchObject({ code: 'INTERNAL', message: 'INTERNAL', retryable: false })
  const response = await fetch(`${wire.url}/trpc/job.list`)
  expect(response.status).toBe(500)
  expect(await response.text()).not.toMatch(/hunter2|over-http|node_modules/)
})

test.each([
  ['a key too many', 'host.acquire', '{"json":{"count":1,"x":1}}', 400, 'BAD_MESSAGE'],
  ['nothing', 'host.acquire', '{}', 400, 'BAD_MESSAGE'],
  ['no JSON', 'host.acquire', '{', 400, 'BAD_MESSAGE'],
  ['an unknown procedure', 'host.give', '{}', 404, 'NOT_FOUND'],
])('a message with %s is refused with a code', async (_, path, body, status, code) => {
  const response = await wire.post(path, body)
  expect(response.status).toBe(status)
  const { error } = (await response.json()) as { error: { json: { data: { grid: unknown } } } }
  expect(error.json.data.grid).toMatchObject({ code, retryable: false })
  expect(wire.asked).toEqual([])
})

test('a coordinator that is not there, or is something else, is unreachable for now', async () => {
  const details = { url: wire.url }
  const expected = { code: 'COORDINATOR_UNREACHABLE', retryable: true, details }
  const nowhere = createGridClient({ url: 'http://127.0.0.1:1' })
  expect(await wire.failureOf(nowhere.describe.query())).toMatchObject(expected)
  const page = createGridClient({
    url: wire.url,
    fetch: () => Promise.resolve(new Response('<html>') as never),
  })
  expect(await wire.failureOf(page.describe.query())).toMatchObject(expected)
})

test('an answer that only looks like an error of the house is not taken for one', async () => {
  const forged = { error: { json: { message: 'm', code: -32_000, data: { grid: { code: 7 } } } } }
  const lying = createGridClient({
    url: wire.url,
    fetch: () => Promise.resolve(new Response(JSON.stringify(forged), { status: 500 }) as never),
  })
  expect((await wire.failureOf(lying.describe.query())).code).toBe('COORDINATOR_UNREACHABLE')
})

test('the client knows the types of the answers', () => {
  const client = wire.clientOf(null)
  expectTypeOf(client.describe.query).returns.resolves.toEqualTypeOf<GridDescription>()
  expectTypeOf(client.job.fetch.query).returns.resolves.toEqualTypeOf<JobDetail>()
  expectTypeOf(client.host.acquire.mutate).returns.resolves.toEqualTypeOf<Acquired>()
  expectTypeOf(client.host.acquire.mutate)
    .parameter(0)
    .toEqualTypeOf<z.input<typeof acquireSchema>>()
})
