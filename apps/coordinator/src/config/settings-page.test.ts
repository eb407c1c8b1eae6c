import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { healthChecks } from '../health/checks.ts'
import { createAdmission } from '../limits/admission.ts'
import { createGridGauges } from '../telemetry/grid-gauges.ts'
import { createMetrics, watchGates } from '../telemetry/metrics.ts'
import { settingsTable } from './describe-config.ts'
import { readConfig } from './read-config.ts'
import { settingNames } from './settings.ts'

const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8')

/** Cells of a Markdown table, whatever its columns are padded to. */
const cellsOf = (table: string): string[][] =>
  table
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))

test('docs/operations.md has every setting as it is', () => {
  const [, shown = ''] = /<!-- settings -->([^]*?)<!-- end of settings -->/.exec(page) ?? []
  expect(cellsOf(shown)).toEqual(cellsOf(settingsTable()))
})

test('docs/operations.md explains every metric of ours and every reason of /readyz', async () => {
  const ledger = ['--rpc', 'http://x', '--ledger', `0x${'0'.repeat(40)}`, '--committer-key', 'x']
  const config = readConfig(settingNames, ledger, {})?.config
  if (config === undefined) throw new Error('a configuration expected')
  const metrics = createMetrics()
  watchGates(metrics, createAdmission(config, { nowMs: () => 0 }))
  createGridGauges(metrics, { clock: { nowMs: () => 0 } } as never)
  const names = (await metrics.registry.getMetricsAsJSON()).map(({ name }) => name)
  for (const name of names.filter((each) => each.startsWith('pumasi_'))) {
    expect(page, name).toContain(`\`${name}\``)
  }
  for (const { name } of healthChecks({} as never)) expect(page, name).toContain(`| \`${name}\` |`)
})
