/**
 * The reducer: stubs put together to the whole search.
 *
 * In: standard outputs of distinct units of one study, in any order. Out: the shortest rulers, the
 * nodes of the search by first difference, and the stubs that are missing.
 */
import { poolUnits } from '../unit-output/pool.ts'
import { readUnitOutput } from './unit-output.ts'

export interface Rulers {
  readonly units: number
  readonly marks: number
  readonly limit: number
  /** Null when no ruler is as short as the limit. */
  readonly shortest: number | null
  /** All rulers of that length, of each mirrored pair one. */
  readonly rulers: readonly (readonly number[])[]
  readonly nodes: bigint
  /** Marks placed in the search, by first difference from 1 on. */
  readonly nodesByFirst: readonly bigint[]
  /** Stubs between the first and the last that nobody searched. */
  readonly missing: number
}

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY` */
export function reduce(stdouts: readonly Uint8Array[]): Rulers {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ first, part }) => [first, part],
    study: ({ limit, marks, parts }) => ({ limit, marks, parts }),
  })
  const { marks, limit, parts } = units[0]
  const largest = Math.max(...units.map(({ first }) => first))
  const nodesByFirst = Array.from({ length: largest }, (_, at) =>
    units.filter(({ first }) => first === at + 1).reduce((sum, { nodes }) => sum + nodes, 0n),
  )
  const found = units.flatMap(({ rulers }) => rulers)
  const lengths = found.map((ruler) => ruler.at(-1) ?? 0)
  const shortest = lengths.length === 0 ? null : Math.min(...lengths)
  return {
    ...{ units: units.length, marks, limit, shortest, nodesByFirst },
    rulers: found.filter((ruler) => ruler.at(-1) === shortest),
    nodes: nodesByFirst.reduce((sum, nodes) => sum + nodes, 0n),
    missing: largest * parts - units.length,
  }
}
