import { expect, test } from 'vitest'
import { rulesInForce } from '@pumasi/rules'
import { createClock, createMemoryLedger, keysOf } from '../testing/index.ts'
import { assertLedgerFits } from './assert-ledger-fits.ts'

async function setUp() {
  const ledger = createMemoryLedger(createClock(0))
  const identity = await ledger.identify()
  const { committer } = await ledger.fetchStaff()
  return { target: { ledger, identity }, committer }
}

test('a ledger at the rate of the rules takes the key that commits', async () => {
  const { target, committer } = await setUp()
  await expect(assertLedgerFits(target, rulesInForce, committer)).resolves.toBeUndefined()
})

test.each([-1n, 1n])('a rate off by %s is another ledger’s, whoever commits', async (off) => {
  const { target, committer } = await setUp()
  const found = target.identity.fuelPerCreditMicro
  const rules = { fuelPerCreditMicro: found + off }
  await expect(assertLedgerFits(target, rules, committer)).rejects.toMatchObject({
    code: 'LEDGER_OTHER_RATE',
    details: { found, expected: found + off },
    retryable: false,
  })
})

test('another key than the committer’s is told whose is wanted', async () => {
  const { target, committer } = await setUp()
  const { account } = keysOf('somebody')
  await expect(assertLedgerFits(target, rulesInForce, account)).rejects.toMatchObject({
    code: 'CHAIN_NOT_COMMITTER',
    details: { found: account, expected: committer },
    hint: expect.stringContaining(committer),
  })
})
