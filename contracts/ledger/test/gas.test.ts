/** No call costs more than its gate, and none other than `gas.json` says. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { measure } from '../scripts/gas/measure.ts'

const rows = await measure()

it('keeps to what was measured before; `npm run gas -- --write` writes it again', () => {
  const kept: unknown = JSON.parse(readFileSync(new URL('../gas.json', import.meta.url), 'utf8'))
  expect(Object.fromEntries(rows.map(({ what, gas }) => [what, gas]))).toEqual(kept)
})

it.each(rows.filter(({ gate }) => gate !== undefined))(
  '$what: at most $gate gas',
  ({ gas, gate = 0 }) => {
    expect(gas).toBeLessThanOrEqual(gate)
  },
)
