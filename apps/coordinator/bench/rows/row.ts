/** One row of the table, and what every row is measured with. */
import type { Server } from '../postgres.ts'

export interface Bench {
  readonly server: Server
  readonly rounds: number
  readonly heldUnits: number
  readonly minutes: number
  readonly profile: string | null
}

export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What the issue asks for, with its direction, or null for a figure beside a gate. */
  readonly gate: string | null
  readonly met: boolean | null
  readonly note: string
}

type Gate = (name: string, value: number, unit: string, bound: number, note?: string) => Row

const gated =
  (words: string, holds: (value: number, bound: number) => boolean): Gate =>
  (name, value, unit, bound, note = '') => ({
    ...{ name, value, unit, note },
    gate: `${words} ${Number(bound.toPrecision(3))}`,
    met: holds(value, bound),
  })

export const atLeast = gated('at least', (value, bound) => value >= bound)
export const atMost = gated('at most', (value, bound) => value <= bound)

export const figure = (name: string, value: number, unit: string, note = ''): Row => ({
  ...{ name, value, unit, note, gate: null, met: null },
})

export function printRow({ name, value, unit, gate, met, note }: Row): string {
  const mark = met === null ? '      ' : met ? 'met   ' : 'MISSED'
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 3
  const shown = `${value.toFixed(digits)} ${unit}`.padEnd(18)
  const rest = [gate, note].filter((text) => text !== null && text !== '').join('; ')
  return `${mark} ${name.padEnd(44)} ${shown} ${rest}`
}
