/** The outcome of a chaos run, as a table or as JSON. */
import type { KillCounts } from './kills.ts'
import type { Proof } from './proofs/prove.ts'

export interface Outcome {
  readonly seed: string
  readonly kills: number
  /** Null when the kills did not come to their end. */
  readonly counts: KillCounts | null
  readonly seconds: number
  readonly proofs: readonly Proof[]
}

export function printOutcome(outcome: Outcome, json: boolean): void {
  const ok = outcome.proofs.every((proof) => proof.ok)
  if (json) return void process.stdout.write(`${JSON.stringify({ ok, ...outcome }, null, 2)}\n`)
  const { seed, kills, counts, seconds, proofs } = outcome
  const killed = Object.entries(counts ?? {}).map(([name, count]) => `${count} ${name}`)
  const width = Math.max(...proofs.map(({ name }) => name.length))
  const rows = proofs.map(
    ({ name, detail, ok: proved }) =>
      `  ${proved ? 'yes' : 'NO '}  ${name.padEnd(width)}  ${detail}`,
  )
  const head = `chaos, seed ${seed}: ${kills} kills (${killed.join(', ')}) in ${seconds} s`
  const tail = ok ? 'proved' : `NOT proved; draw the same kills again with --seed ${seed}`
  process.stdout.write(`${[head, ...rows, tail].join('\n')}\n`)
}
