import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newAccountTrust } from './account-trust.ts'
import type { AccountTrust, SeqRange } from './account-trust.ts'
import { applyTrustEvent } from './apply.ts'
import type { TrustEvent } from './apply.ts'
import { PlainTrust } from './testing/plain-model.ts'
import { defaultTrustRules } from './trust-rules.ts'

const rules = { ...defaultTrustRules, vestingChecks: 2 }

const seqsOf = (ranges: readonly SeqRange[]): number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n))

interface Told {
  trust: AccountTrust
  vested: number[]
  voided: number[]
  reason: string
}

/** A story of one account: `s` sealed, `r` sealed and replicated, `c3` clear, `a3` drawn,
 * `w3` drawn by a closing, `+3` agreed, `-3` refuted, `x3` dropped, `!3` overruled. */
function tell(story: string): Told {
  const told: Told = { trust: newAccountTrust, vested: [], voided: [], reason: '' }
  for (const word of story.split(' ')) {
    const step = applyTrustEvent(told.trust, eventOf(word), rules)
    told.trust = step.trust
    told.vested.push(...seqsOf(step.vested))
    told.voided.push(...seqsOf(step.voided))
    told.reason = step.reason
  }
  return told
}

function eventOf(word: string): TrustEvent {
  const seq = Number(word.slice(1))
  switch (word[0]) {
    case 's':
    case 'r':
      return { type: 'sealed', replicated: word === 'r' }
    case 'c':
    case 'a':
      return { type: 'drawn', seq, audited: word[0] === 'a' }
    case 'w':
      return { type: 'redrawn', seq }
    case 'x':
      return { type: 'dropped', seq }
    case '!':
      return { type: 'overruled', seq }
    default:
      return { type: 'settled', seq, agreed: word[0] === '+' }
  }
}

test.each([
  ['nothing checked, nothing believed', 's s s c0 c1 c2', [], []],
  ['one later check is not two', 's s c0 a1 +1', [], []],
  ['two later checks are', 's s s c0 a1 a2 +1 +2', [0], []],
  ['checks before the unit do not count', 's s s a0 a1 c2 +0 +1', [], []],
  ['one before and one after do not either', 's s s a0 c1 a2 +0 +2', [], []],
  ['a check counts for all before it', 's s s s c0 c1 a2 a3 +2 +3', [0, 1], []],
  ['and for none behind it', 's s s s c0 a1 a2 c3 +1 +2', [0], []],
  ['a replicated unit is no evidence: the host knew', 's r r r c0 +1 +2 +3', [], []],
  ['an earlier open check holds belief back', 's s s s c0 a1 a2 a3 +2 +3', [], []],
  ['until it agrees', 's s s s c0 a1 a2 a3 +2 +3 +1', [0], []],
  ['or is given up', 's s s s c0 a1 a2 a3 +2 +3 x1', [0], []],
  ['a failed check voids what is provisional', 's s s c0 c1 a2 -2', [], [0, 1]],
  ['but not what is believed', 's s s c0 a1 a2 +1 +2 s s c3 a4 -4', [0], [3]],
  ['also what comes after it', 's s s a0 c1 c2 -0', [], [1, 2]],
  ['and what is drawn only later', 's s s a0 -0 c1 a2', [], [1, 2]],
  ['a closing believes by its own checks', 's s s s c0 c1 c2 c3 w2 w3 +2 +3', [0, 1], []],
  ['a closing that fails voids the rest', 's s s s c0 c1 c2 c3 w2 w3 +2 -3', [], [0, 1]],
  [
    'a ruling voids what is provisional, not what is believed',
    's s s c0 a1 a2 +1 +2 s c3 !0',
    [0],
    [3],
  ],
  ['and what is drawn only later', 's s s c0 a1 a2 +1 +2 s !0 c3', [0], [3]],
  ['what was given up is neither', 's s s c0 a1 a2 x0 +1 +2', [], []],
])('%s', (_, story, vested, voided) => {
  const told = tell(story)
  expect(told.vested).toEqual(vested)
  expect(told.voided).toEqual(voided)
})

test('a failed check sets the account back and is counted once', () => {
  const { trust, reason } = tell('r r +0 +1 s s s s a2 a3 a4 c5 +2 -3 -4')
  expect(trust).toEqual({
    ...newAccountTrust,
    strikes: 1,
    sealed: 6,
    voidBelow: 6,
  })
  expect(reason).toBe('Refuted, but from before an earlier failed check.')
  expect(tell('s a0 -0').reason).toBe(
    'Refuted: other accounts agreed on another output. 0 provisional units are void, and 40 ' +
      'units must be believed before work is sampled again.',
  )
})

test('a ruling is a failed check, and counted once with those of its time', () => {
  const { trust, reason } = tell('r r r +0 +1 +2 s c3 !1 !2')
  expect(trust).toEqual({ ...newAccountTrust, strikes: 1, sealed: 4, voidBelow: 4 })
  expect(reason).toBe('Overruled, but from before an earlier failed check.')
  expect(tell('r +0 !0').reason).toBe(
    'Overruled: attestors ran a unit again, and it came out otherwise. 0 provisional units are ' +
      'void, and 40 units must be believed before work is sampled again.',
  )
})

test('what was sealed before a failed check helps no more', () => {
  expect(tell('s s a0 a1 -0 +1').trust.history).toBe(0)
  expect(tell('s s s a0 a1 -0 +1 r +3').trust.history).toBe(1)
})

test('the record stays small however long an honest account lives', () => {
  let trust = newAccountTrust
  for (let seq = 0; seq < 5_000; seq += 1) {
    const audited = seq % 25 === 0
    const events: TrustEvent[] = [
      { type: 'sealed', replicated: false },
      { type: 'drawn', seq, audited },
      ...(audited ? [{ type: 'settled', seq, agreed: true } as const] : []),
    ]
    for (const event of events) trust = applyTrustEvent(trust, event, rules).trust
    expect(JSON.stringify(trust).length).toBeLessThan(400)
  }
  expect(trust.history).toBeGreaterThan(4_900)
})

/** Random stories that could happen: draws in order, checks settled in any order. */
const storyArb = fc.array(
  fc.record({ what: fc.nat(99), which: fc.nat(1_000), fails: fc.nat(99) }),
  { maxLength: 120 },
)

test('property: the fold agrees with the plain model, event by event', () => {
  fc.assert(
    fc.property(storyArb, (story) => {
      let trust = newAccountTrust
      const plain = new PlainTrust()
      for (const { what, which, fails } of story) {
        const undrawn = plain.seqsOf('undrawn')[0]
        const open = [...plain.seqsOf('open'), ...plain.seqsOf('open blind')]
        const provisional = plain.seqsOf('provisional')
        const settled = [...plain.seqsOf('agreed'), ...plain.seqsOf('vested')]
        const pick = (seqs: readonly number[]): number => seqs[which % seqs.length] ?? 0
        let event: TrustEvent = { type: 'sealed', replicated: what % 4 === 0 }
        if (what < 35 && undrawn !== undefined) {
          event = { type: 'drawn', seq: undrawn, audited: which % 3 === 0 }
        } else if (what < 70 && open.length > 0) {
          event = { type: 'settled', seq: pick(open), agreed: fails > 4 }
        } else if (what < 74 && open.length > 0) {
          event = { type: 'dropped', seq: pick(open) }
        } else if (what < 80 && provisional.length > 0) {
          event = { type: 'redrawn', seq: pick(provisional) }
        } else if (what < 82 && settled.length > 0) {
          event = { type: 'overruled', seq: pick(settled) }
        }
        const before = { vested: plain.seqsOf('vested'), void: plain.seqsOf('void') }
        const step = applyTrustEvent(trust, event, rules)
        trust = step.trust
        plain.apply(event, rules)
        const added = (now: readonly number[], then: readonly number[]): number[] =>
          now.filter((seq) => !then.includes(seq))
        expect(seqsOf(step.vested)).toEqual(added(plain.seqsOf('vested'), before.vested))
        expect(seqsOf(step.voided)).toEqual(added(plain.seqsOf('void'), before.void))
        expect(seqsOf(trust.provisional)).toEqual(plain.seqsOf('provisional'))
        expect(trust.open.filter(({ blind }) => blind).map(({ seq }) => seq)).toEqual(
          plain.seqsOf('open blind'),
        )
        expect([trust.history, trust.strikes]).toEqual([plain.history, plain.strikes])
        expect(step.reason).toMatch(/^[A-Z].*\.$/)
      }
    }),
  )
})

test('property: in whatever order checks agree, the same units are believed in the end', () => {
  const planArb = fc.array(fc.constantFrom('clear', 'audited', 'replicated'), { maxLength: 40 })
  fc.assert(
    fc.property(planArb, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (plan, keys) => {
      const settle = plan.flatMap((kind, seq) => (kind === 'clear' ? [] : [seq]))
      const shuffled = settle.toSorted((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
      const outcome = (order: readonly number[]): AccountTrust => {
        const events: TrustEvent[] = [
          ...plan.map((kind): TrustEvent => ({
            type: 'sealed',
            replicated: kind === 'replicated',
          })),
          ...plan.flatMap((kind, seq): TrustEvent[] =>
            kind === 'replicated' ? [] : [{ type: 'drawn', seq, audited: kind === 'audited' }],
          ),
          ...order.map((seq): TrustEvent => ({ type: 'settled', seq, agreed: true })),
        ]
        return events.reduce(
          (trust, event) => applyTrustEvent(trust, event, rules).trust,
          newAccountTrust,
        )
      }
      expect(outcome(shuffled)).toEqual(outcome(settle))
    }),
  )
})

test('an event about a receipt that is not open is a defect of the caller', () => {
  expect(() => tell('s c0 +0')).toThrow('a settled receipt was open')
  expect(() => tell('s c1')).toThrow('a draw is about a sealed receipt')
})
