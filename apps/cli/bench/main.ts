/**
 * `nx run cli:bench -- [--json] [--units N] [--batches N]`: an audit without re-execution of that
 * many believed units, seconds for each part of it, and beside it what checking their signatures
 * alone takes in plain JavaScript, in one process. Only ratios within one run mean something.
 */
import { parseArgs } from 'node:util'
import { recoverNatively } from '@pumasi/chain/signatures'
import { digestOf } from '@pumasi/domain'
import { inspect } from '@pumasi/engine/testing'
import {
  accelerateKeccak,
  accelerateSignatures,
  merkleRoot,
  packUnitLeaves,
  recoverSession,
} from '@pumasi/proof'
import { decodeBundle, deriveLeaves, settleFromReceipts } from '@pumasi/rules'
import { makeHistory } from './history.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    units: { type: 'string', default: '10000' },
    batches: { type: 'string', default: '10' },
  },
})
/** Of how many receipts one is checked plainly: the rest would take as long each. */
const PLAIN_SHARE = 10

const [units, batches] = [Number(values.units), Number(values.batches)]
const history = makeHistory(units, batches)
const { closed, domain } = history
const receipts = closed.flatMap(({ bundle }) => bundle.units.flatMap((unit) => unit.receipts))

async function secondsOf(act: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await act()
  return (performance.now() - startedAt) / 1_000
}

const few = receipts.filter((_, at) => at % PLAIN_SHARE === 0)
const plain = await secondsOf(() => few.forEach((signed) => recoverSession(signed, domain)))
await accelerateKeccak()
if (recoverNatively !== null) accelerateSignatures(recoverNatively)

const audit = await secondsOf(async () => {
  const { ok, findings } = await inspect(history, { plan: { sample: 0 } })
  if (!ok) throw new Error(`found ${findings[0]?.code} in an honest history`)
})
const parts = {
  'hash bundles': await secondsOf(() => closed.forEach((batch) => digestOf(batch.bundleBytes))),
  'read bundles': await secondsOf(() => closed.forEach((batch) => decodeBundle(batch.bundleBytes))),
  'check signatures': await secondsOf(() => receipts.forEach((one) => recoverSession(one, domain))),
  'decide quorums': await secondsOf(() =>
    closed.forEach(({ bundle }) => bundle.units.forEach((unit) => settleFromReceipts(unit))),
  ),
  'rebuild leaves and roots': await secondsOf(() =>
    closed.forEach(({ bundle }) =>
      merkleRoot(packUnitLeaves(deriveLeaves(bundle.units, bundle.rules))),
    ),
  ),
}
const baseline = (plain * receipts.length) / few.length
const answer = { units, batches, receipts: receipts.length, audit, parts, baseline }

if (values.json) {
  console.log(JSON.stringify(answer, null, 2))
} else {
  const line = (name: string, seconds: number): void =>
    console.log(`${name.padEnd(44)}${seconds.toFixed(2).padStart(8)} s`)
  line(`audit of ${units} units in ${batches} bundles`, audit)
  for (const [name, seconds] of Object.entries(parts)) line(`  ${name}`, seconds)
  line(`signatures alone in plain JavaScript, 1 of ${PLAIN_SHARE}`, baseline)
  console.log(`the audit takes ${(audit / baseline).toFixed(2)} times as long`)
}
