/** Folds of a chain on the square lattice, checked from nothing. */

/** A site of the lattice. */
export type Site = readonly [x: number, y: number]

const steps: Readonly<Record<string, Site>> = { R: [1, 0], U: [0, 1], L: [-1, 0], D: [0, -1] }

/** The sites of a chain that starts at the origin and goes on by `fold`, of letters R, U, L, D. */
export function sitesOf(fold: string): readonly Site[] {
  let [x, y]: Site = [0, 0]
  return [
    [x, y],
    ...[...fold].map((letter): Site => {
      const [dx, dy] = steps[letter] ?? [Number.NaN, Number.NaN]
      x += dx
      y += dy
      return [x, y]
    }),
  ]
}

const nameOf = ([x, y]: Site): string => `${x},${y}`

/** True if no two monomers share a site. */
export const isSelfAvoiding = (sites: readonly Site[]): boolean =>
  new Set(sites.map(nameOf)).size === sites.length

/** Pairs of H monomers, by index, on neighbouring sites that are no neighbours along the chain. */
export function contactsOf(sequence: string, sites: readonly Site[]): readonly [number, number][] {
  const occupants = new Map(sites.map((site, index) => [nameOf(site), index]))
  return sites.flatMap(([x, y], index): [number, number][] => {
    if (sequence[index] !== 'H') return []
    // To the right and up only: each pair once.
    const others = [occupants.get(nameOf([x + 1, y])), occupants.get(nameOf([x, y + 1]))]
    return others
      .filter((other) => other !== undefined)
      .filter((other) => sequence[other] === 'H' && Math.abs(other - index) > 1)
      .map((other) => (index < other ? [index, other] : [other, index]))
  })
}
