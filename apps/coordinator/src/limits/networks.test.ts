/** Where hosts ask from: what a proxy says counts only when an operator trusts that proxy. */
import { afterEach, expect, test } from 'vitest'
import { utf8 } from '@pumasi/domain'
import type { JobSpec } from '@pumasi/domain'
import { createMemoryStore, keysOf, trustRules } from '@pumasi/engine/testing'
import { operatorToken, startTestCoordinator } from '../testing/test-coordinator.ts'
import type { TestCoordinator } from '../testing/test-coordinator.ts'

let grid: TestCoordinator
afterEach(() => grid.end())

async function begin(trustedProxies: readonly string[] | undefined) {
  const one = { ...trustRules.trust, newcomersPerAddressMax: 1 }
  grid = await startTestCoordinator({
    ...{ rules: { ...trustRules, trust: one }, store: createMemoryStore() },
    parts: { trustedProxies },
  })
  const spec: JobSpec = {
    ...{ version: 2, name: 'a job', nonce: '', requester: null, trust: { kind: 'adaptive' } },
    program: await grid.blobs.putBlob(utf8('a program')),
    ...{ args: ['{n}'], axes: [{ name: 'n', from: 1, to: 30 }], stdin: [], files: [] },
    limits: { fuelMax: 1_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
  }
  await grid.call(operatorToken, (client) => client.job.submit.mutate({ spec, wallMaxMs: 60_000 }))
}
async function ask(name: string, forwarded: string) {
  const token = await grid.register(keysOf(name))
  const act = grid.call(token, (client) => client.host.acquire.mutate({ count: 1 }), forwarded)
  const { leases, suspended } = await act
  return suspended ?? leases.length
}

test('behind a trusted proxy, neighbours share what their network may', async () => {
  await begin(['127.0.0.1'])
  expect(await ask('a', '203.0.113.7')).toBe(1)
  expect(await ask('b', '203.0.113.99')).toMatch(/^1 accounts from this address/)
  expect(await ask('b', '2001:db8:7::1')).toBe(1)
  expect(await ask('c', '2001:db8:7:ffff::9')).toMatch(/^1 accounts from this address/)
  // What a client puts in front of what the proxy adds counts for nothing.
  expect(await ask('c', '198.51.100.1, 203.0.113.8')).toMatch(/^1 accounts from this address/)
  expect(await ask('a', '203.0.113.8')).toBe(1)
})

test('nobody believes a header that no trusted proxy wrote', async () => {
  await begin(undefined)
  for (const name of ['a', 'b', 'c']) expect(await ask(name, '203.0.113.7')).toBe(1)
})
