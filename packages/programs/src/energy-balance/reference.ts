/** The closed solution of the published model, and the ensemble held against it. */
import { exactly, withinErrors } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import type { Climates, Member } from './climates.ts'
import { freezingPoint, iceLineUnder, thawingSunlight } from './closed-solution.ts'

const source = 'North, J. Atmos. Sci. 32 (1975), 2033: closed solution'

/** Nearer to the pole no ice lasts: the small caps' instability. */
const POLAR = 0.95

/**
 * What a grid may be off, falling with its cells: an ice line by a cell, and sunlight by what the
 * curvature of temperature does to half of one. climate.test.ts shows both fall.
 */
const sunlightBias = (cells: number): number => 40 / cells
const lineBias = (cells: number): number => 1 / cells

export function compare({ members, cells }: Climates): readonly ReferenceCheck[] {
  const shown = [members[0], members.at(-1)].filter((each): each is Member => each !== undefined)
  const worst = (
    name: 'freezing' | 'thawing',
    exact: (member: Member) => number,
  ): ReferenceCheck => {
    const errors = members.map((member) => Math.abs(member[name] - exact(member)))
    const at = errors.indexOf(Math.max(...errors))
    const member = members[at] ?? members[0]
    const label = member && `${name} sunlight (W/m2), the worst of all: ${nameOf(member)}`
    return withinErrors({
      quantity: label ?? name,
      value: member?.[name] ?? Number.NaN,
      reference: member === undefined ? Number.NaN : exact(member),
      ...{ error: 0, bias: sunlightBias(cells), source },
    })
  }
  return [
    worst('freezing', (each) => freezingPoint(each.iceAlbedo, each.diffusivity).sunlight),
    worst('thawing', (each) => thawingSunlight(each.iceAlbedo, each.diffusivity)),
    ...shown.flatMap((member) => {
      const { iceAlbedo, diffusivity, states } = member
      const state = states.find(({ warm }) => warm.iceLine > 0 && warm.iceLine < POLAR)
      if (state === undefined) return []
      const under = `under ${state.sunlight} W/m2, ${nameOf(member)}`
      return [
        withinErrors({
          quantity: `warm ice line (sine of latitude) ${under}`,
          value: state.warm.iceLine,
          reference: iceLineUnder(state.sunlight, iceAlbedo, diffusivity),
          ...{ error: 0, bias: lineBias(cells), source },
        }),
        exactly(
          `cold ice line ${under}`,
          state.cold.iceLine,
          0,
          `${source}: ice-covered below the thawing sunlight`,
        ),
      ]
    }),
  ]
}

const nameOf = ({ iceAlbedo, diffusivity }: Member): string =>
  `albedo ${iceAlbedo}, D ${diffusivity}`
