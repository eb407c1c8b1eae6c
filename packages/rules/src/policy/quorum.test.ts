import fc from 'fast-check'
import { expect, test } from 'vitest'
import { account, digest, makeReceipt } from '../testing/votes.ts'
import { decideQuorum, votesMax } from './quorum.ts'
import type { Vote } from './quorum.ts'

/** Votes written as `account output`, in their order. */
const votesOf = (text: string): Vote[] =>
  text
    .split(' ')
    .filter((vote) => vote !== '')
    .map((vote) => makeReceipt(Number(vote[0]), vote.slice(1)).receipt)
const outputs = new Map(['t', 'x', 'y', 'z'].map((name) => [digest(name), name]))

const decided = (text: string, quorum: number): string => {
  const decision = decideQuorum(votesOf(text), quorum)
  if (decision.kind === 'believed') return `believed ${outputs.get(decision.verdict.outputHash)}`
  return decision.kind === 'open' ? `wanted ${decision.wanted}` : 'hopeless'
}

test.each([
  ['', 2, 'wanted 2'],
  ['1t', 1, 'believed t'],
  ['1t', 2, 'wanted 2'],
  ['1t 2t', 2, 'believed t'],
  ['1t 2x', 2, 'wanted 3'],
  ['1t 2x 3x', 2, 'believed x'],
  ['1t 2x 3x 4t', 2, 'believed x'],
  ['1t 2x 3t 4x', 2, 'believed t'],
  ['1t 1t', 2, 'wanted 3'],
  ['1t 1t 1t 2t', 2, 'believed t'],
  ['1t 1x 2x', 2, 'believed x'],
  ['1t 2x 3y', 2, 'wanted 4'],
  ['1t 2x 3t', 3, 'wanted 4'],
  ['1t 2x 3y 4z', 3, 'wanted 6'],
])('the votes "%s" with a quorum of %i: %s', (votes, quorum, expected) => {
  expect(decided(votes, quorum)).toBe(expected)
})

test('agreement is out of reach when more votes would be needed than may be collected', () => {
  const differing = (count: number) =>
    Array.from({ length: count }, (_, n) => makeReceipt(n, `output ${n}`).receipt)
  expect(votesMax(2)).toBe(7)
  expect(decideQuorum(differing(6), 2)).toEqual({ kind: 'open', wanted: 7 })
  expect(decideQuorum(differing(7), 2)).toEqual({ kind: 'hopeless' })
})

test.each([
  ['fuel', { fuel: 6_000n }],
  ['exit class', { exitClass: 'trapped' as const }],
  ['rewriter version', { rewriterVersion: 2 }],
])('the same output with another %s is another ballot', (_, changes) => {
  const votes = [makeReceipt(1, 't').receipt, makeReceipt(2, 't', changes).receipt]
  expect(decideQuorum(votes, 2)).toEqual({ kind: 'open', wanted: 3 })
})

test('program, input and lease are no part of the ballot: they were checked before', () => {
  const votes = [makeReceipt(1, 't').receipt, makeReceipt(2, 't').receipt]
  const decision = decideQuorum(votes, 2)
  if (decision.kind !== 'believed') throw new Error('belief expected')
  expect(decision.verdict).toEqual({
    ...{ outputHash: digest('t'), exitClass: 'exited', fuel: 5_999n, rewriterVersion: 1 },
  })
})

const voteArb = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom('t', 'x', 'y'))
  .map(([n, output]) => makeReceipt(n, output).receipt)
const votesArb = fc.array(voteArb, { maxLength: 14 })
const quorumArb = fc.integer({ min: 1, max: 4 })

test('property: belief takes a quorum of accounts, and later votes change nothing', () => {
  fc.assert(
    fc.property(votesArb, quorumArb, (votes, quorum) => {
      const at = votes.findIndex(
        (_, i) => decideQuorum(votes.slice(0, i + 1), quorum).kind === 'believed',
      )
      const whole = decideQuorum(votes, quorum)
      if (at < 0) {
        expect(whole.kind).not.toBe('believed')
        return
      }
      const early = votes.slice(0, at + 1)
      expect(whole).toEqual(decideQuorum(early, quorum))
      const last = early.at(-1)
      const agreeing = early.filter(({ outputHash }) => outputHash === last?.outputHash)
      expect(new Set(agreeing.map((vote) => vote.account)).size).toBe(quorum)
    }),
  )
})

test('property: while open, the votes wanted are the fewest that could bring belief', () => {
  fc.assert(
    fc.property(votesArb, quorumArb, (votes, quorum) => {
      const decision = decideQuorum(votes, quorum)
      if (decision.kind !== 'open') return
      const more = decision.wanted - votes.length
      expect(more).toBeGreaterThan(0)
      const ballots = new Set(votes.map(({ outputHash }) => outputHash))
      const reachable = [...ballots, digest('new')].map((outputHash) =>
        Array.from({ length: more }, (_, i) => ({
          ...makeReceipt(20 + i, 't').receipt,
          outputHash,
        })),
      )
      const kinds = (extra: number) =>
        reachable.map((ballot) => decideQuorum([...votes, ...ballot.slice(0, extra)], quorum).kind)
      expect(kinds(more)).toContain('believed')
      expect(kinds(more - 1)).not.toContain('believed')
    }),
  )
})

test('one account never counts twice, however often it votes', () => {
  const votes = Array.from({ length: 3 }, () => makeReceipt(1, 't').receipt)
  expect(new Set(votes.map((vote) => vote.account))).toEqual(new Set([account(1)]))
  expect(decideQuorum(votes, 2).kind).toBe('open')
})
