/** Every row of the table, in the order in which it is printed. */
import type { Server } from '../postgres.ts'
import { measureHeld } from './held.ts'
import { measureMemory } from './memory.ts'
import { measureSteady } from './steady.ts'
import { measureSubmission } from './submission.ts'
import {
  measureEmbedded,
  measureQuorumOne,
  measureQuorumTwo,
  measureSingles,
} from './throughput.ts'

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

export const rows = {
  quorum2: measureQuorumTwo,
  quorum1: measureQuorumOne,
  singles: measureSingles,
  embedded: measureEmbedded,
  steady: measureSteady,
  submission: measureSubmission,
  held: measureHeld,
  memory: measureMemory,
} satisfies Record<string, (bench: Bench) => Promise<Row[]>>

export const atLeast = (
  name: string,
  value: number,
  unit: string,
  bound: number,
  note = '',
): Row => ({
  ...{ name, value, unit, note },
  gate: `at least ${bound}`,
  met: value >= bound,
})

export const atMost = (
  name: string,
  value: number,
  unit: string,
  bound: number,
  note = '',
): Row => ({
  ...{ name, value, unit, note },
  gate: `at most ${bound}`,
  met: value <= bound,
})

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
