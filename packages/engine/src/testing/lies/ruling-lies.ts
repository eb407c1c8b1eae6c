/** Lies about rulings: what the chain says of a unit, and the batches that follow do not. */
import { closeBatch } from '../../coordinator/close-batch.ts'
import type { Coordinator } from '../../coordinator/context.ts'
import type { TestGrid } from '../grid.ts'
import { playCollusion, ruleWrong } from '../trust-play.ts'
import { inFirst, taleOf } from './trust-lies.ts'
import type { TrustLie } from './trust-lies.ts'

/** The coordinator heals, since it could not commit otherwise, and has heard of no ruling. */
const deaf = (coordinator: Coordinator): Coordinator => {
  const { store } = coordinator
  const fetchTrustInput: typeof store.fetchTrustInput = async (...asked) => ({
    ...(await store.fetchTrustInput(...asked)),
    overrulings: [],
  })
  return { ...coordinator, store: { ...store, fetchTrustInput } }
}

async function playDeaf(): Promise<TestGrid> {
  const { grid, hosts } = await playCollusion()
  await ruleWrong(grid, 1, 0)
  await grid.heal()
  // Before the block that draws for the first of these nothing was ruled: the second is due.
  for (let batch = 0; batch < 2; batch += 1) {
    for (const host of hosts) await grid.run(host, 1)
    await closeBatch(deaf(grid.coordinator), 1e9)
    await grid.commit()
    grid.ledger.mineTo((grid.ledger.batches.at(-1)?.blockNumber ?? 0) + 5)
  }
  return grid
}

export async function rulingLies(): Promise<readonly TrustLie[]> {
  const unruled = taleOf((await playCollusion()).grid)
  return [
    [
      'a ruling that spares who had agreed',
      ['RULING_OMITTED'],
      async () => {
        const grid = await playDeaf()
        const { fetchVoids, isTableSound } = grid.ledger
        return { ...taleOf(grid), disturbed: { fetchVoids, isTableSound } }
      },
    ],
    [
      'a ruling that nobody made',
      ['RULING_INVENTED'],
      inFirst(
        unruled,
        ({ sealed }) => sealed.length > 0,
        () => ({ rulings: [1] }),
      ),
    ],
  ]
}
