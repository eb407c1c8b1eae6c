/** The rules batches were decided by, in words: an audit says that they were kept, not how good. */
import type { RulesUsed } from '@pumasi/engine'

/** A line for each, and one more for what trust rests on. */
export const describeRules = (used: readonly RulesUsed[]): string[] =>
  used.flatMap(({ rulesHash, rules, batches }) => {
    const { quorumMin, fuelPerCreditMicro, rewriterVersion } = rules
    const credit = `${fuelPerCreditMicro * 1_000_000n} fuel a credit`
    const lines = [
      `  rules ${rulesHash}, ${describeIds(batches)}`,
      `    quorums of ${quorumMin} or more; ${credit}; rewriter ${rewriterVersion}`,
    ]
    if (rules.version === 1) return lines
    const numbers = Object.entries(rules.trust).map(([name, value]) => `${name} ${value}`)
    const heard = rules.version === 2 ? ', whatever is ruled wrong' : ''
    const half = Math.ceil(numbers.length / 2)
    return [
      ...lines,
      `    trust, drawn ${rules.seedDistance} blocks after each commit${heard}:`,
      ...[numbers.slice(0, half), numbers.slice(half)].map((some) => `      ${some.join(', ')}`),
    ]
  })

/** `batches 1 to 3, 7`: runs of ids, ascending. */
function describeIds(ids: readonly number[]): string {
  const runs: [number, number][] = []
  for (const id of ids) {
    const last = runs.at(-1)
    if (last !== undefined && last[1] === id - 1) last[1] = id
    else runs.push([id, id])
  }
  const text = runs.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ')
  return `${ids.length === 1 ? 'batch' : 'batches'} ${text}`
}
