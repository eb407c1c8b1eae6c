/** The known word that an unknown one was most likely meant to be. */

/** The nearest of `known`; null when none is near: two letters, or a third of them, differ. */
export function nearest<Word extends string>(word: string, known: readonly Word[]): Word | null {
  const ranked = known
    .map((each) => ({ each, distance: distanceOf(word.slice(0, 100), each) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= Math.max(2, best.each.length / 3) ? best.each : null
}

/** Letters inserted, left out or replaced on the way from one word to the other. */
function distanceOf(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const kept = (above[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      const changed = Math.min(above[column] ?? 0, current[column - 1] ?? 0) + 1
      current.push(Math.min(kept, changed))
    }
    above = current
  }
  return above[to.length] ?? 0
}
