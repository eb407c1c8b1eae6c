import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { utf8 } from '@pumasi/domain'
import { keysOf } from '@pumasi/engine/testing'
import { operatorToken, startTestCoordinator } from '../testing/test-coordinator.ts'
import type { TestCoordinator } from '../testing/test-coordinator.ts'
import { logTo } from './log.ts'

let grid: TestCoordinator
const lines: string[] = []
const log = logTo({ write: (line) => lines.push(line) }, 'debug')
beforeAll(async () => {
  grid = await startTestCoordinator({ parts: { logger: log.logger } })
})
afterAll(() => grid.end())
beforeEach(() => {
  lines.length = 0
})

/** The lines about requests, once there are `count`. */
async function requestLines(count: number): Promise<Record<string, unknown>[]> {
  const read = () =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request')
  while (read().length < count) await new Promise((resolve) => setImmediate(resolve))
  return read()
}
const metric = async (start: string): Promise<string | undefined> => {
  const page = await grid.metrics.registry.metrics()
  return page.split('\n').find((line) => line.startsWith(start))
}

test('one line for each request: what, by whom, how it ended; one id for both ends', async () => {
  const host = keysOf('host')
  const token = await grid.register(host)
  await requestLines(2)
  lines.length = 0
  const answer = await fetch(`${grid.url}/trpc/host.acquire`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', authorization: `Bearer ${token}` },
      'x-request-id': 'their-own.id:1',
    },
    body: '{"json":{"count":1}}',
  })
  expect(answer.headers.get('x-request-id')).toBe('their-own.id:1')
  expect(await requestLines(1)).toEqual([
    expect.objectContaining({
      ...{ requestId: 'their-own.id:1', procedure: 'host.acquire', status: 200, code: 'OK' },
      ...{ session: host.session, ms: expect.any(Number) as number, level: 20 },
    }),
  ])
  expect(lines.join('')).not.toContain(token)
})

test.each([['a\r\nb: c'], ['x'.repeat(65)], ['<script>'], ['']])(
  'the id %j is not taken',
  async (id) => {
    // What cannot be a header at all is not even sent.
    const sent = /[\r\n]/.test(id) ? {} : { 'x-request-id': id }
    const answer = await fetch(`${grid.url}/healthz`, { headers: sent })
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  },
)

test('failures carry their code, strangers’ paths make no new series', async () => {
  await fetch(`${grid.url}/trpc/host.acquire`, { method: 'POST', body: '{}' })
  await fetch(`${grid.url}/trpc/no.such.thing`)
  await fetch(`${grid.url}/nowhere/${Math.PI}`)
  await fetch(`${grid.url}/blobs/nonsense`)
  const found = await requestLines(4)
  expect(found.map(({ procedure, code }) => `${procedure} ${code}`).toSorted()).toEqual([
    ...['GET /blobs/:digest BAD_HEX', 'host.acquire UNSUPPORTED_MEDIA_TYPE'],
    ...['nothing UNKNOWN_ROUTE', 'unknown call NOT_FOUND'],
  ])
  const page = await grid.metrics.registry.metrics()
  expect(page).not.toMatch(/no\.such\.thing|nowhere|nonsense/)
})

test('machines that ask all the time are not in the log, unless somebody debugs', async () => {
  await fetch(`${grid.url}/healthz`)
  await fetch(`${grid.url}/readyz`)
  await fetch(`${grid.url}/trpc/describe`)
  const found = await requestLines(3)
  const shown = found.filter(({ level }) => Number(level) >= 30)
  expect(shown.map(({ procedure }) => procedure)).toEqual(['describe'])
})

test('requests, leases and receipts are counted', async () => {
  const token = await grid.register(keysOf('counted'))
  const spec = {
    ...{ version: 1 as const, name: 'a job', nonce: '', requester: null, args: [] },
    program: await grid.blobs.putBlob(utf8('a program')),
    ...{ axes: [{ name: 'n', from: 1, to: 3 }], stdin: [], files: [] },
    ...{ limits: { fuelMax: 1_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 }, quorum: 2 },
  }
  await grid.call(operatorToken, (client) => client.job.submit.mutate({ spec, wallMaxMs: 60_000 }))
  await grid.call(token, (client) => client.host.acquire.mutate({ count: 2 }))
  await requestLines(4)
  expect(await metric('pumasi_leases_granted_total')).toBe('pumasi_leases_granted_total 2')
  expect(await metric('pumasi_requests_total{procedure="job.submit"')).toContain('code="OK"} 1')
  expect(await metric('pumasi_request_seconds_count{procedure="job.submit"')).toContain(' 1')
  expect(await metric('pumasi_calls_working{kind="report"}')).toContain(' 0')
  expect(await metric('nodejs_eventloop_lag_p99_seconds')).toBeDefined()
  expect(await metric('process_resident_memory_bytes')).toBeDefined()
})

test('metrics are for the operator', async () => {
  const ask = (headers: Record<string, string>) => fetch(`${grid.url}/metrics`, { headers })
  for (const headers of [{}, { authorization: `Bearer ${await grid.register(keysOf('host'))}` }]) {
    expect((await ask(headers)).status).toBe(403)
  }
  const page = await ask({ authorization: `Bearer ${operatorToken}` })
  expect([page.status, page.headers.get('content-type')]).toEqual([
    ...[200, 'text/plain; version=0.0.4; charset=utf-8'],
  ])
  expect(await page.text()).toContain('# HELP pumasi_requests_total')
})

test('says whether it lives and whether it can work, and why not', async () => {
  const read = async (path: string) => {
    const answer = await fetch(`${grid.url}${path}`)
    return [answer.status, await answer.json()]
  }
  const ready = { ok: true, state: 'ready', reasons: {} }
  expect(await read('/readyz')).toEqual([200, ready])
  grid.setUnready('the database does not answer')
  const reasons = { test: 'the database does not answer' }
  expect(await read('/readyz')).toEqual([503, { ok: false, state: 'unready', reasons }])
  expect(await read('/healthz')).toEqual([200, { ok: true }])
  grid.setUnready(null)
  expect(await read('/readyz')).toEqual([200, ready])
})

test('a link into the console gets its page, everything else is no route', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-console-'))
  await writeFile(join(folder, 'index.html'), '<title>console</title>')
  const other = await startTestCoordinator({ parts: { consoleFolder: folder } })
  const ask = async (path: string, accept: string, method = 'GET') => {
    const answer = await fetch(`${other.url}${path}`, { method, headers: { accept } })
    const page = (await answer.text()).includes('console') && answer.status === 200
    return page ? answer.headers.get('cache-control') : answer.status
  }
  const browser = 'text/html,application/xhtml+xml,*/*;q=0.8'
  expect(await ask('/jobs/0x12?tab=units', browser)).toBe('public, max-age=0')
  expect(await ask('/', browser)).not.toBe(404)
  for (const path of ['/trpc/x', '/blobs', '/metrics/x', '/.env', '/missing.js', '/assets/x']) {
    expect(await ask(path, browser), path).toBe(404)
  }
  expect(await ask('/jobs/0x12', '*/*')).toBe(404)
  expect(await ask('/jobs/0x12', browser, 'POST')).toBe(404)
  await other.end()
  await rm(folder, { recursive: true })
})
