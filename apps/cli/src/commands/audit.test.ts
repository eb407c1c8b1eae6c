/** `audit` against a real ledger: at its door, and what it tells beside the verdict. */
import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { digestOf, utf8 } from '@pumasi/domain'
import type { History } from '@pumasi/engine/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { startHonestLedger } from '../testing/honest-ledger.ts'
import { json, runCommand } from '../testing/in-process.ts'
import type { Ran } from '../testing/in-process.ts'
import { serve } from '../testing/serve.ts'
import { addAuditCommand } from './audit.ts'

const { chain, honest, onChain, copy, here } = await startHonestLedger()
afterAll(() => chain.end())

/** Of the honest copy, without executions. */
const audit = (...args: readonly string[]): Promise<Ran> =>
  runCommand(addAuditCommand, ['audit', '--mirror', copy, '--sample', '0', ...args])

describe('at the door of an audit', () => {
  const at = (rpc: string, ledger: string): readonly string[] => ['--rpc', rpc, '--ledger', ledger]
  const other = `0x${'12'.repeat(20)}`

  test.each<[string, () => readonly string[], string | RegExp]>([
    ['no address', () => at(chain.rpcUrl, '0x1234'), /an address: 0x and 40/],
    ['no URL', () => at('localhost:8545', honest.identity.address), /an http\(s\) URL/],
    ['no contract there', () => at(chain.rpcUrl, other), 'CHAIN_NO_CONTRACT'],
    ['another contract', () => at(chain.rpcUrl, chain.stranger), 'CHAIN_WRONG_CONTRACT'],
    ['nobody', () => at('http://127.0.0.1:1', honest.identity.address), 'CHAIN_UNREACHABLE'],
  ])('%s is nothing to compare with', async (_, where, expected) => {
    const ran = await runCommand(addAuditCommand, ['audit', ...where(), '--mirror', copy])
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toMatch(expected)
  })

  test('a chain that is behind shows less history, and what it lacks is said', async () => {
    const behind = ['audit', ...here, '--mirror', copy, '--sample', '0', '--batch', '4']
    const ran = await runCommand(addAuditCommand, behind)
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toContain('LEDGER_UNKNOWN_BATCH: found 3 batches, asked for batch 4')
  })

  test('a bundle of two gigabytes in a folder is not read', async () => {
    const huge = await chain.keep(honest, 'huge-')
    const bundle = onChain[1]?.header.dataHash ?? ''
    await truncate(join(huge, bundle), 2 * 1024 ** 3)
    const args = ['audit', ...here, '--mirror', huge, '--sample', '0', '--json']
    const ran = await runCommand(addAuditCommand, args)
    expect(ran.code).toBe(2)
    expect(json(ran)).toMatchObject({
      verdict: 'incomplete',
      findings: [
        {
          code: 'DATA_UNREACHABLE',
          place: { batchId: 2 },
          found: expect.stringMatching('MIRROR_TOO_LARGE'),
        },
      ],
    })
  })

  test('what commits took, who signed and where each stands is in the evidence', async () => {
    const args = ['audit', ...here, '--mirror', copy, '--sample', '0', '--json']
    const ran = await runCommand(addAuditCommand, args)
    expect(ran.code).toBe(0)
    const { commits } = json(ran) as { commits: readonly Record<string, unknown>[] }
    expect(commits.map(({ batchId, txHash }) => ({ id: batchId, txHash }))).toEqual(
      onChain.map(({ id, txHash }) => ({ id, txHash })),
    )
    for (const commit of commits)
      expect(commit).toMatchObject({ state: 'pending', witness: { attestors: [] } })
  })
})

describe('beside the verdict', () => {
  test('the rules are shown, and others than those named are refused', async () => {
    const [{ header }] = onChain as [History['batches'][0]]
    const shown = json(await audit(...here, '--json'))
    expect(shown.rules).toMatchObject([{ rulesHash: header.rulesHash, batches: [1, 2, 3] }])
    const other = digestOf(utf8('other rules'))
    const both = ['--rules', other, '--rules', header.rulesHash]
    expect((await audit(...here, ...both)).code).toBe(0)
    const refused = await audit(...here, '--rules', other)
    expect(refused.code).toBe(1)
    expect(refused.stdout).toContain('RULES_REFUSED at batch 1')
    expect((await audit(...here, '--rules', 'these')).stderr).toContain('a digest: 0x and 64')
  })

  test('a node that goes away afterwards takes nothing back', async () => {
    const rpc = await serve((request, response) => {
      void (async () => {
        let body = ''
        for await (const part of request) body += String(part)
        if (body.includes('eth_getTransactionReceipt')) return void response.destroy()
        const headers = { 'content-type': 'application/json' }
        response.end(await (await fetch(chain.rpcUrl, { method: 'POST', headers, body })).text())
      })()
    })
    const ran = await audit('--rpc', rpc, '--ledger', honest.identity.address, '--json')
    expect(ran.code).toBe(0)
    expect(json(ran)).toMatchObject({ verdict: 'clean', batches: 3, commits: null })
    expect(ran.stderr).toContain('CHAIN_UNREACHABLE')
  })

  test('faults that cannot be written are said, and cost no report', async () => {
    const ran = await audit(...here, '--faults', join(chain.folder, 'no', 'such', 'folder'))
    expect(ran.code).toBe(2)
    expect(ran.stdout).toContain('Everything agrees')
    expect(ran.stderr).toContain('error USAGE: cannot write')
  })
})
