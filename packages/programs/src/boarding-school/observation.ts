/**
 * The epidemic as it was seen: an English boarding school, January and February 1978.
 * Source: Anonymous, "Influenza in a boarding school",
 * British Medical Journal 1 (4 March 1978), 587.
 */

/** Boys in the school. */
export const BOYS = 763

/** Boys confined to bed on each day, 22 January to 4 February 1978. */
export const observedInBed = [3, 8, 26, 76, 225, 298, 258, 233, 189, 128, 68, 29, 14, 4] as const

/** The days of {@link observedInBed} for people. */
export const dayNames = observedInBed.map((_, day) =>
  day < 10 ? `${22 + day} Jan` : `${day - 9} Feb`,
)

/** Sum over the days of the squared difference between `inBed` and what was seen. */
export const squaresFromObserved = (inBed: readonly number[]): number =>
  observedInBed.reduce((sum, seen, day) => sum + ((inBed[day] ?? 0) - seen) ** 2, 0)
