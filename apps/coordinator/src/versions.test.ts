/**
 * Old and new programs before one coordinator: messages as protocol version 1 wrote them, by hand,
 * and a version that is not out yet. What was said then must be understood for ever.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestOf, encodeOutput, emptyOutput, utf8 } from '@pumasi/domain'
import { grantOf, keysOf } from '@pumasi/engine/testing'
import { signChallenge, signDelegation, signReceipt } from '@pumasi/proof'
import type { Receipt } from '@pumasi/proof'
import { PROTOCOL_VERSION, PROTOCOL_VERSION_LEAST } from '@pumasi/protocol'
import { domain, operatorToken, startTestCoordinator } from './testing/test-coordinator.ts'
import type { TestCoordinator } from './testing/test-coordinator.ts'

let grid: TestCoordinator
beforeAll(async () => {
  grid = await startTestCoordinator()
})
afterAll(() => grid.end())

interface Wire {
  readonly result?: { readonly data: { readonly json: Record<string, unknown> } }
  readonly error?: { readonly json: { readonly data: { readonly grid: Record<string, unknown> } } }
}

/** One call as the bytes of it are, past every client of today. */
async function say(path: string, token: string | null, json: unknown, meta?: unknown) {
  const headers = {
    'content-type': 'application/json',
    ...(token !== null && { authorization: `Bearer ${token}` }),
  }
  const body = JSON.stringify({ json, ...(meta !== undefined && { meta }) })
  const answer = await fetch(`${grid.url}/trpc/${path}`, { method: 'POST', headers, body })
  const wire = (await answer.json()) as Wire
  return { said: wire.result?.data.json ?? {}, refused: wire.error?.json.data.grid ?? null }
}

async function register(name: string, protocolVersion: number) {
  const keys = keysOf(name)
  const { said } = await say('host.challenge', null, { session: keys.session })
  const challenge = said['challenge'] as `0x${string}`
  return say('host.register', null, {
    protocolVersion,
    delegation: signDelegation(grantOf(keys), domain, keys.walletKey),
    ...{ name, platform: 'linux x64', challenge },
    signature: signChallenge(challenge, domain, keys.sessionKey),
  })
}

test('a requester and two workers of version 1 get a unit believed', async () => {
  const output = encodeOutput({ ...emptyOutput('exited'), stdout: utf8('42') })
  await grid.blobs.putBlob(output)
  const spec = {
    ...{ version: 1, name: 'an old job', nonce: '', requester: null },
    program: await grid.blobs.putBlob(utf8('an old program')),
    ...{ args: ['{n}'], axes: [{ name: 'n', from: 1, to: 1 }], stdin: [], files: [] },
    limits: { fuelMax: '1000', memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
    quorum: 2,
  }
  const bigint = { values: { 'spec.limits.fuelMax': ['bigint'] }, v: 1 }
  const submission = { spec, wallMaxMs: 60_000 }
  const { said: job } = await say('job.submit', operatorToken, submission, bigint)
  expect(job).toMatchObject({ unitCount: 1, state: 'inserted' })
  for (const name of ['one', 'two']) {
    const token = (await register(name, 1)).said['token'] as string
    const { said } = await say('host.acquire', token, { count: 1 })
    const [lease] = said['leases'] as Record<'leaseId' | 'inputHash', never>[]
    expect(lease).toMatchObject({ jobId: job['jobId'], unitIndex: 0, wallMaxMs: 60_000 })
    const leaseIds = [lease?.leaseId]
    expect((await say('host.renew', token, { leaseIds })).said).toEqual(leaseIds)
    const receipt: Receipt = {
      ...{ jobId: job['jobId'] as never, unitIndex: 0, programHash: spec.program },
      inputHash: lease?.inputHash as never,
      ...{ outputHash: digestOf(output), exitClass: 'exited', fuel: 7n, rewriterVersion: 1 },
      ...{ leaseId: lease?.leaseId as never, account: keysOf(name).account },
    }
    const { signature } = signReceipt(receipt, domain, keysOf(name).sessionKey)
    const receipts = [{ receipt: { ...receipt, fuel: '7' }, signature }]
    const fuel = { values: { 'receipts.0.receipt.fuel': ['bigint'] }, v: 1 }
    const { said: answers } = await say('host.report', token, { receipts }, fuel)
    expect(answers).toMatchObject([{ answer: 'accepted', code: null }])
  }
  const jobs = await grid.call(null, (client) => client.job.list.query())
  expect(jobs).toMatchObject([{ name: 'an old job', believed: 1 }])
})

test.each([0, PROTOCOL_VERSION + 1])(
  'a worker of version %i is told what to do',
  async (version) => {
    const { refused } = await register('another', version)
    expect(refused).toMatchObject({
      ...{ code: 'PROTOCOL_VERSION_UNKNOWN', retryable: false },
      hint: 'Update the program that asks, or the coordinator, whichever is older.',
      details: { protocolVersion: PROTOCOL_VERSION, protocolVersionLeast: PROTOCOL_VERSION_LEAST },
    })
    expect(refused?.['message']).toContain(`found protocol version ${version}, expected one of`)
  },
)
