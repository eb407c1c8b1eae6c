/** Unit outputs made for tests of the reducer and the plot: right in form, free in content. */
import { encodeCanonical, concatBytes, utf8 } from '@pumasi/domain'
import { observedInBed, squaresFromObserved } from '../observation.ts'

/** The bytes of a unit of 1000 draws whose accepted ones have these rates, in millionths a day. */
export function madeUnit(
  seed: number,
  rates: readonly { readonly betaMicro: number; readonly gammaMicro: number }[],
  { draws = 1000, epsilonMilli = 18_000 } = {},
): Uint8Array {
  const accepted = rates.map((rate, draw) => {
    const inBed = observedInBed.map((seen, day) => (day === 0 ? seen : seen + ((seed + draw) % 4)))
    return { ...rate, draw, inBed, squares: squaresFromObserved(inBed) }
  })
  const summary = { accepted: rates.length, draws, epsilonMilli, seed, version: 1 }
  const newLine = utf8('\n')
  return concatBytes([...accepted, summary].flatMap((line) => [encodeCanonical(line), newLine]))
}
