/** How many cores, how hard, and under which name: remembered by the browser. */
import { labelSchema } from '@pumasi/domain'
import { z } from 'zod'
import { recall, remember } from '../memory.ts'

const MEMORY_KEY = 'pumasi-contribution'

export interface Preferences {
  readonly cores: number
  readonly dutyPercent: number
  readonly name: string
}

/** At least this share, so that a unit begun also ends. */
export const DUTY_LEAST = 10

const preferencesSchema = z.strictObject({
  cores: z.int().min(1),
  dutyPercent: z.int().min(DUTY_LEAST).max(100),
  name: labelSchema,
})

/** What was chosen last, on a machine of so many cores; half of them at first. */
export function recallPreferences(coresMax: number, name: string): Preferences {
  const first = { cores: Math.max(1, Math.floor(coresMax / 2)), dutyPercent: 100, name }
  const kept = preferencesSchema.safeParse(parse(recall(MEMORY_KEY)))
  return kept.success ? { ...kept.data, cores: Math.min(coresMax, kept.data.cores) } : first
}

export const rememberPreferences = (preferences: Preferences): void =>
  remember(MEMORY_KEY, JSON.stringify(preferences))

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}
