/**
 * Rules used: by which rules batches were decided, for whoever has to say whether those are good.
 *
 * In: the rules that bundles name, whose digest their headers commit to. Out: each once, with its
 * batches. That a batch keeps them is checked elsewhere; here an auditor may name those taken.
 */
import type { Digest } from '@pumasi/domain'
import { rulesHashOf } from '@pumasi/rules'
import type { GridRules } from '@pumasi/rules'
import { mismatch } from './finding.ts'
import type { Finding } from './finding.ts'

export interface RulesUsed {
  readonly rulesHash: Digest
  readonly rules: GridRules
  /** Ids of the batches decided by them, ascending. */
  readonly batches: readonly number[]
}

/** Digests of the rules that are taken; any when there are none. */
export type RulesTaken = ReadonlySet<Digest> | undefined

/** A finding for rules that are not taken; none for a batch of which no rules are known. */
export function checkRules(taken: RulesTaken, batchId: number, rules: GridRules | null): Finding[] {
  if (taken === undefined || rules === null) return []
  const found = rulesHashOf(rules)
  if (taken.has(found)) return []
  return [mismatch('RULES_REFUSED', { batchId }, found, [...taken].join(' or '))]
}

/** The rules of batches, in the order of their first use. */
export function listRules(
  batches: readonly { readonly id: number; readonly rules: GridRules }[],
): readonly RulesUsed[] {
  const used = Map.groupBy(batches, ({ rules }) => rulesHashOf(rules))
  return [...used].flatMap(([rulesHash, own]) => {
    const [first] = own
    const ids = own.map(({ id }) => id)
    return first === undefined ? [] : [{ rulesHash, rules: first.rules, batches: ids }]
  })
}
