/**
 * Stints: long work cut into short parts, so that a thread which has others to serve is not held.
 *
 * In: the work, as a generator that yields after each stint. Out: what it returns, the same however
 * it is run: at once, or with pauses in which its caller lets others have the thread.
 * Invariant: no pass over a list does more than its stint between two pauses (stints.test.ts).
 */

/** Work that pauses wherever it yields. */
export type Stints<T> = Generator<undefined, T, undefined>

/** Runs all of it without a pause. */
export function runAtOnce<T>(work: Stints<T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}

/** Runs it, waiting for `giveWay` at each pause. */
export async function runInStints<T>(work: Stints<T>, giveWay: () => Promise<unknown>): Promise<T> {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
    await giveWay()
  }
}

/** Maps a list, with a pause after each `stint` items. */
export function* mapInStints<Item, Result>(
  items: readonly Item[],
  stint: number,
  map: (item: Item, index: number) => Result,
): Stints<Result[]> {
  const results: Result[] = []
  for (const [index, item] of items.entries()) {
    results.push(map(item, index))
    if ((index + 1) % stint === 0) yield
  }
  return results
}

/** Parts of a list, `size` items each but the last. */
export function* partsOf<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}
