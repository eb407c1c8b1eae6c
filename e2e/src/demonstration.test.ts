/**
 * One command carries a job from submission to a commit and an audit; then an auditor with nothing
 * but chain and mirror says yes, and says where, once one byte is changed.
 */
import { cp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startLocalChain } from '@pumasi/chain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFolder, readReport, run, start } from './testing/pumasi.ts'
import type { Ended, Report, Running } from './testing/pumasi.ts'

const UNITS = 24

let folder: Awaited<ReturnType<typeof makeFolder>>
let grid: Running
let report: Report
let mirror: string
let where: string[]

const audit = (place: string, ...more: string[]): Promise<Ended> =>
  run(['audit', ...where, '--mirror', place, '--json', ...more])

beforeAll(async () => {
  folder = await makeFolder()
  const at = (name: string): string => join(folder.path, name)
  grid = start(
    ['up', '--data', at('data'), '--port', '0', '--units', String(UNITS), '--sample', '5'].concat(
      '--report',
      at('report.json'),
    ),
  )
  await grid.said(/serving on at (\S+);/)
  report = await readReport(at('report.json'))
  const { address, rpcUrl } = report.ledger
  where = ['--rpc', rpcUrl, '--ledger', address]
  const [, url] = await grid.said(/console: (\S+)/)
  mirror = at('mirror')
  const copied = await run(['mirror', ...where, '--from', String(url), '--to', mirror])
  expect(copied).toMatchObject({ code: 0 })
})

afterAll(async () => {
  grid.child.kill('SIGINT')
  await grid.ended
  await folder.remove()
})

describe('the grid that one command brings up', () => {
  it('believes every unit and commits it', () => {
    expect(report.job).toMatchObject({ units: UNITS, believed: UNITS })
    const executions = report.ledger.batches.reduce((sum, { unitCount }) => sum + unitCount, 0)
    expect(executions).toBeGreaterThanOrEqual(2 * UNITS)
    for (const { gasUsed } of report.ledger.batches) expect(gasUsed).toBeLessThanOrEqual(88_000)
  })

  it('has each batch audited and signed by both attestors before it is committed', () => {
    const attestors = report.ledger.attestors.map(({ account }) => account).sort()
    expect(new Set(attestors).size).toBe(2)
    expect(report.ledger.batches.length).toBeGreaterThan(0)
    for (const { words } of report.ledger.batches)
      expect(words).toEqual(attestors.map((attestor) => ({ attestor, refusal: null })))
  })

  it('refuses the liar with a reason and credits it nothing', () => {
    const liar = report.hosts.find(({ name }) => name === 'lying')
    expect(liar).toMatchObject({ creditMicro: '0' })
    expect(liar?.refused).toBeGreaterThan(0)
    expect(report.refusals.every(({ account }) => account === liar?.account)).toBe(true)
    expect(report.refusals[0]?.explanation).toMatch(/the output differs/)
  })

  it('gives the lease of the host that vanished to somebody else', () => {
    const vanished = report.hosts.find(({ name }) => name === 'vanishing')
    expect(vanished?.expired).toBeGreaterThan(0)
    expect(vanished?.received).toBeGreaterThan(0)
    const handover = report.handovers.find(({ from }) => from === vanished?.account)
    expect(handover?.to).toMatch(/^0x[0-9a-f]{40}$/)
    expect(handover?.to).not.toBe(vanished?.account)
  })

  it('answers the scientific question', () => {
    expect(report.posterior.r0.low95).toBeLessThan(3.7)
    expect(report.posterior.r0.high95).toBeGreaterThan(3.8)
    expect(report.audit).toMatchObject({ ok: true, unitsReexecuted: 5 })
  })
})

describe('an auditor with RPC, ledger address and a mirror alone', () => {
  it('says yes after executing every unit again', async () => {
    const { code, stdout } = await audit(mirror, '--all')
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, unitsReexecuted: UNITS, units: UNITS })
    expect(code).toBe(0)
  })

  it('draws the same units as any other auditor, from blocks of the chain', async () => {
    const [mine, yours] = await Promise.all([
      audit(mirror, '--sample', '3'),
      audit(mirror, '--sample', '3', '--cores', '1'),
    ])
    const { draws, unitsReexecuted } = JSON.parse(mine.stdout) as {
      draws: Draw[]
      unitsReexecuted: number
    }
    expect(unitsReexecuted).toBe(3)
    expect(draws.flatMap(({ units }) => units)).toHaveLength(3)
    expect(JSON.parse(yours.stdout)).toMatchObject({ ok: true, draws })
  })

  it('goes on from a journal, and refuses one of another ledger', async () => {
    const journal = join(folder.path, 'audit.journal')
    const first = await audit(mirror, '--batch', '1', '--all', '--resume', journal)
    const { units } = JSON.parse(first.stdout) as { units: number }
    expect(units).toBeGreaterThan(0)
    const second = await audit(mirror, '--all', '--resume', journal)
    const expected = { ok: true, unitsReexecuted: UNITS, unitsResumed: units }
    expect(JSON.parse(second.stdout)).toMatchObject(expected)
    const text = await readFile(journal, 'utf8')
    const another = text.replace(
      /ledger 0x(.)/,
      (_, digit) => `ledger 0x${digit === 'f' ? 0 : 'f'}`,
    )
    expect(another).not.toBe(text)
    await writeFile(journal, another)
    const { code, stdout } = await audit(mirror, '--all', '--resume', journal)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'JOURNAL_ELSEWHERE' } })
    expect(code).toBe(2)
  })

  it('names batch and unit when one byte of a bundle is changed', async () => {
    const copy = `${mirror}-changed`
    await cp(mirror, copy, { recursive: true })
    const bundle = await largestBlob(copy)
    const text = await readFile(bundle, 'utf8')
    const at =
      text.indexOf('"signature":"0x', text.indexOf('"receipts"')) + '"signature":"0x'.length
    await writeFile(
      bundle,
      `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`,
    )
    const { code, stdout } = await audit(copy, '--sample', '0')
    const { findings } = JSON.parse(stdout) as { findings: Finding[] }
    expect(code).toBe(1)
    expect(findings[0]).toMatchObject({ kind: 'mismatch', code: 'BUNDLE_DAMAGED' })
    expect(findings[0]?.place.batchId).toBeGreaterThan(0)
    expect(findings[1]).toMatchObject({ code: 'RECEIPT_BAD_SIGNATURE' })
    expect(findings[1]?.place).toHaveProperty('unitIndex')
  })

  it('says that there is nothing to compare with when a bundle is missing', async () => {
    const copy = `${mirror}-missing`
    await cp(mirror, copy, { recursive: true })
    await rm(await largestBlob(copy))
    const { code, stdout } = await audit(copy, '--sample', '0')
    expect(code).toBe(2)
    const expected = { verdict: 'incomplete', findings: [{ code: 'DATA_MISSING' }] }
    expect(JSON.parse(stdout)).toMatchObject(expected)
  })

  it('refuses an address without a contract', async () => {
    const [, rpc] = where
    const nowhere = `0x${'11'.repeat(20)}`
    const args = ['audit', '--rpc', String(rpc), '--ledger', nowhere, '--mirror', mirror, '--json']
    const { code, stdout } = await run(args)
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'CHAIN_NO_CONTRACT' } })
  })
})

describe('a requester', () => {
  it('downloads every believed output, and finds the same job when submitting again', async () => {
    const [, url] = await grid.said(/console: (\S+)/)
    const at = ['--coordinator', String(url), '--json']
    const to = join(folder.path, 'outputs')
    const saved = await run(['job', 'outputs', report.job.id, '--to', to, ...at])
    expect(JSON.parse(saved.stdout)).toMatchObject({ saved: UNITS })
    expect(await readdir(to)).toHaveLength(UNITS)
    const status = await run(['job', 'status', report.job.id, ...at])
    expect(JSON.parse(status.stdout)).toMatchObject({ believed: UNITS, committed: UNITS })
  })
})

describe('a reader of the paper', () => {
  const proven = (): string => join(folder.path, 'unit-3.json')

  it('gets a file that proves one output, and verifies it against the chain alone', async () => {
    const unit = `${report.job.id}:3`
    const written = await run(['proof', unit, ...where, '--mirror', mirror, '--out', proven()])
    expect(written).toMatchObject({ code: 0 })
    const { code, stdout } = await run(['verify', proven(), ...where, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, fault: null, unit: { unitIndex: 3 } })
    // What comes out the same in the sandbox here is never challenged.
    const disputed = await run(['challenge', unit, ...where, '--mirror', mirror, '--json'])
    expect(disputed.code).toBe(1)
    expect(JSON.parse(disputed.stdout)).toMatchObject({ verdict: 'right', sent: false })
  })

  it('is told which field of it was edited by hand', async () => {
    const text = await readFile(proven(), 'utf8')
    const edited = `${proven()}.edited`
    const [start = ''] = /"outputHash": "0x./.exec(text) ?? []
    const other = start.slice(0, -1) + (start.endsWith('1') ? '2' : '1')
    await writeFile(edited, text.replace(start, other))
    const { code, stdout } = await run(['verify', edited, ...where, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, fault: { field: 'unit.outputHash' } })
  })

  it.each([
    ['a file that is not there', () => [join(folder.path, 'nothing.json'), ...where], 2],
    ['a file that is no proof', () => [join(folder.path, 'report.json'), ...where], 1],
    ['no contract there', () => [proven(), ...where.slice(0, 3), `0x${'11'.repeat(20)}`], 2],
    ['no node there', () => [proven(), '--rpc', 'http://127.0.0.1:1', ...where.slice(2)], 2],
  ])('is told of %s', async (_, args, expected) => {
    expect(await run(['verify', ...args()])).toMatchObject({ code: expected })
  })
})

describe('once the coordinator has ended in good order and its data are gone', () => {
  it('the chain and a mirror are enough for the whole audit', async () => {
    grid.child.kill('SIGINT')
    expect(await grid.ended).toMatchObject({ code: 0 })
    const stateFile = join(folder.path, 'chain.state')
    await cp(join(folder.path, 'data', 'chain.state'), stateFile)
    await rename(join(folder.path, 'data'), join(folder.path, 'gone'))
    const chain = await startLocalChain({ stateFile })
    const served = start(['mirror', '--to', mirror, '--serve', '127.0.0.1:0'])
    try {
      const [, url] = await served.said(/at (http:\S+);/)
      for (const place of [mirror, String(url)]) {
        const more = ['--mirror', place, '--all', '--json']
        const { code, stdout } = await run([
          'audit',
          '--rpc',
          chain.rpcUrl,
          ...where.slice(2),
          ...more,
        ])
        expect(JSON.parse(stdout)).toMatchObject({ ok: true, unitsReexecuted: UNITS })
        expect(code).toBe(0)
      }
    } finally {
      served.child.kill('SIGTERM')
      expect(await served.ended).toMatchObject({ code: 0 })
      await chain.close()
    }
  })
})

interface Finding {
  readonly kind: string
  readonly code: string
  readonly place: Readonly<Record<string, unknown>>
}

interface Draw {
  readonly units: readonly object[]
}

/** Bundles are the largest blobs of a small job. */
async function largestBlob(mirrorFolder: string): Promise<string> {
  const paths = (await readdir(mirrorFolder)).map((name) => join(mirrorFolder, name))
  const sizes = await Promise.all(paths.map(async (path) => (await readFile(path)).length))
  const largest = paths[sizes.indexOf(Math.max(...sizes))]
  if (largest === undefined) throw new Error('the mirror is empty')
  return largest
}
