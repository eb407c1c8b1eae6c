/**
 * The reducer: critical sunlight over the ensemble, and both climates of its middle.
 *
 * In: standard outputs of distinct units of one study, in any order. Out: one member for each
 * albedo and diffusivity, W/m2 and degrees Celsius.
 */
import { poolUnits } from '../unit-output/pool.ts'
import { readUnitOutput } from './unit-output.ts'

export interface Climate {
  /** The sine of the latitude where ice begins: 0 all ice, 1 none. */
  readonly iceLine: number
  readonly temperature: number
}

export interface Member {
  readonly iceAlbedo: number
  readonly diffusivity: number
  /** The least sunlight of a warm climate, and the most of a frozen one. */
  readonly freezing: number
  readonly thawing: number
  readonly states: readonly {
    readonly sunlight: number
    readonly warm: Climate
    readonly cold: Climate
  }[]
}

export interface Climates {
  readonly units: number
  readonly cells: number
  readonly members: readonly Member[]
}

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY` */
export function reduce(stdouts: readonly Uint8Array[]): Climates {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ diffusivityMilli, albedoMilli }) => [diffusivityMilli, albedoMilli],
    study: ({ cells }) => ({ cells }),
  })
  const climate = (found: { iceLineMicro: number; temperatureMicro: number }): Climate => ({
    iceLine: found.iceLineMicro / 1e6,
    temperature: found.temperatureMicro / 1e6,
  })
  return {
    units: units.length,
    cells: units[0].cells,
    members: units.map((unit) => ({
      iceAlbedo: unit.albedoMilli / 1000,
      diffusivity: unit.diffusivityMilli / 1000,
      freezing: unit.freezingMicro / 1e6,
      thawing: unit.thawingMicro / 1e6,
      states: unit.states.map(({ sunlight, warm, cold }) => ({
        ...{ sunlight, warm: climate(warm), cold: climate(cold) },
      })),
    })),
  }
}
