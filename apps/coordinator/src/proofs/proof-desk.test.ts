/** Proofs over the wire: what a stranger asks for, and what is asked badly. */
import { utf8 } from '@pumasi/domain'
import type { Account, JobId } from '@pumasi/domain'
import { fetchChainEvidence } from '@pumasi/engine'
import type { BlobReader } from '@pumasi/engine'
import { createGrid } from '@pumasi/engine/testing'
import { decodeProofFile, verifyCreditProof, verifyProofFile } from '@pumasi/proof'
import { expect, test, vi } from 'vitest'
import { createProofDesk } from './proof-desk.ts'

/** A grid with one unit that two accounts agree on, in a batch on the chain. */
async function settledGrid() {
  const grid = createGrid()
  const hosts = [await grid.join('a'), await grid.join('b')]
  const { jobId } = await grid.submit(2)
  for (const host of hosts) await grid.run(host, 1)
  // A lease that might still join keeps a batch waiting.
  await grid.close(60_000)
  await grid.commit()
  const [{ account }] = hosts as [(typeof hosts)[0]]
  return { account, jobId, ledger: grid.ledger, blobs: grid.coordinator.blobs, view: grid.store }
}

test('whoever asks gets a file that holds against the chain', async () => {
  const { ledger, blobs, view, jobId } = await settledGrid()
  const desk = createProofDesk({ ledger, blobs, view })
  const file = decodeProofFile(utf8(await desk.prove({ jobId, unitIndex: 0 })))
  expect(file.receipts).toHaveLength(2)
  expect(verifyProofFile(file, await fetchChainEvidence(ledger, file))).toBeNull()
})

test.each<[string, (jobId: JobId) => { jobId: JobId; unitIndex: number }]>([
  ['a unit that is open', (jobId) => ({ jobId, unitIndex: 1 })],
  ['a unit there is not', (jobId) => ({ jobId, unitIndex: 9 })],
  ['a job there is not', () => ({ jobId: `0x${'12'.repeat(32)}` as JobId, unitIndex: 0 })],
])('%s is not proven', async (_, wanted) => {
  const { ledger, blobs, view, jobId } = await settledGrid()
  const desk = createProofDesk({ ledger, blobs, view })
  await expect(desk.prove(wanted(jobId))).rejects.toMatchObject({ code: 'UNIT_NOT_PROVEN' })
})

test('whoever earned gets what a sync takes', async () => {
  const { ledger, blobs, view, account } = await settledGrid()
  const { proveCredit } = createProofDesk({ ledger, blobs, view })
  const proof = await proveCredit(account, undefined)
  expect(proof).toMatchObject({ id: 1, leaf: { account } })
  expect(proof?.leaf.cumulativeCreditMicro).toBeGreaterThan(0n)
  expect(proof && verifyCreditProof(proof)).toBe(true)
  expect(await proveCredit(account, 1)).toEqual(proof)
})

test('no credit is no error: another account, another batch, nothing that counts', async () => {
  const { ledger, blobs, view, account } = await settledGrid()
  const { proveCredit } = createProofDesk({ ledger, blobs, view })
  expect(await proveCredit(`0x${'77'.repeat(20)}` as Account, 1)).toBeNull()
  expect(await proveCredit(account, 9)).toBeNull()
  ledger.void(1)
  expect(await proveCredit(account, undefined)).toBeNull()
})

test('a bundle that was lost is said to be missing', async () => {
  const { ledger, view, jobId, account } = await settledGrid()
  const blobs: BlobReader = { fetchBlob: async () => null }
  const desk = createProofDesk({ ledger, blobs, view })
  await expect(desk.prove({ jobId, unitIndex: 0 })).rejects.toMatchObject({
    code: 'PROOF_INCOMPLETE',
  })
  const credit = desk.proveCredit(account, 1)
  await expect(credit).rejects.toMatchObject({ code: 'CREDIT_UNPROVEN' })
})

test('the desk rests four times as long as a proof took, before the next one begins', async () => {
  const { ledger, blobs, view, jobId } = await settledGrid()
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] })
  try {
    let begun = 0
    const slow: BlobReader = {
      ...blobs,
      fetchBlob: async (digest, sizeMax) => {
        begun += 1
        await vi.advanceTimersByTimeAsync(100)
        return blobs.fetchBlob(digest, sizeMax)
      },
    }
    const desk = createProofDesk({ ledger, blobs: slow, view })
    await desk.prove({ jobId, unitIndex: 0 })
    const reads = begun
    const next = desk.prove({ jobId, unitIndex: 0 })
    await vi.advanceTimersByTimeAsync(400 * reads - 1)
    expect(begun).toBe(reads)
    await vi.advanceTimersByTimeAsync(1)
    await next
    expect(begun).toBe(2 * reads)
  } finally {
    vi.useRealTimers()
  }
})
