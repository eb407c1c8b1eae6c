import { rulesHashOf, rulesInForce } from '@pumasi/rules'
import type { GridRules } from '@pumasi/rules'
import { expect, test } from 'vitest'
import { describeRules } from './rules-report.ts'

const plain: GridRules = {
  ...{ version: 1, rewriterVersion: 2, fuelPerCreditMicro: 1_000n, quorumMin: 2 },
}

test.each<[readonly number[], string]>([
  [[4], 'batch 4'],
  [[1, 2, 3], 'batches 1 to 3'],
  [[1, 3, 4, 9], 'batches 1, 3 to 4, 9'],
])('rules are named with their batches: %j', (batches, named) => {
  const rulesHash = rulesHashOf(plain)
  expect(describeRules([{ rulesHash, rules: plain, batches }])).toEqual([
    `  rules ${rulesHash}, ${named}`,
    '    quorums of 2 or more; 1000000000 fuel a credit; rewriter 2',
  ])
})

test('of trust every number is shown: weaker rules are seen', () => {
  const rules = rulesInForce
  if (rules.version === 1) throw new Error('rules with trust expected')
  const text = describeRules([{ rulesHash: rulesHashOf(rules), rules, batches: [1] }]).join('\n')
  for (const [name, value] of Object.entries(rules.trust))
    expect(text).toContain(`${name} ${value}`)
  expect(text).toContain(`drawn ${rules.seedDistance} blocks after each commit:`)
  const older = { ...rules, version: 2 as const }
  const [, , said] = describeRules([{ rulesHash: rulesHashOf(older), rules: older, batches: [1] }])
  expect(said).toContain('after each commit, whatever is ruled wrong:')
})
