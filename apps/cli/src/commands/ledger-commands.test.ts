/** `audit --faults`, `fault`, `credit` and `revoke` against a real ledger. */
import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordHistory } from '@pumasi/engine/testing'
import type { History } from '@pumasi/engine/testing'
import { provableLies } from '@pumasi/engine/testing/lies'
import { buildProof, buildTree, encodeFaultFile, hashUnitLeaf } from '@pumasi/proof'
import type { FaultFile } from '@pumasi/proof'
import { deriveLeaves } from '@pumasi/rules'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHonestLedger } from '../testing/honest-ledger.ts'
import { json, runCommand } from '../testing/in-process.ts'
import type { Ran } from '../testing/in-process.ts'
import { serve } from '../testing/serve.ts'
import { addAuditCommand } from './audit.ts'
import { addCreditCommand } from './credit.ts'
import { addFaultCommand } from './fault.ts'
import { addRevokeCommand } from './revoke.ts'

const { chain, honest, onChain, copy, here } = await startHonestLedger()
afterAll(() => chain.end())

describe('a lie', () => {
  let at: readonly string[]
  let lied: string
  let file: string
  beforeAll(async () => {
    const history = await recordHistory(await chain.deploy())
    const reused = provableLies(history).find(({ fault }) => fault === 'index-reused')
    const told = reused?.lie[3]() as History
    await chain.commit(told)
    lied = await chain.keep(told, 'lied-')
    at = chain.options(told.identity)
    file = join(chain.folder, 'faults.json')
  })

  test('is audited, rehearsed, and voided once; all else is said', async () => {
    const args = [...at, '--mirror', lied, '--sample', '0', '--faults', file]
    const audit = await runCommand(addAuditCommand, ['audit', ...args])
    expect(audit.code).toBe(1)
    expect(audit.stdout).toContain('UNITS_ROOT_DIFFERS at batch 3')
    expect(audit.stderr).toContain('1 of the batches can be proven wrong')

    const rehearsed = await runCommand(addFaultCommand, ['fault', file, ...at])
    expect(rehearsed).toMatchObject({ code: 0, stderr: '' })
    expect(rehearsed.stdout).toMatch(/batch 3, index-reused: holds, .* \d\S* ?k? gas, about .* ETH/)
    expect(rehearsed.stdout).toContain('nothing was sent')

    const poor = await runCommand(addFaultCommand, ['fault', file, ...at, '--yes', '--json'])
    expect(poor.code).toBe(2)
    expect(json(poor)).toMatchObject({ ok: false, error: { code: 'USAGE' } })

    const found = ['fault', '--from-audit', '--mirror', lied, ...at, ...chain.wallet, '--yes']
    const sent = await runCommand(addFaultCommand, [...found, '--json'])
    expect(sent.code).toBe(0)
    expect(json(sent)).toMatchObject({
      ok: true,
      sent: true,
      outcomes: [{ fault: 'index-reused', batchId: 3, verdict: 'voided' }],
    })
    const again = await runCommand(addFaultCommand, ['fault', file, ...at])
    expect(again).toMatchObject({ code: 0, stdout: 'batch 3, index-reused: voided already\n' })
  })

  test('told of another ledger is refused', async () => {
    const elsewhere = await runCommand(addFaultCommand, ['fault', file, ...here, '--json'])
    expect(elsewhere.code).toBe(2)
    expect(json(elsewhere)).toMatchObject({ error: { code: 'FAULT_FILE_ELSEWHERE' } })
  })
})

describe('a fault file that accuses the honest', () => {
  /** A leaf that is right, said to be wrong. */
  const accusation = (): FaultFile => {
    const { bundles, identity } = honest
    const [{ id, header }, { units, rules }] = [onChain[0], bundles[0]] as [
      History['batches'][0],
      History['bundles'][0],
    ]
    const leaves = deriveLeaves(units, rules)
    const leaf = leaves[0] as (typeof leaves)[0]
    const proof = buildProof(buildTree(leaves.map(hashUnitLeaf)), hashUnitLeaf(leaf))
    const chain = { chainId: identity.chainId, ledger: identity.address }
    const unit = { id, header: header, leaf, proof }
    const faults = [{ fault: 'wrong-credit', units: [unit] } as const]
    return { format: 'pumasi-faults', version: 1, chain, faults }
  }
  const accuse = async (change: (text: string) => string): Promise<Ran> => {
    const file = join(chain.folder, 'accusation.json')
    await writeFile(file, change(encodeFaultFile(accusation())))
    return runCommand(addFaultCommand, ['fault', file, ...here, '--json'])
  }

  test.each<[string, (text: string) => string, string]>([
    ['as it is', (text) => text, 'NoFault'],
    ['its credit changed', (text) => text.replace(/("creditMicro": ")/, '$11'), 'NotInTree'],
    ['its fuel changed', (text) => text.replace(/("fuel": ")/, '$11'), 'NotInTree'],
    ['its path cut', (text) => text.replace(/("proof": \[)[^\]]*/, '$1'), 'NotInTree'],
    ['its header changed', (text) => text.replace(/("unitCount": )/, '$19'), 'WrongHeader'],
    ['another batch', (text) => text.replace(/"id": 1/, '"id": 2'), 'WrongHeader'],
    ['a batch there is not', (text) => text.replace(/"id": 1/, '"id": 99'), 'UnknownBatch'],
    ['another fault', (text) => text.replace('wrong-credit', 'index-out-of-range'), 'NoFault'],
  ])('%s: the contract says why, exit code 1', async (_, change, reason) => {
    const ran = await accuse(change)
    expect(ran.code).toBe(1)
    const { ok, outcomes } = json(ran)
    expect(ok).toBe(false)
    expect(outcomes).toMatchObject([
      { verdict: 'refused', reason: expect.stringContaining(reason) },
    ])
  })

  test.each<[string, (text: string) => string, string]>([
    ['no JSON', (text) => text.slice(0, -9), ''],
    ['another format', (text) => text.replace('pumasi-faults', 'pumasi-proof'), 'format'],
    ['a later version', (text) => text.replace('"version": 1', '"version": 2'), 'version'],
    ['a fault there is not', (text) => text.replace('wrong-credit', 'slow'), 'faults.0.fault'],
    [
      'a fault of two leaves with one',
      (text) => text.replace('wrong-credit', 'index-reused'),
      'faults.0.units',
    ],
    [
      'a number too large',
      (text) => text.replace(/("fuel": ")/, `$1${'9'.repeat(30)}`),
      'faults.0.units.0.leaf.fuel',
    ],
    [
      'a field too many',
      (text) => text.replace('"leaf": {', '"leaf": {"extra": 1,'),
      'faults.0.units.0.leaf',
    ],
  ])('%s: the file is unreadable there, exit code 2', async (_, change, field) => {
    const ran = await accuse(change)
    expect(ran.code).toBe(2)
    expect(json(ran)).toMatchObject({
      error: { code: 'FAULT_FILE_UNREADABLE', details: { field } },
    })
  })

  test('one without end is read no further than a fault file may be long', async () => {
    const file = join(chain.folder, 'endless.json')
    await writeFile(file, '')
    await truncate(file, 8 * 1024 ** 3)
    const ran = await runCommand(addFaultCommand, ['fault', file, ...here, '--json'])
    expect(ran.code).toBe(2)
    expect(json(ran)).toMatchObject({ error: { code: 'FAULT_FILE_UNREADABLE' } })
    const nowhere = ['fault', join(chain.folder, 'nothing.json'), ...here, '--json']
    expect(json(await runCommand(addFaultCommand, nowhere))).toMatchObject({
      error: { code: 'FILE_MISSING' },
    })
  })
})

describe('credit', () => {
  const earned = (id: number) =>
    honest.bundles[id - 1]?.credits.find(({ account }) => account === honest.hosts.a.account)
      ?.cumulativeCreditMicro
  const credit = (...args: readonly string[]): Promise<Ran> =>
    runCommand(addCreditCommand, ['credit', ...args, ...here])

  test('waits, can be synced, and is synced, by anybody who pays', async () => {
    const { account } = honest.hosts.a
    const before = await credit(account, '--mirror', copy)
    expect(before).toMatchObject({ code: 0, stderr: '' })
    expect(before.stdout).toMatch(/on the chain {2}0 credits \(never synced\)/)
    expect(before.stdout).toMatch(/waiting {7}0\.\d+ \(final 20\d\d-.*Z\)/)
    const early = await credit('sync', '--for', account, '--mirror', copy)
    expect(early.stdout).toContain('nothing to sync')

    await chain.passWindows()
    const rehearsed = await credit('sync', '--for', account, '--mirror', copy, '--json')
    expect(json(rehearsed)).toMatchObject({
      sent: false,
      syncable: true,
      becomes: String(earned(3)),
    })
    const own = ['--mirror', copy, ...chain.wallet, '--yes']
    const synced = await credit('sync', '--for', account, ...own, '--json')
    expect(json(synced)).toMatchObject({ sent: true, batchId: 3, becomes: String(earned(3)) })
    expect(Number(json(synced).gas)).toBeLessThanOrEqual(63_000)
    const after = await credit(account, '--mirror', copy, '--json')
    expect(json(after)).toMatchObject({ balanceMicro: String(earned(3)), syncedTo: 3 })
    const again = await credit('sync', '--for', account, ...own)
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to sync') })
  })

  test('of the wallet itself, which never worked, is nothing', async () => {
    const ran = await credit('--mirror', copy, ...chain.wallet, '--json')
    expect(json(ran)).toMatchObject({ account: chain.payer, balanceMicro: '0', final: null })
  })

  test.each<[string, readonly string[], number, string]>([
    ['no place', [], 2, 'USAGE'],
    ['two places', ['--mirror', 'a', '--coordinator', 'http://127.0.0.1:1'], 2, 'USAGE'],
    ['a mirror without the data', ['--mirror', '/nowhere'], 1, 'CREDIT_UNPROVEN'],
    [
      'nobody at the coordinator',
      ['--coordinator', 'http://127.0.0.1:1'],
      1,
      'COORDINATOR_UNREACHABLE',
    ],
  ])('%s is said', async (_, place, code, error) => {
    const ran = await credit(honest.hosts.a.account, ...place, '--json')
    expect(ran.code).toBe(code)
    expect(json(ran)).toMatchObject({ error: { code: error } })
  })

  test('a coordinator that answers with something else proves nothing', async () => {
    const url = await serve((_, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify([{ result: { data: { json: { id: 3, proof: 'none' } } } }]))
    })
    const ran = await credit(honest.hosts.a.account, '--coordinator', url, '--json')
    expect(ran.code).toBe(1)
    expect(json(ran)).toMatchObject({ ok: false })
  })
})

test('revoking is explained, rehearsed, and done once it is confirmed', async () => {
  const revoke = (...args: readonly string[]): Promise<Ran> =>
    runCommand(addRevokeCommand, ['revoke', ...here, ...args])
  const rehearsed = await revoke(...chain.wallet)
  expect(rehearsed).toMatchObject({ code: 0, stderr: '' })
  expect(rehearsed.stdout).toMatch(/is in epoch 0: all its session keys would end for .* gas/)
  expect(rehearsed.stdout).toContain('nothing was sent')
  const done = await revoke(...chain.wallet, '--yes', '--json')
  expect(json(done)).toMatchObject({ account: chain.payer, epoch: 1, sent: true })
  expect((await revoke(...chain.wallet)).stdout).toContain('is in epoch 1')
  const nobody = await revoke('--json')
  expect(nobody.code).toBe(2)
  expect(json(nobody)).toMatchObject({ error: { code: 'USAGE' } })
})
