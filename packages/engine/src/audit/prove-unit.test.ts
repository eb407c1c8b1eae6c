import { decodeUtf8, digestOf, utf8 } from '@pumasi/domain'
import type { Account, Digest, GridError, JobId } from '@pumasi/domain'
import { decodeProofFile, encodeProofFile, verifyProofFile } from '@pumasi/proof'
import type { ChainEvidence, ProofFile } from '@pumasi/proof'
import { beforeAll, describe, expect, test } from 'vitest'
import { blockHashOf, mirrorOf, playTrust, recordHistory } from '../testing/index.ts'
import { rewrite, undisturbed, unreachableMirror } from '../testing/index.ts'
import type { History, TestGrid } from '../testing/index.ts'
import type { BatchVoid } from '../ports/ledger.ts'
import { fetchChainEvidence, proveUnit, proveUnitOf } from './prove-unit.ts'

let honest: History
let jobId: JobId
let file: ProofFile

const ledgerOf = ({ identity, batches }: Pick<History, 'identity' | 'batches'>) => ({
  identify: async () => identity,
  fetchBatchCount: async () => batches.length,
  fetchBatches: async (from: number, to: number) => batches.slice(from - 1, to),
  fetchBlockHash: async () => null,
  ...undisturbed,
})
const portsOf = (history: History, mirror = mirrorOf(history.blobs)) => ({
  ledger: ledgerOf(history),
  mirror,
})

beforeAll(async () => {
  honest = await recordHistory()
  jobId = honest.bundles[0]?.units[0]?.jobId as JobId
  file = await proveUnit(portsOf(honest), { jobId, unitIndex: 1 })
})

/** What the chain holds about the batch a file names. */
const evidenceFor = ({ batch: { id } }: ProofFile): ChainEvidence => ({
  ...{ chainId: honest.identity.chainId, ledger: honest.identity.address },
  ...{ batchCount: honest.batches.length, batch: honest.batches[id - 1] ?? null, voided: false },
})

const read = (text: string): ProofFile => decodeProofFile(utf8(text))

test('every unit of a grid can be proven, and its file read back', async () => {
  const units = honest.bundles.flatMap((bundle) => bundle.units)
  for (const { unitIndex, jobId: job } of units) {
    const proven = await proveUnit(portsOf(honest), { jobId: job, unitIndex })
    const chain = await fetchChainEvidence(ledgerOf(honest), proven)
    expect(read(encodeProofFile(proven))).toEqual(proven)
    expect(verifyProofFile(proven, chain)).toBeNull()
    expect(proven.receipts).toHaveLength(2)
    const accounts = proven.receipts.map(({ receipt }) => receipt.account)
    expect(accounts).not.toContain(honest.hosts.liar.account)
  }
})

describe('against a node that lags', () => {
  const lagging = (blockNumber: number) => ({
    ...ledgerOf({ ...honest, batches: [] }),
    fetchHead: async () => ({ blockNumber, minedAt: 0 }),
  })

  test('nothing is said of a batch beyond its newest block', async () => {
    const behind = fetchChainEvidence(lagging(file.batch.blockNumber - 1), file)
    await expect(behind).rejects.toMatchObject({ code: 'CHAIN_BEHIND', retryable: true })
  })

  test('once it has the block, a batch that is not there is a fault of the file', async () => {
    const chain = await fetchChainEvidence(lagging(file.batch.blockNumber), file)
    expect(verifyProofFile(file, chain)).toMatchObject({ field: 'batch.id' })
  })
})

describe('of a job that asks for trust', () => {
  const units = 24
  const played = playTrust({ units, hosts: ['a', 'b', 'c'] })
  const portsTo = ({ target, bytes, ledger }: TestGrid) => {
    const { identity } = target
    const { batches } = ledger
    const read = ledgerOf({ identity, batches })
    const fetchBlockHash = async (at: number) => blockHashOf(at)
    return { ledger: { ...read, fetchBlockHash }, mirror: mirrorOf(bytes) }
  }

  test('believed units can be proven, also those that a single account ran', async () => {
    const { grid, jobId: job } = await played
    const ports = portsTo(grid)
    const receipts: number[] = []
    for (let unitIndex = 0; unitIndex < units; unitIndex += 1) {
      const proven = await proveUnit(ports, { jobId: job, unitIndex })
      const chain = await fetchChainEvidence(ports.ledger, proven)
      expect(verifyProofFile(read(encodeProofFile(proven)), chain)).toBeNull()
      receipts.push(proven.receipts.length)
    }
    expect(new Set(receipts).has(1)).toBe(true)
  })

  test('a file of a unit that trust decided, changed in any one field, is refused', async () => {
    const { grid, jobId: job } = await played
    const ports = portsTo(grid)
    const proven = await proveUnit(ports, { jobId: job, unitIndex: 0 })
    const leaves = leavesOf(JSON.parse(encodeProofFile(proven)))
    for (const [path, value] of leaves) {
      const field = await refusal(changed(path, near(value, path), proven))
      expect(field, `${path} changed`).not.toBeNull()
    }
    async function refusal(text: string): Promise<string | null> {
      try {
        const draft = read(text)
        const chain = await fetchChainEvidence(ports.ledger, draft)
        return verifyProofFile(draft, chain)?.field ?? null
      } catch (error) {
        return String((error as GridError).details.field)
      }
    }
  })

  test('nothing is proven while a bundle before is missing', async () => {
    const { grid, jobId: job } = await played
    const bytes = new Map(grid.bytes)
    bytes.delete(grid.ledger.batches[0]?.header.dataHash as Digest)
    const { ledger } = portsTo(grid)
    const proving = proveUnit({ ledger, mirror: mirrorOf(bytes) }, { jobId: job, unitIndex: 3 })
    await expect(proving).rejects.toMatchObject({ code: 'PROOF_INCOMPLETE' })
  })
})

/** Every leaf of a JSON value with the path that leads to it. */
function leavesOf(value: unknown, path: readonly string[] = []): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path.join('.'), value]]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

/** Something near a value, of the same form, so that no schema alone refuses it. */
function near(value: unknown, path: string): unknown {
  if (value === 'pumasi-proof') return 'pumasi-poof'
  if (value === 'exited') return 'trapped'
  if (value === null) return `0x${'00'.repeat(32)}`
  if (typeof value === 'boolean') return !value
  if (path === 'input.limits.memoryMaxBytes') return Number(value) + 65_536
  if (typeof value === 'number') return value + 1
  const text = value as string
  if (/^\d+$/.test(text)) return String(BigInt(text) + 1n)
  return text.replace(/.$/, (last) => (last === '1' ? '2' : '1'))
}

type Loose = Record<string, unknown>
function changed(path: string, value: unknown, of = file): string {
  const draft = JSON.parse(encodeProofFile(of)) as Loose
  const keys = path.split('.')
  const last = keys.pop() as string
  const holder = keys.reduce((inner, key) => inner[key] as Loose, draft)
  holder[last] = value
  return JSON.stringify(draft)
}

/** The field that is refused, by whoever refuses it first. */
function refusedField(text: string): string | null {
  try {
    const draft = read(text)
    return verifyProofFile(draft, evidenceFor(draft))?.field ?? null
  } catch (error) {
    return String((error as GridError).details.field)
  }
}

test('a file changed in any one field is refused, with that field or its part by name', () => {
  const leaves = leavesOf(JSON.parse(encodeProofFile(file)))
  expect(leaves.length).toBeGreaterThan(60)
  for (const [path, value] of leaves) {
    const field = refusedField(changed(path, near(value, path)))
    expect(field, `${path} changed`).not.toBeNull()
    expect(`${path}.`.startsWith(`${field}.`), `${path} changed, ${field} named`).toBe(true)
  }
})

test('a field that is gone, or one that nobody knows, is named', () => {
  const leaves = leavesOf(JSON.parse(encodeProofFile(file)))
  for (const [path] of leaves.filter(([each]) => !/\.\d+$/.test(each))) {
    expect(refusedField(changed(path, undefined)), path).toBe(path)
  }
  expect(refusedField(changed('extra', 1))).toBe('')
  expect(refusedField(changed('batch.extra', 1))).toBe('batch')
})

describe('a file is refused that', () => {
  test.each<[string, (draft: ProofFile) => object, string]>([
    ['names a batch there is not', ({ batch }) => ({ batch: { ...batch, id: 9 } }), 'batch.id'],
    ['names another batch', ({ batch }) => ({ batch: { ...batch, id: 2 } }), 'batch.id'],
    [
      'has a receipt twice',
      ({ receipts }) => ({ receipts: [...receipts, ...receipts] }),
      'receipts.2',
    ],
    ['lost a receipt', ({ receipts }) => ({ receipts: receipts.slice(1) }), 'delegations.'],
    ['lost a grant', ({ delegations }) => ({ delegations: delegations.slice(1) }), 'receipts.'],
    [
      'lost a leaf',
      (draft) => ({ inclusion: { ...draft.inclusion, leaves: [] } }),
      'inclusion.leaves',
    ],
    [
      'proves with other nodes',
      (draft) => ({ inclusion: { ...draft.inclusion, proof: [] } }),
      'inclusion',
    ],
  ])('%s', (_, change, field) => {
    const draft = { ...file, ...change(file) } as ProofFile
    const found = verifyProofFile(draft, evidenceFor(draft))
    expect(found?.field).toMatch(new RegExp(`^${field}`))
    expect(found?.found).not.toBe(found?.expected)
  })

  test('is held against another batch than it names', () => {
    const other = { ...evidenceFor(file), batch: honest.batches[1] as never }
    expect(verifyProofFile(file, other)?.field).toBe('batch.id')
  })

  test('belongs to another chain or ledger', () => {
    const evidence = evidenceFor(file)
    const chain = { ...evidence, chainId: 1n }
    expect(verifyProofFile(file, chain)?.field).toBe('chain.chainId')
    const ledger = `0x${'77'.repeat(20)}` as Account
    expect(verifyProofFile(file, { ...evidence, ledger })?.field).toBe('chain.ledger')
  })
})

test.each([
  ['nothing', ''],
  ['no JSON', 'hello'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a number', '7'],
])('%s is no proof file', (_, text) => {
  const unreadable = expect.objectContaining({ code: 'PROOF_FILE_UNREADABLE' })
  expect(() => read(text)).toThrow(unreadable)
  expect(() => decodeProofFile(new Uint8Array([0xff, 0xfe]))).toThrow(unreadable)
  expect(() => decodeProofFile(new Uint8Array(16 * 1024 * 1024 + 1))).toThrow(unreadable)
})

test('a newer version is named as such', () => {
  const newer = changed('version', 2)
  expect(() => read(newer)).toThrow('version 2, expected 1')
})

describe('proving', () => {
  test('a unit that no batch credits fails, and says so', async () => {
    const wanted = { jobId, unitIndex: 99 }
    await expect(proveUnit(portsOf(honest), wanted)).rejects.toMatchObject({
      code: 'UNIT_NOT_PROVEN',
    })
    const empty = { ...honest, batches: [] }
    const nothing = proveUnit(portsOf(empty), { jobId, unitIndex: 0 })
    await expect(nothing).rejects.toMatchObject({ code: 'UNIT_NOT_PROVEN' })
  })

  test('a unit of a voided batch fails, and a file from before the void holds no more', async () => {
    const batchId = file.batch.id
    const fetchVoids = async (): Promise<readonly BatchVoid[]> => [
      { batchId, fault: 'wrong-output', units: [], blockNumber: 1 },
    ]
    const ports = { ...portsOf(honest), ledger: { ...ledgerOf(honest), fetchVoids } }
    const wanted = { jobId, unitIndex: 1 }
    await expect(proveUnit(ports, wanted)).rejects.toMatchObject({ code: 'UNIT_NOT_PROVEN' })
    await expect(proveUnitOf(ports, batchId, wanted)).rejects.toThrow(`batch ${batchId} is voided`)
    const fault = verifyProofFile(file, await fetchChainEvidence(ports.ledger, file))
    expect(fault).toMatchObject({ field: 'batch.id', found: `${batchId}, voided` })
  })

  test('without its data fails as incomplete, never as not proven', async () => {
    const wanted = { jobId, unitIndex: 0 }
    const unreachable = proveUnit(portsOf(honest, unreachableMirror), wanted)
    await expect(unreachable).rejects.toMatchObject({ code: 'PROOF_INCOMPLETE' })
    const blobs = new Map(honest.blobs)
    blobs.delete(jobId as string as Digest)
    const lost = proveUnit(portsOf(honest, mirrorOf(blobs)), wanted)
    await expect(lost).rejects.toMatchObject({ code: 'PROOF_INCOMPLETE' })
  })

  test('from a lying ledger fails: nobody gets a file that would be refused', async () => {
    const told = rewrite(honest, {
      commit: (content) => ({ ...content, unitsRoot: digestOf(utf8('another root')) as never }),
    })
    const lie = proveUnit(portsOf(told), { jobId, unitIndex: 0 })
    await expect(lie).rejects.toMatchObject({ code: 'PROOF_UNSOUND' })
  })

  test('is text that people can read', () => {
    expect(decodeUtf8(utf8(encodeProofFile(file)))).toMatch(/^\{\n {2}"format": "pumasi-proof",/)
  })
})
