/** One unit's standard output, read as a stranger's: one line, integers in physical ranges. */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'

const NANO = 1e9
/** Energies and virials per atom of a fluid stay far below this. */
const value = z
  .int()
  .min(-1000 * NANO)
  .max(1000 * NANO)
const spread = z
  .int()
  .min(0)
  .max(1_000_000 * NANO)

const means = {
  potentialNano: value,
  temperatureNano: z
    .int()
    .min(1)
    .max(100 * NANO),
  virialNano: value,
}

const schema = z.strictObject({
  atoms: z.int().min(108).max(1372),
  canonical: z.strictObject({
    ...means,
    crossNano: z.int(),
    kineticNano: spread,
    varianceNano: spread,
  }),
  cutoffMilli: z.int().min(2000).max(4000),
  densityMilli: z.int().min(1).max(1200),
  free: z.int().min(100).max(10_000_000),
  held: z.int().min(100).max(10_000_000),
  isolated: z.strictObject({
    ...means,
    driftPico: z.int(),
    scatterNano: spread,
  }),
  melt: z.int().min(1).max(1_000_000),
  seed: z.int().min(0),
  stepMicro: z.int().min(100).max(10_000),
  temperatureMilli: z.int().min(100).max(10_000),
  version: z.literal(1),
})

/** Means per atom over the steps of one simulation, in reduced units. */
export interface Means {
  /** Sum of u over pairs within the cut-off. */
  readonly potential: number
  readonly temperature: number
  /** A third of the virial, so that the pressure is density times (T + this). */
  readonly virial: number
}

/** What one simulation found. */
export interface UnitOutput {
  readonly seed: number
  readonly atoms: number
  readonly density: number
  readonly temperature: number
  readonly cutoff: number
  /** Time step, and steps of each part. */
  readonly step: number
  readonly melt: number
  readonly held: number
  readonly free: number
  /** `variance` of the potential and `cross` with the virial: atoms times (co)variance per atom. */
  readonly nvt: Means & { readonly variance: number; readonly cross: number }
  /** Drift of the conserved energy per atom and unit of time, scatter about it. */
  readonly nve: Means & { readonly drift: number; readonly scatter: number }
}

/** Reads one unit's output. @throws `BAD_UNIT_OUTPUT` */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('lennard-jones', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const { canonical: nvt, isolated: nve, ...unit } = lines.read(0, schema)
  return {
    ...{ seed: unit.seed, atoms: unit.atoms },
    ...{ density: unit.densityMilli / 1000, temperature: unit.temperatureMilli / 1000 },
    ...{ cutoff: unit.cutoffMilli / 1000, step: unit.stepMicro / 1e6 },
    ...{ melt: unit.melt, held: unit.held, free: unit.free },
    nvt: { ...meansOf(nvt), variance: nvt.varianceNano / NANO, cross: nvt.crossNano / NANO },
    nve: { ...meansOf(nve), drift: nve.driftPico / 1e12, scatter: nve.scatterNano / NANO },
  }
}

const meansOf = (
  nano: Record<'potentialNano' | 'temperatureNano' | 'virialNano', number>,
): Means => ({
  potential: nano.potentialNano / NANO,
  temperature: nano.temperatureNano / NANO,
  virial: nano.virialNano / NANO,
})
