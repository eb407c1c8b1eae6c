import { ESLint } from 'eslint'
import { describe, expect, test } from 'vitest'
import { workspace } from '../workspace/files.ts'

/** The workspace's configuration without rules that need types: samples are in no project. */
const eslint = new ESLint({
  cwd: workspace,
  ruleFilter: ({ ruleId }) => !ruleId.startsWith('@typescript-eslint/'),
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
})

async function complaints(filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: workspace + filePath })
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId}: ${message}`)
}

const rules = 'packages/rules/src/policy/sample.ts'

describe('lint refuses', () => {
  test.each([
    ['an upward import', rules, `import '@pumasi/engine'`, 'upward'],
    ['a sideways import', rules, `import '@pumasi/protocol'`, 'sideways'],
    ['an import of an app', 'packages/store/src/sample.ts', `import '@pumasi/cli'`, 'is an app'],
    ['an app in an app', 'apps/cli/src/sample.ts', `import '@pumasi/worker'`, 'is an app'],
    ['a downward import off the plan', 'packages/store/src/a.ts', `import '@pumasi/proof'`, 'plan'],
    ['a room importing itself', rules, `import '@pumasi/rules'`, 'this room itself'],
    ['a room that is none', rules, `import '@pumasi/helpers'`, 'is no room'],
    ['a way into another room', rules, `import '../../../proof/src/leaf.ts'`, 'reaches into'],
    ['a way out of the room', rules, `import '../../../../tools/x.ts'`, 'leaves packages/rules'],
    ['an address', rules, `import 'https://example.org/x.js'`, 'is an address'],
    ['Node in a pure room', rules, `import 'node:fs'`, 'through a port'],
    ['Node without its prefix', 'packages/store/src/a.ts', `import 'fs'`, 'Write node:fs'],
    ['ethers off the chain', 'packages/store/src/a.ts', `import 'ethers'`, 'ethers stays'],
    ['ethers by a path', rules, `import 'ethers/crypto'`, 'ethers stays'],
    ['a re-export', rules, `export * from '@pumasi/engine'`, 'upward'],
    ['a named re-export', rules, `export { a } from '@pumasi/engine'`, 'upward'],
    ['a type import', rules, `import type { A } from '@pumasi/cli'`, 'is an app'],
    ['an import type', rules, `export type A = import('@pumasi/engine').A`, 'upward'],
    ['a dynamic import', rules, `await import('@pumasi/store')`, 'upward'],
    ['tools importing a room', 'tools/x/a.ts', `import '@pumasi/domain'`, 'stands beside'],
  ])('%s', async (_, file, text, expected) => {
    expect(await complaints(file, text)).toEqual([
      expect.stringMatching(new RegExp(`^floor-plan/imports: .*${expected}`)),
    ])
  })

  test.each([
    ['the clock', 'export const a = Date.now()', 'Clock port'],
    ['a new Date of now', 'export const a = new Date()', 'Clock port'],
    ['Date called', 'export const a = Date()', 'Clock port'],
    ['the clock taken apart', 'export const { now } = Date', 'Clock port'],
    ['the performance clock', 'export const a = performance.now()', 'Clock port'],
    ['chance', 'export const a = Math.random()', 'Randomness port'],
    ['Intl', 'export const a = new Intl.NumberFormat()', 'depends on the machine'],
    ['localeCompare', `export const a = 'a'.localeCompare('b')`, 'depends on the machine'],
    ['toLocaleString', 'export const a = (1).toLocaleString()', 'depends on the machine'],
    ['the way round', 'export const a = globalThis.Date', 'Name the value itself'],
  ])('%s in every pure room', async (_, text, expected) => {
    for (const room of ['domain', 'proof', 'rules', 'engine', 'simulator']) {
      const found = await complaints(`packages/${room}/src/deep/er/sample.ts`, text)
      expect(found, room).toEqual([expect.stringContaining(expected)])
    }
  })
})

describe('lint allows', () => {
  test.each([
    ['a room below', rules, `import '@pumasi/domain'`],
    ['a file of the room', rules, `import '../lifecycle/job.ts'`],
    ['vectors in a test', 'packages/proof/src/a.test.ts', `import '../../../vectors/leaf.json'`],
    ['Node in a test', 'packages/proof/src/a.test.ts', `import 'node:crypto'`],
    ['proof in a test of the ledger', 'contracts/ledger/src/a.test.ts', `import '@pumasi/proof'`],
    ['Node in an adapter', 'packages/store/src/a.ts', `import 'node:fs'`],
    ['Node beside a pure room', 'packages/simulator/frontier/a.ts', `import 'node:fs'`],
    ['ethers on the chain', 'packages/chain/src/a.ts', `import 'ethers'`],
    ['a room tried from outside', 'packages/sandbox/conformance/a.ts', `import '@pumasi/sandbox'`],
    ['a room in e2e', 'e2e/src/a.test.ts', `import '@pumasi/proof'`],
    ['a date that was given', rules, 'export const a = new Date(0)'],
    ['the clock in an adapter', 'packages/store/src/a.ts', 'export const a = Date.now()'],
  ])('%s', async (_, file, text) => {
    expect(await complaints(file, text)).toEqual([])
  })
})
