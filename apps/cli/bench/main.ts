/**
 * `nx run cli:bench -- [--json] [--units N] [--batches N] [--trusted N]`: an audit without
 * re-execution of that many believed units, seconds for each part of it, and beside it what
 * checking their signatures alone takes in plain JavaScript; then one of so many units that trust
 * believed, whose receipts were sealed first. All in one process: only ratios within one run mean
 * something. The trusted ones are played before, which takes longer than all the rest.
 */
import { parseArgs } from 'node:util'
import { digestOf } from '@pumasi/domain'
import { inspect } from '@pumasi/engine/testing'
import { merkleRoot, packUnitLeaves, recoverSession } from '@pumasi/proof'
import { decodeBundle, deriveLeaves, settleFromReceipts } from '@pumasi/rules'
import { accelerate } from '../src/audit/accelerate.ts'
import { makeHistory } from './history.ts'
import { playHistory } from './trust-history.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    units: { type: 'string', default: '10000' },
    batches: { type: 'string', default: '10' },
    trusted: { type: 'string', default: '10000' },
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
await accelerate()

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

const played = await playHistory(Number(values.trusted))
const trusted = { units: 0, receipts: 0, batches: played.batches.length, audit: 0 }
trusted.audit = await secondsOf(async () => {
  const { ok, findings, ...counts } = await inspect(played, { plan: { sample: 0 } })
  if (!ok) throw new Error(`found ${findings[0]?.code} in an honest history`)
  Object.assign(trusted, { units: counts.units, receipts: counts.receipts })
})
const baseline = (plain * receipts.length) / few.length
const answer = { units, batches, receipts: receipts.length, audit, parts, baseline, trusted }

if (values.json) {
  console.log(JSON.stringify(answer, null, 2))
} else {
  const line = (name: string, seconds: number): void =>
    console.log(`${name.padEnd(44)}${seconds.toFixed(2).padStart(8)} s`)
  line(`audit of ${units} units in ${batches} bundles`, audit)
  for (const [name, seconds] of Object.entries(parts)) line(`  ${name}`, seconds)
  line(`signatures alone in plain JavaScript, 1 of ${PLAIN_SHARE}`, baseline)
  const sealed = `audit of ${trusted.units} units that trust believed, in ${trusted.batches}`
  line(sealed, trusted.audit)
  console.log(`the audit takes ${(audit / baseline).toFixed(2)} times as long`)
}
