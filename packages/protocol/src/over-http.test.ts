/** The wire as it is used: the router behind a real server here, the client before it. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { GridError, digestOf, utf8 } from '@pumasi/domain'
import type { Account, JobId } from '@pumasi/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import { createGridClient, toGridError } from './client.ts'
import { gridRouter } from './router.ts'
import type { acquireSchema } from './schemas/host.ts'
import { noBrowser, stranger } from './service.ts'
import type { Caller, GridService } from './service.ts'
import type { GridDescription, JobDetail } from './views/grid.ts'
import type { Acquired } from './views/host-answers.ts'

const digest = (n: number) => digestOf(utf8(`digest ${n}`))
const session = `0x${'ab'.repeat(20)}` as Account
const jobId = digest(0) as string as JobId
const signature = `0x${'cd'.repeat(65)}` as never
const account = `0x${'ac'.repeat(20)}` as Account
const callers: Readonly<Record<string, Caller>> = {
  nobody: stranger,
  host: { ...stranger, session },
  account: { ...stranger, account },
  submitter: { ...stranger, account, submitter: true },
  operator: { ...stranger, operator: true, submitter: true },
}

/** What the service was asked, and what it shall answer. */
let asked: (readonly [name: string, ...args: unknown[]])[] = []
let answer: (name: string) => unknown = () => null
const service = new Proxy({} as GridService, {
  get:
    (_, name: string) =>
    async (...args: unknown[]) => {
      asked.push([name, ...args])
      return answer(name)
    },
})

/** What browsers were told to keep. */
let kept: string[] = []
const line = {
  ...noBrowser,
  session: 'shown',
  keep: (cookies: readonly string[]) => void kept.push(...cookies),
}

let server: Server
let url: string
beforeAll(async () => {
  const handle = createHTTPHandler({
    router: gridRouter,
    basePath: '/trpc/',
    createContext: ({ req }) => {
      const token = req.headers.authorization?.replace('Bearer ', '') ?? ''
      return { service, caller: callers[token] ?? stranger, network: null, browser: line }
    },
  })
  server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))
beforeEach(() => {
  asked = []
  kept = []
  answer = () => null
})

const clientOf = (token: string | null) => createGridClient({ url, token: () => token })
const failureOf = (call: Promise<unknown>): Promise<GridError> =>
  call.then(
    () => expect.fail('an error expected'),
    (error: unknown) => toGridError(error, url),
  )
const post = (path: string, body: string) => {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer host' }
  return fetch(`${url}/trpc/${path}`, { method: 'POST', headers, body })
}

describe('who may call what', () => {
  type Client = ReturnType<typeof clientOf>
  const leaseId = digest(1) as never
  const everybody = ['nobody', 'host', 'account', 'submitter', 'operator']
  const delegation = {
    delegation: {
      ...{ account: session, session, scope: digest(3), notBefore: 0, expiresAt: 1, epoch: 0 },
    },
    signature,
  }
  const wish = { session, name: 'a', platform: 'b', challenge: digest(2), signature }
  const page = { text: '', from: 0, limit: 5 }
  const members = ['account', 'submitter', 'operator']
  const calls: Readonly<Record<string, readonly [string[], (client: Client) => Promise<unknown>]>> =
    {
      describe: [everybody, ({ describe: one }) => one.query()],
      status: [everybody, (client) => client.status.query()],
      'account.signInTerms': [everybody, (client) => client.account.signInTerms.mutate()],
      'account.signIn': [
        everybody,
        (client) => client.account.signIn.mutate({ message: 'a text', signature }),
      ],
      'account.enter': [
        everybody,
        (client) => {
          answer = () => ({ cookies: [] })
          return client.account.enter.mutate({ message: 'a text', signature })
        },
      ],
      'account.leave': [
        everybody,
        (client) => {
          answer = () => ({ cookies: [] })
          return client.account.leave.mutate()
        },
      ],
      'host.challenge': [everybody, ({ host }) => host.challenge.mutate({ session })],
      'host.register': [
        everybody,
        ({ host }) =>
          host.register.mutate({
            ...{ protocolVersion: 1, name: 'a', platform: 'b', challenge: digest(2), signature },
            delegation,
          }),
      ],
      'host.acquire': [['host'], ({ host }) => host.acquire.mutate({ count: 1 })],
      'host.renew': [['host'], ({ host }) => host.renew.mutate({ leaseIds: [leaseId] })],
      'host.returnLease': [
        ['host'],
        ({ host }) => host.returnLease.mutate({ leaseId, code: 'MACHINE_BUSY', message: 'later' }),
      ],
      'host.report': [
        ['host'],
        ({ host }) =>
          host.report.mutate({
            receipts: [
              {
                receipt: {
                  ...{ jobId, unitIndex: 0, programHash: digest(4), inputHash: digest(5) },
                  ...{ outputHash: digest(6), exitClass: 'exited', fuel: 2n ** 60n, leaseId },
                  ...{ rewriterVersion: 1, account: session },
                },
                signature,
              },
            ],
          }),
      ],
      'attestor.waiting': [everybody, ({ attestor }) => attestor.waiting.query()],
      'attestor.answer': [
        everybody,
        ({ attestor }) =>
          attestor.answer.mutate({ batchId: 1, attestor: session, signature, refusal: 'no' }),
      ],
      'pairing.begin': [everybody, ({ pairing }) => pairing.begin.mutate(wish)],
      'pairing.look': [everybody, ({ pairing }) => pairing.look.mutate({ code: 'abcd-2345' })],
      'pairing.approve': [
        everybody,
        ({ pairing }) => pairing.approve.mutate({ code: 'ABCD2345', delegation }),
      ],
      'pairing.collect': [everybody, ({ pairing }) => pairing.collect.mutate({ claim: digest(8) })],
      'job.submit': [
        ['submitter', 'operator'],
        ({ job }) =>
          job.submit.mutate({
            wallMaxMs: 1_000,
            spec: {
              ...{ version: 1, name: 'a', nonce: '', requester: null, program: digest(7) },
              ...{ args: [], axes: [], stdin: [], files: [], quorum: 1 },
              limits: { fuelMax: 2n ** 60n, memoryMaxBytes: 65_536, outputMaxBytes: 1 },
            },
          }),
      ],
      'job.cancel': [members, ({ job }) => job.cancel.mutate({ jobId })],
      'job.pause': [members, ({ job }) => job.pause.mutate({ jobId, reason: 'why' })],
      'job.resume': [members, ({ job }) => job.resume.mutate({ jobId })],
      'job.prioritise': [members, ({ job }) => job.prioritise.mutate({ jobId, priority: -100 })],
      'job.delete': [members, ({ job }) => job.delete.mutate({ jobId })],
      'job.list': [everybody, ({ job }) => job.list.query()],
      'job.fetch': [everybody, ({ job }) => job.fetch.query({ jobId })],
      'job.units': [everybody, ({ job }) => job.units.query({ jobId, from: 0, limit: 5 })],
      'job.unit': [everybody, ({ job }) => job.unit.query({ jobId, unitIndex: 0 })],
      'job.proof': [everybody, ({ job }) => job.proof.query({ jobId, unitIndex: 0 })],
      'job.search': [everybody, ({ job }) => job.search.query({ ...page, state: 'all' })],
      'hosts.search': [everybody, ({ hosts }) => hosts.search.query(page)],
      'ledger.batches': [everybody, ({ ledger }) => ledger.batches.query({ from: 0, limit: 5 })],
      'ledger.history': [everybody, ({ ledger }) => ledger.history.query({ range: 'day' })],
      'ledger.office': [everybody, ({ ledger }) => ledger.office.query()],
      'ledger.challenges': [everybody, ({ ledger }) => ledger.challenges.query()],
      'accounts.list': [everybody, ({ accounts }) => accounts.list.query(page)],
      'accounts.work': [everybody, ({ accounts }) => accounts.work.query({ account })],
      'accounts.refusals': [
        everybody,
        ({ accounts }) => accounts.refusals.query({ account, limit: 5 }),
      ],
      'accounts.credit': [everybody, ({ accounts }) => accounts.credit.query({ account })],
      'operator.block': [
        ['operator'],
        (client) => client.operator.block.mutate({ account, reason: 'why' }),
      ],
      'operator.unblock': [
        ['operator'],
        (client) => client.operator.unblock.mutate({ account, reason: 'why' }),
      ],
      'operator.retry': [['operator'], (client) => client.operator.retry.mutate({ reason: 'why' })],
      'operator.actions': [['operator'], (client) => client.operator.actions.query({ limit: 5 })],
    }
  const rows = Object.entries(calls).flatMap(([path, [allowed, call]]) =>
    everybody.map((who) => [path, who, allowed.includes(who), call] as const),
  )

  test.each(rows)('%s by %s: %s', async (path, who, allowed, call) => {
    if (allowed) {
      await call(clientOf(who))
      expect(asked).toHaveLength(1)
      return
    }
    const lacking = path.startsWith('operator.') ? 'OPERATOR_REQUIRED' : 'SUBMITTER_REQUIRED'
    const refusal = members.includes(who) ? lacking : 'SIGN_IN_REQUIRED'
    const guard = path.startsWith('host.') ? 'HOST_TOKEN_MISSING' : refusal
    expect(await failureOf(call(clientOf(who)))).toMatchObject({
      code: guard,
      retryable: false,
      hint: expect.stringMatching(/token|operator/),
    })
    expect(asked).toEqual([])
  })

  test('everybody is told who they are taken for, by nobody but the context', async () => {
    for (const [who, caller] of Object.entries(callers)) {
      expect(await clientOf(who).account.whoami.query()).toEqual(caller)
    }
    expect(asked).toEqual([])
  })

  test('a page gets its session as a cookie and never in an answer', async () => {
    answer = () => ({ account, expiresAtMs: 7, cookies: ['a secret'] })
    const entered = await clientOf(null).account.enter.mutate({ message: 'a text', signature })
    expect([entered, kept]).toEqual([{ account, expiresAtMs: 7 }, ['a secret']])
    answer = () => ({ cookies: ['forget it'] })
    expect(await clientOf(null).account.leave.mutate()).toBeUndefined()
    expect(kept).toEqual(['a secret', 'forget it'])
    expect(asked.at(-1)).toEqual(['leavePage', 'shown'])
  })

  test('every other procedure is in the table, but for the subscription', () => {
    const { procedures } = gridRouter._def as unknown as { procedures: object }
    const others = ['watch', 'account.whoami']
    expect(Object.keys(procedures).sort()).toEqual([...Object.keys(calls), ...others].sort())
  })

  test('a guard comes before the message is looked at', async () => {
    const response = await post('job.submit', '{}')
    expect(response.status).toBe(401)
  })
})

test('the session behind the token speaks, whatever the message says', async () => {
  await clientOf('host').host.acquire.mutate({ count: 3 })
  await clientOf('host').host.returnLease.mutate({
    ...{ leaseId: digest(1) as never, code: 'WASM_REFUSED', message: 'no' },
  })
  expect(asked).toEqual([
    ['acquire', session, 3, null, null],
    ['returnLease', session, digest(1), 'WASM_REFUSED: no'],
  ])
})

test('a host may tell its room, a speed beyond 2^53 included', async () => {
  const sizes = { memoryMaxBytes: 2 ** 33, outputMaxBytes: 2 ** 20, timeMaxMs: 5 }
  const room = { ...sizes, fuelPerSecond: 2n ** 63n, jobs: [jobId] }
  await clientOf('host').host.acquire.mutate({ count: 3, room })
  expect(asked).toEqual([['acquire', session, 3, room, null]])
})

test.each([
  ['a priority beyond the bound', 'prioritise', { priority: 101 }],
  ['half a priority', 'prioritise', { priority: 0.5 }],
  ['no reason', 'pause', { reason: '' }],
  ['a long reason', 'pause', { reason: 'a'.repeat(101) }],
  ['a reason with a line feed', 'pause', { reason: 'a\nb' }],
])('%s is refused', async (_what, procedure, input) => {
  const { job } = clientOf('operator') as never as {
    job: Record<string, { mutate: (input: object) => Promise<unknown> }>
  }
  const refused = await failureOf(job[procedure]?.mutate({ jobId, ...input }) as Promise<unknown>)
  expect(refused.code).toBe('BAD_MESSAGE')
  expect(asked).toEqual([])
})

test('bigint crosses the wire exactly, both ways', async () => {
  const fuelMax = 2n ** 62n - 1n
  const detail = { spec: { limits: { fuelMax } }, units: 3 }
  answer = () => detail
  const found = await clientOf(null).job.fetch.query({ jobId })
  expect(found).toEqual(detail)
  await clientOf('host').host.report.mutate({
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
  expect(asked.at(-1)).toMatchObject(['report', session, [{ receipt: { fuel: fuelMax } }]])
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
    answer = () => {
      throw thrown
    }
    const { code, message, hint, retryable, details } = thrown
    const failure = await failureOf(clientOf(null).job.list.query())
    expect(failure).toMatchObject({ code, message, hint, retryable, details })
    expect((await fetch(`${url}/trpc/job.list`)).status).toBe(status)
  })

  test('one from another realm, known by its shape alone, does too', async () => {
    answer = () => {
      throw Object.assign(new Error('found it'), { code: 'FAR_AWAY', retryable: true, details: {} })
    }
    const failure = await failureOf(clientOf(null).job.list.query())
    expect(failure).toMatchObject({ code: 'FAR_AWAY', message: 'found it', retryable: true })
  })
})

test.each([
  ['an error of the platform', new Error('password is hunter2')],
  ['a text', 'password is hunter2'],
])('%s stays in the house: nobody outside reads what it says', async (_, thrown) => {
  answer = () => {
    throw thrown
  }
  const failure = await failureOf(clientOf(null).job.list.query())
  expect(failure).toMatchObject({ code: 'INTERNAL', message: 'INTERNAL', retryable: false })
  const response = await fetch(`${url}/trpc/job.list`)
  expect(response.status).toBe(500)
  expect(await response.text()).not.toMatch(/hunter2|over-http|node_modules/)
})

test.each([
  ['a key too many', 'host.acquire', '{"json":{"count":1,"x":1}}', 400, 'BAD_MESSAGE'],
  ['nothing', 'host.acquire', '{}', 400, 'BAD_MESSAGE'],
  ['no JSON', 'host.acquire', '{', 400, 'BAD_MESSAGE'],
  ['an unknown procedure', 'host.give', '{}', 404, 'NOT_FOUND'],
])('a message with %s is refused with a code', async (_, path, body, status, code) => {
  const response = await post(path, body)
  expect(response.status).toBe(status)
  const { error } = (await response.json()) as { error: { json: { data: { grid: unknown } } } }
  expect(error.json.data.grid).toMatchObject({ code, retryable: false })
  expect(asked).toEqual([])
})

test('a coordinator that is not there, or is something else, is unreachable for now', async () => {
  const expected = { code: 'COORDINATOR_UNREACHABLE', retryable: true, details: { url } }
  const nowhere = createGridClient({ url: 'http://127.0.0.1:1' })
  expect(await failureOf(nowhere.describe.query())).toMatchObject(expected)
  const page = createGridClient({
    url,
    fetch: () => Promise.resolve(new Response('<html>') as never),
  })
  expect(await failureOf(page.describe.query())).toMatchObject(expected)
})

test('an answer that only looks like an error of the house is not taken for one', async () => {
  const forged = { error: { json: { message: 'm', code: -32_000, data: { grid: { code: 7 } } } } }
  const lying = createGridClient({
    url,
    fetch: () => Promise.resolve(new Response(JSON.stringify(forged), { status: 500 }) as never),
  })
  expect((await failureOf(lying.describe.query())).code).toBe('COORDINATOR_UNREACHABLE')
})

test('the client knows the types of the answers', () => {
  const client = clientOf(null)
  expectTypeOf(client.describe.query).returns.resolves.toEqualTypeOf<GridDescription>()
  expectTypeOf(client.job.fetch.query).returns.resolves.toEqualTypeOf<JobDetail>()
  expectTypeOf(client.host.acquire.mutate).returns.resolves.toEqualTypeOf<Acquired>()
  expectTypeOf(client.host.acquire.mutate)
    .parameter(0)
    .toEqualTypeOf<z.input<typeof acquireSchema>>()
})
