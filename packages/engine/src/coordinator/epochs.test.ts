import type { Account } from '@pumasi/domain'
import { beforeEach, describe, expect, test } from 'vitest'
import { acceptReceipt } from './accept-receipt.ts'
import { createEpochs } from './epochs.ts'
import { acquireLeases } from './lease-work.ts'
import { createClock } from '../testing/environment.ts'
import { START_MS, auditGrid, createGrid } from '../testing/index.ts'
import type { TestGrid, TestHost } from '../testing/index.ts'

const account = `0x${'a1'.repeat(20)}` as Account

describe('a reading', () => {
  let asked: number[]
  let away: boolean
  const clock = createClock(START_MS)
  const ledger = {
    fetchRevocations: async (fromBlock: number) => {
      asked.push(fromBlock)
      if (away) throw new Error('no node')
      const revocations = [{ account, epoch: asked.length, revokedAt: 1 }]
      return { revocations, nextBlock: 1_000 }
    },
  }
  beforeEach(() => {
    asked = []
    away = false
  })

  test('serves everybody for half a minute, and the next goes on from its last blocks', async () => {
    const epochs = createEpochs(ledger, clock)
    await Promise.all([epochs.fetch(), epochs.fetch()])
    expect((await epochs.fetch()).get(account)).toBe(1)
    clock.advance(30_001)
    expect((await epochs.fetch()).get(account)).toBe(2)
    expect(asked).toEqual([0, 936])
  })

  test('is good for ten minutes without the ledger, then nothing is taken', async () => {
    const epochs = createEpochs(ledger, clock)
    await epochs.fetch()
    away = true
    clock.advance(600_000)
    expect((await epochs.fetch()).get(account)).toBe(1)
    clock.advance(1)
    const refused = expect.objectContaining({ code: 'EPOCHS_UNKNOWN', retryable: true })
    await expect(epochs.fetch()).rejects.toThrow(refused)
    away = false
    expect((await epochs.fetch()).get(account)).toBe(4)
  })

  test('that never was is no reason to take anything', async () => {
    away = true
    await expect(createEpochs(ledger, clock).fetch()).rejects.toMatchObject({
      code: 'EPOCHS_UNKNOWN',
    })
  })
})

describe('once a wallet has revoked its sessions', () => {
  let grid: TestGrid
  let host: TestHost
  const late = () => grid.clock.advance(31_000)
  beforeEach(async () => {
    grid = createGrid({ quorumMin: 1 })
    host = await grid.join('a')
    await grid.submit(3, { quorum: 1 })
  })

  test('a receipt under the old epoch is refused, and the session gets no more work', async () => {
    const [leased] = await grid.acquire(host, 1)
    if (leased === undefined) throw new Error('a lease expected')
    const signed = await grid.work(host, leased)
    grid.ledger.revoke(host.account)
    late()
    const outcome = await acceptReceipt(grid.coordinator, host.session, signed)
    expect(outcome).toMatchObject({ answer: 'refused', code: 'DELEGATION_REVOKED' })
    expect(await grid.acquire(host, 1)).toEqual([])
  })

  test('the same key may not come back with it, and may with the new one, at once', async () => {
    grid.ledger.revoke(host.account)
    grid.clock.advance(2_000)
    await expect(grid.join('a', { epoch: 2 })).rejects.toMatchObject({
      code: 'DELEGATION_NOT_YET_VALID',
    })
    await expect(grid.join('a')).rejects.toMatchObject({ code: 'DELEGATION_REVOKED' })
    await grid.join('a', { epoch: 1 })
    expect(await grid.run(host, 1)).toMatchObject([{ answer: 'accepted' }])
  })

  test('a receipt taken before the coordinator could know is no lie', async () => {
    grid.ledger.revoke(host.account)
    expect(await grid.run(host, 3)).toHaveLength(3)
    await grid.settle()
    expect((await auditGrid(grid, { ledger: grid.ledger })).findings).toEqual([])
  })

  test('a coordinator that goes on taking them is named by the audit', async () => {
    await grid.run(host, 1)
    grid.ledger.revoke(host.account)
    grid.clock.advance(901_000)
    const blind = { ...grid.coordinator, epochs: { fetch: async () => new Map() } }
    const [leased] = (await acquireLeases(blind, host.session, 1)).leases
    if (leased === undefined) throw new Error('a lease expected')
    const signed = await grid.work(host, leased)
    expect(await acceptReceipt(blind, host.session, signed)).toMatchObject({ answer: 'accepted' })
    await grid.close(1e9)
    await grid.commit()
    const { findings } = await auditGrid(grid, { ledger: grid.ledger })
    expect(findings).toMatchObject([
      { code: 'DELEGATION_REVOKED', place: { batchId: 1, unitIndex: 1, account: host.account } },
    ])
  })
})
