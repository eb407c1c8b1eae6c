import { digestOf, utf8 } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { recoverSession } from '@pumasi/proof'
import { expect, test } from 'vitest'
import type { ExecutionControl, Executor } from '../ports/executor.ts'
import { createGrid, hashExecutor, signerOf, transportOf } from '../testing/index.ts'
import type { LeasedWork } from '../coordinator/lease-work.ts'
import { executeUnit, prepareUnit } from './execute-unit.ts'
import type { BlobCache } from './execute-unit.ts'

/** Leases on every unit of a job, and what came to pass, in order. */
async function begin(units: number, changes: Parameters<Grid['submit']>[1] = {}) {
  const grid = createGrid()
  const { spec } = await grid.submit(units, changes)
  const host = await grid.join('a')
  const leases = await grid.acquire(host, units)
  const transport = transportOf(grid, host)
  const passed: (readonly [name: string, digest: Digest])[] = []
  const signer = signerOf(grid, host)
  const ports = {
    transport: {
      fetchBlob: (digest: Digest) => {
        passed.push(['fetch', digest])
        return transport.fetchBlob(digest)
      },
      putBlob: async (bytes: Uint8Array) => {
        const digest = await transport.putBlob(bytes)
        passed.push(['put', digest])
        return digest
      },
    },
    executor: hashExecutor,
    signer: {
      sign: (receipt: Parameters<typeof signer.sign>[0]) => {
        passed.push(['sign', receipt.outputHash])
        return signer.sign(receipt)
      },
    },
  }
  const cache: BlobCache = new Map()
  const execute = (work: LeasedWork, executor: Executor = hashExecutor) =>
    executeUnit({ ...ports, executor }, work, cache, {})
  return { grid, spec, host, leases, passed, ports, cache, execute, first: leases[0] as LeasedWork }
}
type Grid = ReturnType<typeof createGrid>

test('a receipt tells what was run under which lease, in the name of the host', async () => {
  const { grid, spec, host, first, execute } = await begin(1)
  const signed = await execute(first)
  const { jobId, unitIndex, leaseId, inputHash } = first
  const { program: programHash } = spec
  const about = { jobId, unitIndex, leaseId, inputHash, programHash, rewriterVersion: 1 }
  expect(signed.receipt).toMatchObject({ ...about, account: host.account, exitClass: 'exited' })
  expect(recoverSession(signed, grid.domain)).toBe(host.session)
  expect(await grid.report(host, signed)).toMatchObject({ answer: 'accepted' })
})

test('the output a receipt names is there when the receipt comes out', async () => {
  const { grid, first, execute, passed } = await begin(1)
  const { outputHash } = (await execute(first)).receipt
  expect(grid.bytes.has(outputHash)).toBe(true)
  expect(passed.filter(([name]) => name !== 'fetch')).toEqual([
    ['sign', outputHash],
    ['put', outputHash],
  ])
})

test('without the upload there is no receipt', async () => {
  const { first, ports, cache } = await begin(1)
  const transport = {
    ...ports.transport,
    putBlob: () => Promise.reject(new Error('found no room')),
  }
  await expect(executeUnit({ ...ports, transport }, first, cache, {})).rejects.toThrow('no room')
})

test.each<[string, (work: LeasedWork) => LeasedWork]>([
  ['another hash', (work) => ({ ...work, inputHash: digestOf(utf8('another')) })],
  ['other arguments', (work) => ({ ...work, input: { ...work.input, args: ['--other'] } })],
  ['another seed', (work) => ({ ...work, input: { ...work.input, seed: digestOf(utf8('s')) } })],
  ['another program', (work) => ({ ...work, input: { ...work.input, program: work.inputHash } })],
])('an input mislabelled by %s is refused before anything is fetched', async (_, change) => {
  const { first, execute, passed } = await begin(1)
  await expect(execute(change(first))).rejects.toMatchObject({
    code: 'UNIT_MISLABELLED',
    retryable: false,
  })
  expect(passed).toEqual([])
})

test('the executor gets the bytes behind every digest, the wall clock and the signal', async () => {
  const grid = createGrid()
  const stdin = [await grid.put('line one')]
  const axes = [{ name: 'n', from: 1, to: 1 }]
  await grid.submit(1, { stdin, axes })
  const host = await grid.join('a')
  const [work] = await grid.acquire(host)
  const { signal } = new AbortController()
  let seen: readonly unknown[] = []
  const executor: Executor = {
    ...hashExecutor,
    execute: (request, control?: ExecutionControl) => {
      seen = [request, control]
      return hashExecutor.execute(request)
    },
  }
  const ports = { transport: transportOf(grid, host), executor, signer: signerOf(grid, host) }
  await executeUnit(ports, work as LeasedWork, new Map(), { signal })
  const { args, seed, limits } = (work as LeasedWork).input
  expect(seen).toEqual([
    {
      ...{ program: utf8('a program'), args, seed, limits, stdin: utf8('line one') },
      files: [{ name: 'data/input.txt', bytes: utf8('an input') }],
    },
    { signal, wallMaxMs: 60_000 },
  ])
})

test('blobs are fetched once for many units, also by units side by side', async () => {
  const { leases, execute, passed } = await begin(4)
  await Promise.all(leases.map((work) => execute(work)))
  expect(passed.filter(([name]) => name === 'fetch')).toHaveLength(2)
})

test('a failed fetch is not remembered', async () => {
  const { grid, spec, first, execute, passed } = await begin(1)
  const program = grid.bytes.get(spec.program) as Uint8Array
  grid.bytes.delete(spec.program)
  await expect(execute(first)).rejects.toMatchObject({ code: 'UNKNOWN_BLOB' })
  grid.bytes.set(spec.program, program)
  expect((await execute(first)).receipt.programHash).toBe(spec.program)
  expect(passed.filter(([, digest]) => digest === spec.program)).toHaveLength(2)
})

test('no more than 32 blobs are kept, the oldest go first', async () => {
  const grid = createGrid()
  const names = Array.from({ length: 40 }, (_, n) => `data/${String(n).padStart(2, '0')}`)
  const files = await Promise.all(
    names.map(async (name) => ({ name, digest: await grid.put(name) })),
  )
  const { spec } = await grid.submit(1, { files })
  const host = await grid.join('a')
  const [work] = await grid.acquire(host)
  const ports = { transport: transportOf(grid, host), signer: signerOf(grid, host) }
  const cache: BlobCache = new Map()
  await executeUnit({ ...ports, executor: hashExecutor }, work as LeasedWork, cache, {})
  expect(cache.size).toBe(32)
  expect(cache.has(spec.program)).toBe(false)
  expect(cache.has(files.at(-1)?.digest as Digest)).toBe(true)
})

test('what every unit needs stays, however many units need something of their own', async () => {
  const grid = createGrid()
  const stdin = await Promise.all(Array.from({ length: 70 }, (_, n) => grid.put(`line ${n}`)))
  const { spec } = await grid.submit(1, { stdin, axes: [], args: [] })
  const host = await grid.join('a')
  const { fetchBlob } = transportOf(grid, host)
  const fetched: Digest[] = []
  const transport = {
    fetchBlob: (digest: Digest) => {
      fetched.push(digest)
      return fetchBlob(digest)
    },
  }
  const cache: BlobCache = new Map()
  for (const work of await grid.acquire(host, 70)) await prepareUnit(transport, work, cache)
  expect(fetched.filter((digest) => digest === spec.program)).toHaveLength(1)
  expect(fetched).toHaveLength(72)
})
