import { GridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { Verdict } from '@pumasi/rules'
import { expect, test } from 'vitest'
import { hashExecutor, inspect, lyingExecutor, recordHistory } from '../testing/index.ts'
import { liesAbout } from '../testing/lies/index.ts'
import { claimDigest } from './reexecute.ts'
import type { Reexecution } from './reexecute.ts'

const honest = await recordHistory()

function createJournal(known = new Set<Digest>()) {
  return {
    known,
    has: (claim: Digest) => known.has(claim),
    add: async (c: Digest) => void known.add(c),
  }
}

/** Fails after some executions, as a machine that is switched off. */
function tiring(executions: number) {
  const ran = { count: 0 }
  const execute: typeof hashExecutor.execute = async (request) => {
    if (ran.count >= executions) throw new GridError('MACHINE_FAILURE', 'found no power')
    ran.count += 1
    return hashExecutor.execute(request)
  }
  return { ran, executor: { ...hashExecutor, execute } }
}

test('an interrupted audit goes on where it was, and executes nothing twice', async () => {
  const journal = createJournal()
  const first = await inspect(honest, { journal, executor: tiring(3).executor })
  expect(first).toMatchObject({ verdict: 'incomplete', unitsReexecuted: 3, unitsResumed: 0 })
  expect(journal.known.size).toBe(3)
  const { ran, executor } = tiring(100)
  const second = await inspect(honest, { journal, executor })
  expect(second).toMatchObject({ ok: true, unitsReexecuted: 5, unitsResumed: 3 })
  expect(ran.count).toBe(2)
})

test('a unit that came out otherwise is never in the journal: it is found again', async () => {
  const journal = createJournal()
  for (let time = 0; time < 2; time += 1) {
    const report = await inspect(honest, { journal, executor: lyingExecutor })
    expect(report).toMatchObject({ verdict: 'mismatch', unitsResumed: 0 })
  }
  expect(journal.known.size).toBe(0)
})

test('a journal of the honest history hides no lie about it', async () => {
  const journal = createJournal()
  await inspect(honest, { journal })
  expect(journal.known.size).toBe(5)
  const ends: readonly string[] = ['OUTPUT_DIFFERS', 'FUEL_DIFFERS', 'EXIT_CLASS_DIFFERS']
  const lies = liesAbout(honest).filter(([, [code]]) => ends.includes(code))
  expect(lies).toHaveLength(3)
  for (const [name, [code], , tell] of lies) {
    const report = await inspect(tell(), { journal: createJournal(new Set(journal.known)) })
    expect(
      report.findings.map((finding) => finding.code),
      name,
    ).toEqual([code])
  }
})

test('a claim’s name changes with whatever an execution confirms', () => {
  const spec = honest.specs[0] as Reexecution['spec']
  const other = honest.specs[1] as Reexecution['spec']
  const verdict = { exitClass: 'exited', outputHash: `0x${'aa'.repeat(32)}`, fuel: 7n } as Verdict
  const unit = { jobId: honest.bundles[0]?.units[0]?.jobId as never, unitIndex: 0 }
  const batchDigest = `0x${'01'.repeat(32)}` as const
  const base: Reexecution = {
    ...{ batchId: 1, batchDigest, unit, verdict, spec },
    rewriterVersion: 1,
  }
  const changes: readonly Partial<Reexecution>[] = [
    {},
    { batchDigest: `0x${'02'.repeat(32)}` },
    { unit: { ...unit, unitIndex: 1 } },
    { unit: { ...unit, jobId: `0x${'03'.repeat(32)}` as never } },
    { spec: other },
    { verdict: null },
    { verdict: { ...verdict, exitClass: 'trapped' } },
    { verdict: { ...verdict, outputHash: `0x${'bb'.repeat(32)}` as never } },
    { verdict: { ...verdict, fuel: 8n } },
  ]
  const names = changes.map((change) => claimDigest({ ...base, ...change }, 1))
  expect(new Set([...names, claimDigest(base, 2)]).size).toBe(changes.length + 1)
})
