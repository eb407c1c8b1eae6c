/** docs/lies.md against the lies a coordinator tells in tests. */
import { readFileSync } from 'node:fs'
import { inspect, recordHistory } from '@pumasi/engine/testing'
import { liesAbout, provableLies, trustLies } from '@pumasi/engine/testing/lies'
import { expect, test } from 'vitest'
import { auditExitCodes } from '../terminal/audit-report.ts'

const page = readFileSync(new URL('../../../../docs/lies.md', import.meta.url), 'utf8')
const [, table = ''] = /<!-- coordinator -->([^]*?)<!-- end -->/.exec(page) ?? []
const rows = table
  .trim()
  .split('\n')
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))

/** What the threat model has a coordinator do. */
const kinds = [
  ...[
    'invented receipt',
    'dropped receipt',
    'wrong credit',
    'duplicate leaf',
    'index out of range',
  ],
  ...['wrong credit table', 'rewritten bundle', 'missing bundle', 'batch out of order'],
  ...['verdict against the votes', 'program swapped behind a digest'],
]
const withheld = ['a bundle that nobody shows', '`DATA_MISSING`']

test('every lie a coordinator tells is on the page, with the finding that names it', async () => {
  const honest = await recordHistory()
  const provable = new Set(provableLies(honest).map(({ lie }) => lie[0]))
  const told = [...liesAbout(honest), ...(await trustLies())].map(([name, [code]]) => [
    provable.has(name) ? `${name} ⚖` : name,
    `\`${code}\``,
  ])
  expect(rows.map(([, , lie, code]) => [lie, code]).sort()).toEqual([...told, withheld].sort())
})

test('every kind of lie that the threat model names is told', () => {
  const shown = new Set(rows.map(([, kind]) => kind))
  for (const kind of kinds) expect([...shown]).toContain(kind)
})

test('a bundle that nobody shows is named, and no yes', async () => {
  const honest = await recordHistory()
  const blobs = new Map(honest.blobs)
  const dataHash = honest.batches[1]?.header.dataHash
  if (dataHash === undefined) throw new Error('a second batch expected')
  blobs.delete(dataHash)
  const { verdict, findings } = await inspect({ ...honest, blobs })
  expect(auditExitCodes[verdict]).toBe(2)
  expect(findings[0]).toMatchObject({ code: 'DATA_MISSING', place: { batchId: 2 } })
})
