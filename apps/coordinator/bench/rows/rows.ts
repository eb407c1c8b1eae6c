/** Every row of the table, in the order in which it is printed. */
import { measureHeld } from './held.ts'
import { measureMemory } from './memory.ts'
import { measureOverview } from './overview.ts'
import type { Bench, Row } from './row.ts'
import { measureSteady } from './steady.ts'
import { measureSubmission } from './submission.ts'
import { measureAudited, measureEmbedded, measureQuorumTwo, measureSingles } from './throughput.ts'

export const rows = {
  quorum2: measureQuorumTwo,
  quorum1: measureAudited,
  singles: measureSingles,
  embedded: measureEmbedded,
  steady: measureSteady,
  submission: measureSubmission,
  held: measureHeld,
  memory: measureMemory,
  overview: measureOverview,
} satisfies Record<string, (bench: Bench) => Promise<Row[]>>
