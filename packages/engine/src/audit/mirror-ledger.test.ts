import { GridError, digestOf, utf8 } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { expect, test } from 'vitest'
import type { Mirror } from '../ports/mirror.ts'
import { createMemoryBlobs, inspect, mirrorOf, recordHistory, rewrite } from '../testing/index.ts'
import { unreachableMirror, undisturbed } from '../testing/index.ts'
import type { Blobs, History } from '../testing/index.ts'
import { liesAbout } from '../testing/lies/index.ts'
import type { Finding } from './finding.ts'
import { mirrorLedger } from './mirror-ledger.ts'

const honest = await recordHistory()

/** Bytes whose digest matters to somebody: what the copy of the honest history must hold. */
const bundles = honest.batches.map(({ header }) => header.dataHash)
const jobs = [...new Set(honest.bundles.flatMap(({ units }) => units.map(({ jobId }) => jobId)))]
const programs = honest.specs.map(({ program }) => program)
const inputs = honest.specs.flatMap(({ stdin, files }) => [
  ...stdin,
  ...files.map(({ digest }) => digest),
])
const liar = honest.hosts.liar.account
const outputs = honest.bundles.flatMap(({ units }) =>
  units.map(({ receipts }) => {
    const believed = receipts.find(({ receipt }) => receipt.account !== liar)
    return believed?.receipt.outputHash as Digest
  }),
)
const wanted = new Set([...bundles, ...(jobs as string[]), ...programs, ...inputs, ...outputs])

const ledgerOf = ({ identity, batches }: History) => ({
  identify: async () => identity,
  fetchBatchCount: async () => batches.length,
  fetchBatches: async (from: number, to: number) => batches.slice(from - 1, to),
  fetchBlockHash: async () => null,
  ...undisturbed,
})

interface Run {
  readonly told?: History
  readonly source?: Mirror
  /** What the copy holds before. */
  readonly copy?: Blobs
}

async function run({ told = honest, source = mirrorOf(told.blobs), copy = new Map() }: Run = {}) {
  const fetched: Digest[] = []
  const watched: Mirror = {
    place: source.place,
    fetchBytes: (digest, sizeMax) => {
      fetched.push(digest)
      return source.fetchBytes(digest, sizeMax)
    },
  }
  const target = createMemoryBlobs(copy)
  const progress: string[] = []
  const report = await mirrorLedger(
    { ledger: ledgerOf(told), source: watched, target },
    (done, total) => progress.push(`${done}/${total}`),
  )
  return { report, copy, fetched, progress }
}

/** The honest blobs with one of them lost or replaced. */
const changed = (digest: Digest | undefined, bytes?: Uint8Array): Mirror => {
  const blobs = new Map(honest.blobs)
  blobs.delete(digest as Digest)
  if (bytes !== undefined) blobs.set(digest as Digest, bytes)
  return mirrorOf(blobs)
}

const codesOf = (findings: readonly Finding[]) => findings.map(({ code }) => code)

test('everything a ledger refers to is copied, each piece fetched once, and no lie', async () => {
  const { report, copy, fetched, progress } = await run()
  expect(new Set(copy.keys())).toEqual(wanted)
  expect(fetched).toHaveLength(wanted.size)
  expect(report).toEqual({ batches: 3, copied: wanted.size, present: 0, findings: [] })
  expect(progress).toEqual(['1/3', '2/3', '3/3'])
  for (const [digest, bytes] of copy) expect(digestOf(bytes)).toBe(digest)
})

test('a copy alone is enough for a whole audit', async () => {
  const { copy } = await run()
  const report = await inspect({ ...honest, blobs: new Map() }, { mirror: mirrorOf(copy) })
  expect(report).toMatchObject({ verdict: 'clean', unitsReexecuted: 5, findings: [] })
})

test('a second run copies nothing, and needs nobody to copy from', async () => {
  const { copy } = await run()
  const again = await run({ copy, source: unreachableMirror })
  expect(again.fetched).toEqual([])
  expect(again.report).toEqual({ batches: 3, copied: 0, present: wanted.size, findings: [] })
})

test('a copy grows with its ledger', async () => {
  const young = { ...honest, batches: honest.batches.slice(0, 1) }
  const { copy, report: first } = await run({ told: young })
  const { report: second } = await run({ copy })
  expect(second).toMatchObject({ batches: 3, present: first.copied, findings: [] })
  expect(first.copied + second.copied).toBe(wanted.size)
})

test('an empty ledger needs no copy', async () => {
  const { report } = await run({ told: { ...honest, batches: [] } })
  expect(report).toEqual({ batches: 0, copied: 0, present: 0, findings: [] })
})

test('a run that is interrupted anywhere goes on where it was', async () => {
  for (let room = 0; room < wanted.size; room += 1) {
    const copy: Blobs = new Map()
    const store = createMemoryBlobs(copy)
    const full = new GridError('BLOB_STORE_FULL', 'found no room', { retryable: true })
    const target = {
      ...store,
      putBlob: (bytes: Uint8Array) =>
        copy.size < room ? store.putBlob(bytes) : Promise.reject(full),
    }
    const source = mirrorOf(honest.blobs)
    const interrupted = mirrorLedger({ ledger: ledgerOf(honest), source, target })
    await expect(interrupted).rejects.toMatchObject({ code: 'BLOB_STORE_FULL' })
    const { report, fetched } = await run({ copy })
    expect(report).toMatchObject({ copied: wanted.size - room, present: room, findings: [] })
    expect(fetched).toHaveLength(wanted.size - room)
    expect(new Set(copy.keys())).toEqual(wanted)
  }
})

const pieces: [string, Digest | undefined, Finding['code'], object][] = [
  ['a bundle', bundles[1], 'BUNDLE_DAMAGED', { batchId: 2 }],
  ['a specification', jobs[0] as never, 'JOB_DAMAGED', { batchId: 1, jobId: jobs[0] }],
  ['a program', programs[0], 'PROGRAM_DAMAGED', { jobId: jobs[0], unitIndex: 0 }],
  ['a standard input', honest.specs[1]?.stdin[1], 'INPUT_DAMAGED', { unitIndex: 1 }],
  ['a file', honest.specs[0]?.files[0]?.digest, 'INPUT_DAMAGED', { unitIndex: 0 }],
  ['an output', outputs[2], 'OUTPUT_DAMAGED', { batchId: 2 }],
]

test.each(pieces)(
  '%s that is damaged is named once, and not copied',
  async (_, digest, code, place) => {
    const bytes = utf8('something else')
    const { report, copy } = await run({ source: changed(digest, bytes) })
    expect(report.findings).toMatchObject([
      { kind: 'mismatch', code, place, found: digestOf(bytes), expected: digest },
    ])
    expect(copy.has(digest as Digest)).toBe(false)
    expect(copy.has(digestOf(bytes))).toBe(false)
    expect(report.batches).toBe(3)
  },
)

test.each(pieces)(
  '%s that is missing is named once, and had later',
  async (_, digest, __, place) => {
    const { report, copy } = await run({ source: changed(digest) })
    expect(report.findings).toMatchObject([
      { kind: 'gap', code: 'DATA_MISSING', place, expected: digest },
    ])
    const again = await run({ copy })
    expect(again.report.findings).toEqual([])
    expect(new Set(copy.keys())).toEqual(wanted)
  },
)

test('a source that fails after a bundle was copied is named, never passed over', async () => {
  const only: Mirror = {
    place: 'weak',
    fetchBytes: (digest, sizeMax) =>
      (bundles.includes(digest) ? mirrorOf(honest.blobs) : unreachableMirror).fetchBytes(
        digest,
        sizeMax,
      ),
  }
  const { report, copy } = await run({ source: only })
  expect(new Set(copy.keys())).toEqual(new Set(bundles))
  expect(new Set(codesOf(report.findings))).toEqual(new Set(['DATA_UNREACHABLE']))
  expect(report.findings.map(({ place }) => place.jobId)).toEqual(jobs)
})

test('a source that answers nothing is named for every batch', async () => {
  const { report, copy } = await run({ source: unreachableMirror })
  expect(codesOf(report.findings)).toEqual(Array(3).fill('DATA_UNREACHABLE'))
  expect(copy.size).toBe(0)
})

test('a bundle nobody can read is copied as it is, and named', async () => {
  const bytes = utf8('no bundle')
  const told = rewrite(honest, {
    commit: (content, id) => (id === 2 ? { ...content, dataHash: digestOf(bytes) } : content),
  })
  told.blobs.set(digestOf(bytes), bytes)
  for (const copy of [new Map(), (await run({ told })).copy]) {
    const { report } = await run({ told, copy })
    expect(report.findings).toMatchObject([{ code: 'BUNDLE_UNREADABLE', place: { batchId: 2 } }])
    expect(copy.has(digestOf(bytes))).toBe(true)
  }
})

test.each(liesAbout(honest))('%s is copied for auditors, who find the same', async (...lie) => {
  const told = lie[3]()
  const { copy, report } = await run({ told })
  const [before, after] = [await inspect(told), await inspect(told, { mirror: mirrorOf(copy) })]
  const lost = /DAMAGED/.test(lie[1][0])
  if (lost) expect(codesOf(report.findings)).toContain(lie[1][0])
  else expect(codesOf(after.findings)).toEqual(codesOf(before.findings))
})
