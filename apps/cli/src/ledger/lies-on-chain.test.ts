/** Lies that prove themselves: named by an audit, and voided by the file it writes. */
import { join } from 'node:path'
import { connectLedger, keySigner, openActions, rehearseActions } from '@pumasi/chain'
import { auditLedger, findFaults } from '@pumasi/engine'
import { hashExecutor, mirrorOf, recordHistory } from '@pumasi/engine/testing'
import { provableLies } from '@pumasi/engine/testing/lies'
import { rulesInForce } from '@pumasi/rules'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRealChain } from '../testing/real-ledger.ts'
import type { RealChain } from '../testing/real-ledger.ts'
import { anybody } from './options.ts'
import { readFaults, writeFaults } from './fault-files.ts'
import { submitFaults } from './submit-faults.ts'

let chain: RealChain
beforeAll(async () => {
  chain = await startRealChain()
})
afterAll(() => chain.end())

const names = provableLies(await recordHistory()).map(({ lie }, at) => [lie[0], at] as const)

test.each(names)('%s is named, proven and voided', async (_, at) => {
  const identity = await chain.deploy()
  const provable = provableLies(await recordHistory(identity))[at]
  if (provable === undefined) throw new Error('a lie expected')
  const { lie, fault, batchId } = provable
  const told = lie[3]()
  await chain.commit(told)

  const { rpcUrl, payerKey } = chain
  const { address } = identity
  const ledger = connectLedger({ rpcUrl, address })
  const ports = { ledger, mirror: mirrorOf(told.blobs) }
  const plan = { sample: 0, parallel: 1 }
  const { findings } = await auditLedger({ ...ports, executor: hashExecutor }, plan)
  expect(findings.map(({ code }) => code)).toContain(lie[1][0])

  const file = join(chain.folder, `faults-${at}.json`)
  await writeFaults(file, identity, await findFaults(ports, findings))
  const faults = await readFaults(file, identity)
  const rehearsal = rehearseActions({ rpcUrl, address, from: anybody })
  const foreseen = await submitFaults(faults, rehearsal, null)
  expect(foreseen).toMatchObject([{ fault, batchId, verdict: 'holds' }])
  const actions = openActions({ rpcUrl, address, signer: keySigner(payerKey) })
  const done = await submitFaults(faults, rehearsal, actions)
  expect(done).toMatchObject([{ fault, batchId, verdict: 'voided' }])
  for (const outcome of [...foreseen, ...done])
    expect('gas' in outcome && outcome.gas).toBeLessThanOrEqual(90_000n)
  const [batch] = await ledger.fetchBatches(batchId, batchId)
  expect(batch && (await ledger.fetchStanding(batch)).state).toBe('voided')
  const again = await submitFaults(faults, rehearsal, actions)
  expect(again).toMatchObject([{ fault, batchId, verdict: 'voided before' }])
})

test('the local ledger pays what the rules in force pay', async () => {
  const { fuelPerCreditMicro } = await chain.deploy()
  expect(fuelPerCreditMicro).toBe(rulesInForce.fuelPerCreditMicro)
})
