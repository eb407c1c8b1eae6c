import { connect } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import type { JobId, JobSpec } from '@pumasi/domain'
import { grantOf, keysOf } from '@pumasi/engine/testing'
import { signChallenge, signDelegation } from '@pumasi/proof'
import { MESSAGE_BYTES_MAX } from '@pumasi/protocol'
import type { GridClient } from '@pumasi/protocol'
import { domain, errorIn, operatorToken, startTestCoordinator } from './testing/test-coordinator.ts'
import type { TestCoordinator } from './testing/test-coordinator.ts'

let grid: TestCoordinator
let hostToken: string
const host = keysOf('host')
beforeAll(async () => {
  grid = await startTestCoordinator()
})
afterAll(() => grid.end())
beforeEach(async () => {
  hostToken = await grid.register(host)
})

const nothing = digestOf(utf8('nothing'))
const noJob = nothing as string as JobId

async function makeSpec(changed: Partial<JobSpec> = {}): Promise<JobSpec> {
  return {
    version: 1,
    name: 'a job',
    nonce: '',
    requester: null,
    program: await grid.blobs.putBlob(utf8('a program')),
    args: ['{n}'],
    axes: [{ name: 'n', from: 1, to: 3 }],
    stdin: [],
    files: [],
    limits: { fuelMax: 1_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
    quorum: 2,
    ...changed,
  } as JobSpec
}
const submit = (spec: JobSpec) =>
  grid.call(operatorToken, (client) => client.job.submit.mutate({ spec, wallMaxMs: 60_000 }))

describe('guards', () => {
  const receipts = [{}] as never
  const hostCalls: [string, (client: GridClient) => Promise<unknown>][] = [
    ['acquire', (client) => client.host.acquire.mutate({ count: 1 })],
    ['renew', (client) => client.host.renew.mutate({ leaseIds: [] })],
    ['report', (client) => client.host.report.mutate({ receipts })],
    [
      'returnLease',
      (client) =>
        client.host.returnLease.mutate({ leaseId: nothing as never, code: 'X', message: '' }),
    ],
  ]
  test.each(hostCalls)('host.%s wants the token of a host', async (_name, act) => {
    const expired = grid.tokens.issueToken(host.session, grid.clock.nowMs() - 86_400_000)
    for (const token of [null, 'nonsense', operatorToken, expired]) {
      await expect(grid.call(token, act)).rejects.toMatchObject({ code: 'HOST_TOKEN_MISSING' })
    }
  })

  const operatorCalls: [string, (client: GridClient) => Promise<unknown>][] = [
    ['cancel', (client) => client.job.cancel.mutate({ jobId: noJob })],
    ['delete', (client) => client.job.delete.mutate({ jobId: noJob })],
    [
      'submit',
      async (client) => client.job.submit.mutate({ spec: await makeSpec(), wallMaxMs: 1e3 }),
    ],
  ]
  test.each(operatorCalls)(
    'job.%s wants somebody signed in, or the operator token',
    async (_name, act) => {
      for (const token of [null, 'nonsense', hostToken]) {
        await expect(grid.call(token, act)).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' })
      }
      expect(await grid.call(null, (client) => client.job.list.query())).toEqual([])
    },
  )

  test('a token for a session that was never admitted opens nothing', async () => {
    const token = grid.tokens.issueToken(keysOf('stranger').session, grid.clock.nowMs())
    const acquire = grid.call(token, (client) => client.host.acquire.mutate({ count: 1 }))
    await expect(acquire).rejects.toMatchObject({ code: 'UNKNOWN_HOST' })
  })
})

describe('registration', () => {
  const stranger = keysOf('stranger')
  test.each([
    ['a version of the future', { protocolVersion: 99 }, 'PROTOCOL_VERSION_UNKNOWN'],
    ['a version before all', { protocolVersion: 0 }, 'PROTOCOL_VERSION_UNKNOWN'],
    ['a challenge nobody gave', { challenge: nothing }, 'CHALLENGE_STALE'],
    [
      'a signature of another key',
      { signature: signChallenge(nothing, domain, stranger.sessionKey) },
      'SESSION_NOT_HELD',
    ],
    [
      'a delegation the wallet did not sign',
      { delegation: signDelegation(grantOf(stranger), domain, keysOf('x').walletKey) },
      'DELEGATION_FORGED',
    ],
    [
      'a delegation that is over',
      {
        delegation: signDelegation(
          { ...grantOf(stranger), notBefore: 1, expiresAt: 2 },
          domain,
          stranger.walletKey,
        ),
      },
      'DELEGATION_EXPIRED',
    ],
    ['a name that moves the cursor', { name: '\u001b[2J' }, 'BAD_MESSAGE'],
    ['a key of its own', { more: 1 }, 'BAD_MESSAGE'],
  ])('%s is refused', async (_what, changed, code) => {
    await expect(grid.register(stranger, changed)).rejects.toMatchObject({ code })
    expect(await grid.store.fetchHost(stranger.session)).toBeNull()
  })
})

test('a job goes from the operator to a host and is shown', async () => {
  const { jobId, unitCount, state } = await submit(await makeSpec())
  expect([unitCount, state]).toEqual([3, 'inserted'])
  expect((await submit(await makeSpec())).state).toBe('known')
  const { leases, leaseMs } = await grid.call(hostToken, (client) =>
    client.host.acquire.mutate({ count: 2 }),
  )
  expect(leases.map(({ unitIndex, input }) => [unitIndex, input.args])).toEqual([
    [0, ['1']],
    [1, ['2']],
  ])
  expect(leaseMs).toBe(60_000)
  const [first, second] = leases.map(({ leaseId }) => leaseId)
  const returned = await grid.call(hostToken, (client) =>
    client.host.returnLease.mutate({ leaseId: first as never, code: 'MACHINE_X', message: 'no' }),
  )
  expect(returned).toBe('returned')
  const renew = (client: GridClient) =>
    client.host.renew.mutate({ leaseIds: [first, second] as never })
  expect(await grid.call(hostToken, renew)).toEqual([second])

  const detail = await grid.call(null, (client) => client.job.fetch.query({ jobId }))
  expect(detail).toMatchObject({ units: 3, believed: 0, activeLeases: 1 })
  expect(detail.spec).toEqual(await makeSpec())
  const units = await grid.call(null, (client) =>
    client.job.units.query({ jobId, from: 0, limit: 10 }),
  )
  expect(units.map(({ state: each }) => each)).toEqual(['open', 'open', 'open'])
  const status = await grid.call(null, (client) => client.status.query())
  expect(status.hosts[0]).toMatchObject({ account: host.account, returned: 1, suspended: null })
  expect(status.hosts[0]).not.toHaveProperty('delegation')

  const cancel = (client: GridClient) => client.job.cancel.mutate({ jobId })
  const remove = (client: GridClient) => client.job.delete.mutate({ jobId })
  await expect(grid.call(operatorToken, remove)).rejects.toMatchObject({ code: 'JOB_RUNNING' })
  expect(await grid.call(operatorToken, cancel)).toBe(true)
  expect(await grid.call(operatorToken, cancel)).toBe(false)
  await grid.call(operatorToken, remove)
  await expect(grid.call(operatorToken, remove)).rejects.toMatchObject({ code: 'UNKNOWN_JOB' })
})

test('what a job lacks, or asks too much of, is told by code', async () => {
  const axes = [{ name: 'n', from: 1, to: 10_000_000 }]
  for (const [changed, code] of [
    [{ program: nothing }, 'JOB_MISSING_BLOB'],
    [{ axes }, 'JOB_TOO_LARGE'],
    [{ args: ['{m}'] }, 'JOB_UNKNOWN_PLACEHOLDER'],
    [{ quorum: 0 }, 'BAD_MESSAGE'],
  ] as const) {
    await expect(submit(await makeSpec(changed))).rejects.toMatchObject({ code })
  }
  const fetched = grid.call(null, (client) => client.job.fetch.query({ jobId: noJob }))
  await expect(fetched).rejects.toMatchObject({ code: 'UNKNOWN_JOB', details: { jobId: noJob } })
})

test('describes the grid: chain, ledger, rules', async () => {
  expect(await grid.call(null, (client) => client.describe.query())).toMatchObject({
    ...{ protocolVersion: 2, chainId: domain.chainId, ledger: domain.ledger },
    rules: { quorumMin: 1, fuelPerCreditMicro: 1_000n },
  })
})

describe('messages that are none', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${grid.url}/trpc/host.challenge`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  test.each([
    ['broken JSON', '{"json":'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '1'],
    ['another form', '{"json":{"session":7}}'],
    ['a session that is none', '{"json":{"session":"0x12"}}'],
    ['an unknown key', `{"json":{"session":"${host.session}","more":1}}`],
    ['a key of the prototype', '{"json":{"__proto__":{"session":"x"}}}'],
    ['a deep nest', `{"json":${'['.repeat(19_000)}${']'.repeat(19_000)}}`],
    [
      'a path through the prototype',
      '{"json":{},"meta":{"values":{"__proto__.polluted":["bigint"]}}}',
    ],
  ])('%s is a bad message and nothing more', async (_what, body) => {
    const answer = await post(body)
    const text = await answer.text()
    expect(answer.status).toBe(400)
    expect(text).toContain('BAD_MESSAGE')
    expect(text).not.toMatch(/node_modules|at .*\.ts:/)
    expect({}).not.toHaveProperty('polluted')
  })

  test('more than a message may hold is refused unread', async () => {
    const body = `{"json":{"session":"${'0'.repeat(MESSAGE_BYTES_MAX)}"}}`
    expect(await errorIn(await post(body))).toEqual({ status: 413, code: 'MESSAGE_TOO_LARGE' })
  })

  test.each<[string, (client: GridClient) => Promise<unknown>, string]>([
    [
      'more characters than it needs',
      (client) => client.host.challenge.mutate({ session: '0'.repeat(600_000) as never }),
      'MESSAGE_TOO_LARGE',
    ],
    [
      'more values than it needs',
      (client) => client.host.challenge.mutate({ session: Array(20_001).fill(0) as never }),
      'MESSAGE_TOO_DENSE',
    ],
    [
      'a job of more values than any needs',
      (client) =>
        client.job.submit.mutate({
          spec: { args: Array(120_001).fill('') },
          wallMaxMs: 1,
        }),
      'MESSAGE_TOO_DENSE',
    ],
  ])('%s are refused before they are parsed', async (_, act, code) => {
    const bearer = code === 'MESSAGE_TOO_DENSE' ? operatorToken : null
    await expect(grid.call(bearer, act)).rejects.toMatchObject({
      ...{ code, hint: expect.stringMatching(/^Send /), retryable: false },
      details: { expectedMax: expect.any(Number) },
    })
  })

  test('regression: a form, which nobody sends here, is refused before it has ended', async () => {
    const leaving = new AbortController()
    const head = '--x\r\ncontent-disposition: form-data; name="a"; filename="a"\r\n\r\n'
    const body = new ReadableStream({ start: (stream) => stream.enqueue(utf8(head)) })
    const answer = await fetch(`${grid.url}/trpc/host.challenge`, {
      ...{ method: 'POST', body, duplex: 'half', signal: leaving.signal },
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    })
    expect(await errorIn(answer)).toEqual({ status: 400, code: 'BAD_MESSAGE' })
    leaving.abort()
  })

  test('more receipts, leases or units than a message may name are refused', async () => {
    const leaseIds = Array.from({ length: 51 }, () => nothing) as never
    const acts: ((client: GridClient) => Promise<unknown>)[] = [
      (client) => client.host.acquire.mutate({ count: 51 }),
      (client) => client.host.renew.mutate({ leaseIds }),
      (client) => client.host.report.mutate({ receipts: [] }),
      (client) => client.job.units.query({ jobId: noJob, from: 0, limit: 1_001 }),
      (client) => client.job.units.query({ jobId: noJob, from: -1, limit: 1 }),
    ]
    for (const act of acts) {
      await expect(grid.call(hostToken, act)).rejects.toMatchObject({ code: 'BAD_MESSAGE' })
    }
  })

  test('bytes that are no HTTP end the connection', async () => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(grid.url).port) })
    await once(socket, 'connect')
    socket.on('data', () => undefined)
    socket.write('\u0000\u0001 nonsense\r\n\r\n')
    await once(socket, 'close')
  })
})

test.each([
  ['GET', '/nowhere'],
  ['GET', '/blobs'],
  ['GET', '/..%2f..%2fpackage.json'],
  ['GET', '/.env'],
  ['POST', '/healthz'],
  ['DELETE', `/blobs/${nothing}`],
])('%s %s is no route', async (method, path) => {
  const answer = await fetch(`${grid.url}${path}`, { method })
  expect(await errorIn(answer)).toEqual({ status: 404, code: 'UNKNOWN_ROUTE' })
})

test('an unknown call is told so', async () => {
  const answer = await fetch(`${grid.url}/trpc/no.such.call`)
  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain('NOT_FOUND')
})

test.each(['/healthz', '/trpc/describe', '/nowhere', `/blobs/${nothing}`])(
  'answers at %s carry the security headers',
  async (path) => {
    const { headers } = await fetch(`${grid.url}${path}`)
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe-eval')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  },
)

const policyAt = async (path: string) =>
  (await fetch(`${grid.url}${path}`)).headers.get('content-security-policy') ?? ''

test('only the script that reads chains may speak to others, and it may not compile', async () => {
  expect(await policyAt('/chain/chain-thread-A1_b-2.js')).toBe(
    "default-src 'none'; script-src 'self'; connect-src http: https:; base-uri 'none'; " +
      "form-action 'none'; frame-ancestors 'none'",
  )
  for (const path of ['/verify', '/chain/', '/chain/a/b.js', '/chain/x.js?y', '/constructor/x.js'])
    expect(await policyAt(path)).toContain("connect-src 'self';")
})

test('only the script that runs programs may compile, and it may speak to nobody', async () => {
  expect(await policyAt('/sandbox/web-thread-A1_b-2.js')).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; " +
      "form-action 'none'; frame-ancestors 'none'",
  )
  const others = ['/', '/sandbox/', '/sandbox/x.js?y', '/sandbox/a/b.js', '/sandbox/..%2fx.js']
  for (const path of [...others, '/assets/x.js', '//sandbox/x.js']) {
    expect(await policyAt(path)).toContain("script-src 'self';")
  }
})
