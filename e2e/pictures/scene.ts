/** A real grid for pictures: studies by honest workers, a liar among them, one that vanished. */
import { setTimeout as delay } from 'node:timers/promises'
import { programs } from '@pumasi/programs'
import type { ListedProgram } from '@pumasi/programs'
import type { JobView } from '@pumasi/protocol'
import { absolute, castWorkers, settings } from '../gallery/grid-run.ts'
import { startSmallGrid } from '../src/testing/small-grid.ts'
import type { SmallGrid } from '../src/testing/small-grid.ts'
import type { Scene } from './pages.ts'

/** Enough for a chart, and done within a minute on two cores. */
const UNITS = 32
/** Small studies that stand in the list of jobs, too. */
const others = ['golomb', 'ising']
const LOOK_MS = 250

/** A grid whose operator is this account, in small letters. */
export const startScene = (operator: string): Promise<SmallGrid> =>
  startSmallGrid({
    operators: [operator],
    settings: { ...settings, 'batch-units': '10', 'batch-seconds': '5' },
  })

/** Starts the study, and those who compute it. */
export async function playStudy(grid: SmallGrid): Promise<Scene> {
  const school = programNamed('boarding-school')
  const jobId = await grid.submitJob(absolute(school, school.planJob(UNITS)))
  const { honest, liar } = await castWorkers(grid)
  return { jobId, contributor: honest, liar }
}

export async function playOthers(grid: SmallGrid): Promise<void> {
  for (const program of others.map(programNamed)) {
    await grid.submitJob(absolute(program, program.small))
  }
}

function programNamed(name: string): ListedProgram {
  const found = programs.find((program) => program.name === name)
  if (found === undefined) throw new Error(`found no program ${name}`)
  return found
}

/** Resolves once the status says so of every job. */
export async function untilJobs(
  { client }: SmallGrid,
  is: (job: JobView) => boolean,
): Promise<void> {
  for (;;) {
    const { jobs } = await client.status.query()
    if (jobs.every(is)) return
    await delay(LOOK_MS)
  }
}
