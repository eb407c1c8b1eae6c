/**
 * One unit's standard output, read as a stranger's: the fold is walked and its contacts counted
 * again, so that no unit can claim an energy that its fold does not have.
 */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'
import { contactsOf, isSelfAvoiding, sitesOf } from './fold.ts'
import type { Site } from './fold.ts'

const LENGTH_MAX = 200
const REPLICAS_MAX = 32

const milli = z.int().min(50).max(10_000)
const schema = z.strictObject({
  coldestMilli: milli,
  contacts: z
    .int()
    .min(0)
    .max(2 * LENGTH_MAX),
  fold: z
    .string()
    .regex(/^[RULD]+$/)
    .max(LENGTH_MAX),
  foundAt: z.int().min(0),
  hottestMilli: milli,
  replicas: z.int().min(1).max(REPLICAS_MAX),
  seed: z.int().min(0),
  sequence: z
    .string()
    .regex(/^[HP]+$/)
    .min(3)
    .max(LENGTH_MAX),
  swaps: z.array(z.int().min(0)).max(REPLICAS_MAX - 1),
  sweeps: z.int().min(1).max(100_000_000),
  version: z.literal(1),
})

/** What one search found. Energies are minus contacts; temperatures in thousandths of a contact. */
export interface UnitOutput extends Omit<z.infer<typeof schema>, 'version'> {
  /** Where the monomers of the best fold are. */
  readonly sites: readonly Site[]
}

/** Reads one unit's output. @throws `BAD_UNIT_OUTPUT` */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('hp-folding', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const { version: _, ...unit } = lines.read(0, schema)
  const sites = sitesOf(unit.fold)
  if (sites.length !== unit.sequence.length) throw lines.refusal(0, 'a fold of another length')
  if (!isSelfAvoiding(sites)) throw lines.refusal(0, 'a fold that crosses itself')
  const contacts = contactsOf(unit.sequence, sites).length
  if (contacts !== unit.contacts) throw lines.refusal(0, `contacts other than ${contacts}`)
  if (unit.foundAt >= unit.sweeps) throw lines.refusal(0, 'a fold found after the last sweep')
  if (unit.hottestMilli < unit.coldestMilli) throw lines.refusal(0, 'a ladder upside down')
  if (unit.swaps.length !== unit.replicas - 1 || unit.swaps.some((count) => count > unit.sweeps)) {
    throw lines.refusal(0, 'swaps that do not fit the ladder')
  }
  return { ...unit, sites }
}
