/** Chance from a seed, so that a run that failed can be drawn again. */
import { createHash } from 'node:crypto'

export interface Chance {
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number
  /** One of several, by weight. */
  readonly pick: <T>(choices: readonly (readonly [T, number])[]) => T
}

/** Numbers from SHA-256 over seed and count: the same on every machine. */
export function createChance(seed: string): Chance {
  let count = 0
  const between = (low: number, high: number): number => {
    const digest = createHash('sha256').update(`${seed} ${count}`).digest()
    count += 1
    return low + (digest.readUIntBE(0, 6) % (high - low + 1))
  }
  return {
    between,
    pick: (choices) => {
      const total = choices.reduce((sum, [, weight]) => sum + weight, 0)
      let left = between(1, total)
      for (const [choice, weight] of choices) {
        left -= weight
        if (left <= 0) return choice
      }
      throw new Error('nothing to pick from')
    },
  }
}
