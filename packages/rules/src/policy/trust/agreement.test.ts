import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digest, makeReceipt } from '../../testing/votes.ts'
import { AGREEMENT_VOTES_MAX, decideAgreement, decideAmongNewcomers } from './agreement.ts'
import type { WeighedVote } from './agreement.ts'

/** Votes as `account output`, an established account with a `!`. */
const votesOf = (text: string): WeighedVote[] =>
  text
    .split(' ')
    .filter((vote) => vote !== '')
    .map((vote) => ({
      ...makeReceipt(Number(vote[0]), vote.slice(1, 2)).receipt,
      established: vote.endsWith('!'),
    }))
const names = new Map(['t', 'x', 'y'].map((name) => [digest(name), name]))

const decided = (votes: readonly WeighedVote[], decide = decideAgreement): string => {
  const decision = decide(votes)
  if (decision.kind === 'believed') return `believed ${names.get(decision.verdict.outputHash)}`
  return decision.kind === 'open' ? `wanted ${decision.wanted}` : 'hopeless'
}

test.each([
  ['', 'wanted 2'],
  ['1t!', 'wanted 2'],
  ['1t! 2t!', 'believed t'],
  ['1t 2t!', 'believed t'],
  ['1t! 2t', 'believed t'],
  ['1t 2t', 'wanted 3'],
  ['1t 2t 3t', 'believed t'],
  ['1t! 1t!', 'wanted 3'],
  ['1t 1t 1t', 'wanted 4'],
  ['1t! 2x!', 'wanted 3'],
  ['1t! 2x! 3x!', 'believed x'],
  ['1t! 2x! 3t!', 'believed t'],
  ['1t! 2t! 3x! 4x!', 'believed t'],
  ['1t 2x 3y', 'wanted 4'],
])('the votes "%s": %s', (votes, expected) => {
  expect(decided(votesOf(votes))).toBe(expected)
})

test.each([
  ['', 'wanted 2'],
  ['1t', 'wanted 2'],
  ['1t 2t', 'believed t'],
  ['1t 1t', 'wanted 3'],
  ['1t 2x', 'wanted 3'],
  ['1x 2t 3t', 'believed t'],
  ['1x 2t 3t 4x', 'believed t'],
])('newcomers alone, with the votes "%s": %s', (votes, expected) => {
  expect(decided(votesOf(votes), decideAmongNewcomers)).toBe(expected)
})

test('fuel, exit class and version belong to the ballot', () => {
  const [one, two] = votesOf('1t! 2t!') as [WeighedVote, WeighedVote]
  for (const other of [{ fuel: 1n }, { exitClass: 'trapped' as const }, { rewriterVersion: 9 }]) {
    expect(decided([one, { ...two, ...other }])).toBe('wanted 3')
  }
})

test('a unit that nobody agrees on is given up', () => {
  const differing = (count: number): WeighedVote[] =>
    Array.from({ length: count }, (_, n) => ({
      ...makeReceipt(n, `output ${n}`).receipt,
      established: true,
    }))
  expect(decideAgreement(differing(AGREEMENT_VOTES_MAX - 1)).kind).toBe('open')
  expect(decideAgreement(differing(AGREEMENT_VOTES_MAX)).kind).toBe('hopeless')
})

const voteArb = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom('t', 'x', 'y'), fc.boolean())
  .map(([n, output, established]) => ({ ...makeReceipt(n, output).receipt, established }))

test('property: belief takes two accounts, three when all are new, and later votes change nothing', () => {
  fc.assert(
    fc.property(fc.array(voteArb, { maxLength: 12 }), (votes) => {
      const whole = decideAgreement(votes)
      expect(whole.reason).toMatch(/^[A-Z0-9].*\.$/)
      const at = votes.findIndex(
        (_, i) => decideAgreement(votes.slice(0, i + 1)).kind === 'believed',
      )
      if (at < 0) {
        expect(whole.kind).not.toBe('believed')
        return
      }
      const early = votes.slice(0, at + 1)
      expect(whole).toEqual(decideAgreement(early))
      const agreeing = early.filter(({ outputHash }) => outputHash === early.at(-1)?.outputHash)
      const accounts = new Set(agreeing.map(({ account }) => account)).size
      const allNew = agreeing.every(({ established }) => !established)
      expect(accounts).toBeGreaterThanOrEqual(allNew ? 3 : 2)
    }),
  )
})
