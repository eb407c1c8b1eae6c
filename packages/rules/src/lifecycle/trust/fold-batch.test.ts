import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hex } from '@pumasi/domain'
import type { Receipt } from '@pumasi/proof'
import { account, digest, jobId } from '../../testing/votes.ts'
import { TrustStory, storyRules } from '../../testing/trust-story.ts'
import type { Behaviour } from '../../testing/trust-story.ts'
import { trustPhase } from '../../policy/trust/account-trust.ts'
import { foldBatch } from './fold-batch.ts'
import type { TrustBatch } from './fold-batch.ts'
import { hasAgreed } from './trust-outcome.ts'
import type { TrustOutcome } from './trust-outcome.ts'
import { TrustLedger, unitKeyOf } from './trust-ledger.ts'
import type { HeldReceipt, OverruledUnit } from './held-receipt.ts'

const honest: Behaviour = (unit) => `truth of ${unit}`
const liar: Behaviour = (unit) => `lie about ${unit}`
const truth = (unit: number) => digest(honest(unit))

/** Runs a schedule of hosts, a batch after each row. */
function tell(story: TrustStory, schedule: readonly (readonly number[])[]): TrustStory {
  for (const row of schedule) {
    for (const n of row) story.run(n)
    story.close()
  }
  return story
}

/** Runs until nobody has anything undecided: closings, then checks, again and again. */
function finish(story: TrustStory, hosts: readonly number[]): TrustStory {
  for (let round = 0; round < 40 && [...story.ledger.held()].length > 0; round += 1) {
    for (const n of hosts) story.run(n)
    story.close(hosts)
  }
  return story
}

const three = [0, 1, 2]
const nothing = { overruled: [], cancelled: [], sealed: [], closings: [] }
const rounds = (count: number, row: readonly number[]) => Array.from({ length: count }, () => row)

test('new accounts vouch for each other by three, and a known one with one of them', () => {
  const story = new TrustStory([honest, honest, honest])
  story.run(0)
  story.close()
  story.run(1)
  expect(story.close().outcome.believed).toEqual([])
  story.run(2)
  const { outcome } = story.close()
  expect(outcome.believed).toMatchObject([{ unitIndex: 0, by: 'agreement' }])
  expect(outcome.credited.map((receipt) => receipt.account)).toEqual(three.map(account))
  expect(outcome.opened).toHaveLength(3)
})

test('established accounts are sampled: most units are believed by later checks', () => {
  const story = tell(new TrustStory([honest, honest, honest]), rounds(40, three))
  const by = (how: string): number =>
    story.told.flatMap(({ outcome }) => outcome.believed).filter((unit) => unit.by === how).length
  expect(by('vesting')).toBeGreaterThan(by('agreement'))
  for (const [unit, output] of story.believed) expect(output).toBe(truth(unit))
})

test('one who turns to lying has nothing wrong believed, and all of it run again', () => {
  let turned = false
  const turncoat: Behaviour = (unit) => (turned ? liar(unit) : honest(unit))
  const story = tell(new TrustStory([honest, honest, honest, turncoat]), rounds(12, [0, 1, 2, 3]))
  turned = true
  tell(story, rounds(12, [0, 1, 2, 3]))
  const fates = story.told.flatMap(({ outcome }) => outcome.decided)
  expect(fates.some(({ fate }) => fate.kind === 'refuted')).toBe(true)
  expect(fates.filter(({ fate }) => fate.kind === 'void').length).toBeGreaterThan(0)
  expect(story.ledger.trustOf(account(3)).strikes).toBeGreaterThan(0)
  for (const [unit, output] of story.believed) expect(output, `unit ${unit}`).toBe(truth(unit))
})

test('closings bring everything to an end without believing anything by time', () => {
  const story = finish(tell(new TrustStory([honest, honest, honest]), rounds(15, three)), three)
  const undecided = [...story.ledger.held()].map(({ unitIndex }) => unitIndex)
  expect(story.believed.size).toBeGreaterThan(30)
  expect(undecided.length).toBeLessThan(20)
})

/** Newcomers have each run the same three units, and nobody else is there. */
function standStill(hosts: readonly Behaviour[]): TrustStory {
  const story = new TrustStory(hosts)
  for (let unitIndex = 0; unitIndex < 3; unitIndex += 1) {
    hosts.forEach((_, n) => story.submit(n, { jobId, unitIndex }))
    story.close()
  }
  return story
}

test('three newcomers with a liar among them do not stand still for ever', () => {
  const story = standStill([honest, honest, liar])
  expect(story.believed.size).toBe(0)
  story.close([0])
  const { outcome } = story.close()
  expect([...story.believed]).toEqual([0, 1, 2].map((unit) => [unit, truth(unit)]))
  expect(story.ledger.trustOf(account(2)).strikes).toBeGreaterThan(0)
  for (const n of [0, 1]) expect(story.ledger.trustOf(account(n)).history).toBe(3)
  expect(outcome.decided[0]?.reason).toMatch(/^Everybody here is new and nobody else came .*\.$/)
})

test('two newcomers that disagree wait, whoever is closed', () => {
  const story = standStill([honest, liar])
  story.close([0, 1])
  story.close()
  expect(story.believed.size).toBe(0)
})

test('where somebody is established two newcomers never decide', () => {
  const story = tell(new TrustStory([honest, honest, honest, liar, liar]), rounds(5, three))
  const known = new Set(story.believed.keys())
  const key = { jobId, unitIndex: 900 }
  story.submit(3, key)
  story.submit(4, key)
  story.close([3, 4])
  story.close()
  expect(story.believed.has(900)).toBe(false)
  expect(known.size).toBeGreaterThan(0)
})

/** What a ruling against a believed unit says, by what the story has decided so far. */
function ruling(story: TrustStory, unitIndex: number): OverruledUnit {
  const decided = story.told.flatMap(({ outcome }) => outcome.decided)
  const receipts = decided
    .filter(({ receipt, fate }) => receipt.unitIndex === unitIndex && hasAgreed(fate))
    .map(({ receipt: { account: by, number, digest: id } }) => ({
      account: by,
      number,
      digest: id,
    }))
  return { jobId, unitIndex, receipts }
}

test('a ruling ends belief in its unit, and strikes all who had agreed on it', () => {
  const ring: Behaviour = (unit) => (unit === 0 ? liar(unit) : honest(unit))
  const story = tell(new TrustStory([ring, ring, ring, honest, honest]), rounds(14, three))
  const provisional = [...story.ledger.held()].filter(({ state }) => state === 'provisional')
  expect(story.believed.get(0)).toBe(digest(liar(0)))
  expect(provisional.length).toBeGreaterThan(0)
  const { outcome } = story.close([], [ruling(story, 0)])
  expect(outcome.overruled).toMatchObject([{ unitIndex: 0 }])
  for (const n of three) {
    expect(story.ledger.trustOf(account(n))).toMatchObject({ strikes: 1, history: 0 })
  }
  expect(outcome.faults).toEqual([])
  // What was provisional goes to others; what was believed stays, and the unit comes back never.
  const again = new Set(outcome.again.map(({ unitIndex }) => unitIndex))
  for (const { unitIndex } of provisional) expect(again).toContain(unitIndex)
  story.submit(3, { jobId, unitIndex: 0 })
  expect(story.close().outcome.faults).toMatchObject([{ code: 'SEALED_FOR_NOTHING' }])
  // A second ruling about it, in another batch, strikes nobody twice.
  expect(story.close([], [ruling(story, 0)]).outcome.overruled).toEqual([])
  for (const n of three) expect(story.ledger.trustOf(account(n)).strikes).toBe(1)
})

test('a ruling that comes while its unit is run once more leaves that run out', () => {
  // A third run was asked for; then closing the first host made two newcomers enough.
  const story = tell(new TrustStory([honest, honest, honest]), [[0]])
  story.run(1)
  story.close([0])
  story.close()
  expect(story.believed.get(0)).toBe(truth(0))
  story.run(2)
  const { batch, outcome } = story.close([], [ruling(story, 0)])
  expect(batch.sealed).toEqual([])
  expect(outcome).toMatchObject({ overruled: [{ unitIndex: 0 }], faults: [] })
  // Nobody is asked for it again.
  story.run(2)
  expect(story.close().batch.sealed).toMatchObject([{ unitIndex: 1 }])
})

const foldAgain = (story: TrustStory, ledgerOf: (position: number) => TrustLedger, all = false) => {
  const shown = new Set<Hex>()
  return story.told.map(({ batch, outcome }, position) => {
    for (const id of outcome.opened) shown.add(id)
    const reveal = (id: Hex): Receipt | null =>
      all || shown.has(id) ? (story.claims.get(id) ?? null) : null
    return foldBatch(ledgerOf(position), batch, story.context(reveal))
  })
}

const compared = ({
  believed,
  credited,
  opened,
  decided,
  held,
  accounts,
  faults,
  overruled,
}: TrustOutcome) => ({
  ...{ believed, credited, opened, decided, held, accounts, faults, overruled },
})

const storyArb = fc.tuple(
  fc.array(fc.constantFrom(honest, honest, honest, liar), { minLength: 3, maxLength: 6 }),
  fc.array(fc.array(fc.nat(5), { maxLength: 8 }), { maxLength: 14 }),
  fc.array(fc.nat(5), { maxLength: 3 }),
)

const storyOf = ([hosts, schedule, closing]: typeof storyArb extends fc.Arbitrary<infer T>
  ? T
  : never): TrustStory => {
  const story = new TrustStory(hosts)
  schedule.forEach((row, at) => {
    for (const n of row) story.run(n % hosts.length)
    // Every fifth batch takes in a ruling, against whatever was believed last.
    const last = at % 5 === 4 ? [...story.believed.keys()].at(-1) : undefined
    story.close(
      at % 4 === 3 ? closing.map((n) => n % hosts.length) : [],
      last === undefined ? [] : [ruling(story, last)],
    )
  })
  return story
}

test('property: an auditor who knows only what bundles opened folds to the same', () => {
  fc.assert(
    fc.property(storyArb, (plan) => {
      const story = storyOf(plan)
      const ledger = new TrustLedger()
      const outcomes = foldAgain(story, () => ledger)
      expect(outcomes.map(compared)).toEqual(story.told.map(({ outcome }) => compared(outcome)))
      for (const { faults } of outcomes) expect(faults).toEqual([])
    }),
    { numRuns: 60 },
  )
})

const everybody = Array.from({ length: 6 }, (_, n) => account(n))

/** What a store loads for one batch, out of all there is. */
function loadFor(full: TrustLedger, batch: TrustBatch): TrustLedger {
  const all = [...full.held()].sort((a, b) => a.batchId - b.batchId)
  const ordered = all.sort((a, b) => a.batchId - b.batchId || order(full, a) - order(full, b))
  const units = new Set(batch.sealed.map(unitKeyOf))
  const ruled = batch.overruled.flatMap(({ receipts }) => receipts)
  const closed = ordered.filter((one) => full.closings.includes(one.account)).map(unitKeyOf)
  const accounts = new Set([
    ...full.closings,
    ...ordered.filter((one) => closed.includes(unitKeyOf(one))).map((one) => one.account),
    ...full.undrawn.map((receipt) => receipt.account),
    ...batch.sealed.map((receipt) => receipt.account),
    ...ruled.map((receipt) => receipt.account),
    ...ordered.filter((one) => units.has(unitKeyOf(one))).map((one) => one.account),
  ])
  return new TrustLedger({
    accounts: [...accounts].map((one) => [one, full.trustOf(one)] as const),
    held: ordered.filter((one) => accounts.has(one.account) || units.has(unitKeyOf(one))),
    verdicts: [...batch.sealed, ...batch.overruled].flatMap((key) => {
      const { verdict } = full.unitOf(key)
      return verdict === null ? [] : [[key, verdict] as const]
    }),
    closings: full.closings,
    othersEstablished: everybody.some(
      (one) => !accounts.has(one) && trustPhase(full.trustOf(one), storyRules) === 'established',
    ),
  })
}

/** The place of a receipt among those of its batch: its draw's, or its unit's votes'. */
const order = (full: TrustLedger, receipt: HeldReceipt): number => {
  const drawn = full.undrawn.findIndex(({ digest: id }) => id === receipt.digest)
  return drawn >= 0 ? drawn : full.unitOf(receipt).votes.indexOf(receipt)
}

test('property: a coordinator that loads only what the batch touches folds to the same', () => {
  fc.assert(
    fc.property(storyArb, (plan) => {
      const story = storyOf(plan)
      const full = new TrustLedger()
      for (const { batch, outcome } of story.told) {
        const reveal = (id: Hex): Receipt | null => story.claims.get(id) ?? null
        const part = foldBatch(loadFor(full, batch), batch, story.context(reveal))
        foldBatch(full, batch, story.context(reveal))
        expect(compared(part)).toEqual(compared(outcome))
      }
    }),
    { numRuns: 60 },
  )
})

test('property: honest accounts are never refuted while liars do not agree', () => {
  fc.assert(
    fc.property(storyArb, ([, schedule, closing]) => {
      const lonely: Behaviour = (unit) => `a lie of its own about ${unit}`
      const story = storyOf([[honest, honest, honest, lonely], schedule, closing])
      for (const { outcome } of story.told) {
        for (const { receipt, fate } of outcome.decided) {
          if (fate.kind === 'refuted') expect(receipt.account).toBe(account(3))
        }
      }
    }),
    { numRuns: 60 },
  )
})

const hostileArb = fc.array(
  fc.record({
    seed: fc.constantFrom(null, digest('a'), digest('b')),
    cancelled: fc.array(fc.constantFrom(jobId, digest('other') as never), { maxLength: 1 }),
    closings: fc.array(fc.nat(4).map(account), { maxLength: 3 }),
    overruled: fc.array(
      fc.record({
        jobId: fc.constant(jobId),
        unitIndex: fc.nat(4),
        receipts: fc.array(
          fc.record({
            account: fc.nat(4).map(account),
            number: fc.nat(6),
            digest: fc.constant(digest('ruled')),
          }),
          { maxLength: 3 },
        ),
      }),
      { maxLength: 2 },
    ),
    sealed: fc.array(
      fc.record({
        jobId: fc.constantFrom(jobId, jobId, jobId, digest('other') as never),
        unitIndex: fc.nat(4),
        account: fc.nat(4).map(account),
        digest: fc.nat(30).map((n) => digest(`receipt ${n}`)),
        replicated: fc.boolean(),
      }),
      { maxLength: 10 },
    ),
  }),
  { maxLength: 10 },
)

test('property: whatever a bundle lists, the fold answers', () => {
  const story = new TrustStory([])
  fc.assert(
    fc.property(hostileArb, fc.boolean(), (batches, shows) => {
      const ledger = new TrustLedger()
      batches.forEach((batch, at) => {
        const reveal = (id: Hex): Receipt | null => {
          if (!shows) return null
          const output = digest(`${BigInt(id) % 2n}`)
          return { outputHash: output, exitClass: 'exited', fuel: 1n } as Receipt
        }
        const outcome = foldBatch(ledger, { ...batch, id: at + 1 }, story.context(reveal))
        for (const { trust } of outcome.accounts.values()) {
          expect(trust.sealed).toBeGreaterThanOrEqual(trust.voidBelow)
        }
      })
    }),
    { numRuns: 300 },
  )
})

test('a seed that is not there leaves everything undrawn, and says so', () => {
  const story = tell(new TrustStory([honest, honest, honest]), rounds(12, three))
  const waiting = story.ledger.undrawn.length
  expect(waiting).toBeGreaterThan(0)
  const batch = { ...nothing, id: 99, seed: null }
  const outcome = foldBatch(
    story.ledger,
    batch,
    story.context(() => null),
  )
  expect(outcome.faults).toMatchObject([{ code: 'SEED_MISSING' }])
  expect(story.ledger.undrawn).toHaveLength(waiting)
})

test('a job that is given up is neither for nor against anybody', () => {
  const story = tell(new TrustStory([honest, honest, honest, liar]), rounds(9, [0, 1, 2, 3]))
  const before = [0, 1, 2, 3].map((n) => story.ledger.trustOf(account(n)).strikes)
  const batch = { ...nothing, id: 99, seed: digest('x'), cancelled: [jobId] }
  foldBatch(
    story.ledger,
    batch,
    story.context((id) => story.claims.get(id) ?? null),
  )
  expect([...story.ledger.held()]).toEqual([])
  expect([0, 1, 2, 3].map((n) => story.ledger.trustOf(account(n)).strikes)).toEqual(before)
  expect(storyRules.strikesMax).toBeGreaterThan(0)
})
