/**
 * Every procedure that the router has, whoever adds the next one, is sent what nobody should send
 * it, by everybody: an answer with a code, of bounded size, in the log, and nothing is credited.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { utf8 } from '@pumasi/domain'
import { keysOf } from '@pumasi/engine/testing'
import { gridRouter, transformer } from '@pumasi/protocol'
import { logTo } from './telemetry/log.ts'
import { messagesFor } from './testing/messages-for.ts'
import { operatorToken, startTestCoordinator } from './testing/test-coordinator.ts'
import type { TestCoordinator } from './testing/test-coordinator.ts'

interface Procedure {
  readonly _def: {
    readonly type: 'query' | 'mutation' | 'subscription'
    readonly inputs: readonly z.ZodType[]
  }
}
const procedures = Object.entries(
  gridRouter._def.procedures as unknown as Readonly<Record<string, Procedure>>,
)

const host = keysOf('host')
const lines: string[] = []
const sent = new Map<string, number>()
let grid: TestCoordinator
let tokens: readonly (string | null)[]
let words: readonly unknown[]

beforeAll(async () => {
  const { logger } = logTo({ write: (line) => lines.push(line) }, 'debug')
  grid = await startTestCoordinator({ parts: { logger } })
  const program = await grid.blobs.putBlob(utf8('a program'))
  const { jobId } = await grid.call(operatorToken, (client) =>
    client.job.submit.mutate({
      wallMaxMs: 60_000,
      spec: {
        ...{ version: 1, name: 'a job', nonce: '', requester: null, program, quorum: 2 },
        ...{ args: ['{n}'], axes: [{ name: 'n', from: 1, to: 3 }], stdin: [], files: [] },
        limits: { fuelMax: 1_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
      },
    }),
  )
  const token = await grid.register(host)
  const { leases } = await grid.call(token, (client) => client.host.acquire.mutate({ count: 2 }))
  tokens = [null, token, operatorToken, 'a token of nobody']
  words = [
    ...[host.account, host.session, program, jobId, ...leases.map(({ leaseId }) => leaseId)],
    ...[`0x${'cd'.repeat(65)}`, 'a name', 'MACHINE_BUSY', 'ABCD2345', 'exited', 'hour', 'all'],
    ...['{n}', 'n', '', 'data/a.txt', true, false, null, 0, 1, 2, 3, 50, 1_000, 60_000, 65_536],
    ...[2 ** 31, 0n, 1n, 7n, 2n ** 60n, 2n ** 64n - 1n],
  ]
  lines.length = 0
})
afterAll(() => grid.end())

const headersOf = (token: string | null) => ({
  'content-type': 'application/json',
  ...(token !== null && { authorization: `Bearer ${token}` }),
})

/** Sends text as it is, which need not be JSON. */
async function say(path: string, isChange: boolean, token: string | null, text: string) {
  sent.set(path, (sent.get(path) ?? 0) + 1)
  const headers = headersOf(token)
  const query = isChange ? '' : `?input=${encodeURIComponent(text)}`
  const response = await fetch(`${grid.url}/trpc/${path}${query}`, {
    ...{ method: isChange ? 'POST' : 'GET', headers, ...(isChange && { body: text }) },
  })
  const { status } = response
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    await response.body?.cancel()
    return { status, answer: '' }
  }
  return { status, answer: await response.text() }
}

interface Refusal {
  readonly error?: { readonly json: { readonly data: { readonly grid: object } } }
}

test.each(procedures)('%s', async (path, { _def: { type, inputs } }) => {
  const [schema] = inputs
  const messages = schema ? messagesFor(schema, words) : fc.constantFrom(undefined, null, 7, {})
  const written = messages.map((message) => JSON.stringify(transformer.serialize(message)))
  const texts = fc.oneof(
    { weight: 8, arbitrary: written },
    { weight: 1, arbitrary: written.map((text) => text.slice(0, -2)) },
    { weight: 1, arbitrary: fc.string({ maxLength: 50 }) },
  )
  let understood = schema === undefined ? 1 : 0
  await fc.assert(
    fc.asyncProperty(texts, fc.constantFrom(...tokens), async (text, token) => {
      if (schema !== undefined && isUnderstood(schema, text)) understood += 1
      const { status, answer } = await say(path, type === 'mutation', token, text)
      expect(status, answer).toBeLessThan(500)
      expect(answer.length).toBeLessThan(100_000)
      expect(answer).not.toMatch(/node_modules|at .*\.ts:|INTERNAL|INVARIANT/)
      if (status < 400) return
      const { error } = JSON.parse(answer) as Refusal
      expect(error?.json.data.grid, answer).toMatchObject({
        code: expect.stringMatching(/^[A-Z][A-Z0-9_]+$/),
        message: expect.stringMatching(/./),
        hint: expect.stringMatching(/./),
      })
    }),
    { seed: 4, numRuns: 20 },
  )
  // A procedure whose messages are all refused at its door was not tried: `words` lacks one.
  expect(understood).toBeGreaterThan(0)
})

function isUnderstood(schema: z.ZodType, text: string): boolean {
  try {
    return schema.safeParse(transformer.deserialize(JSON.parse(text))).success
  } catch {
    return false
  }
}

test('each of these requests is one line in the log, and nobody was credited', async () => {
  const requests = () =>
    lines
      .map((line) => JSON.parse(line) as { msg: string; procedure: string })
      .filter(({ msg }) => msg.startsWith('request'))
  const all = [...sent.values()].reduce((sum, count) => sum + count, 0)
  while (requests().length < all) await new Promise((resolve) => setImmediate(resolve))
  const counts = new Map<string, number>()
  for (const { procedure } of requests()) counts.set(procedure, (counts.get(procedure) ?? 0) + 1)
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(sent))
  expect(await grid.store.fetchReceipts({ limit: 100 })).toEqual([])
  expect((await grid.store.fetchTip()).credits).toEqual([])
  expect(await grid.store.fetchCounts()).toMatchObject({ believed: 0 })
})
