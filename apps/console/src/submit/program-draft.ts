/** A draft of one of the project's programs: the demo that its planner gives, ready to be tried. */
import { GridError, MIB, parseDuration, parseSize } from '@pumasi/domain'
import { programs } from '@pumasi/programs'
import type { AxisValues } from '@pumasi/programs'
import { emptyDraft } from './draft.ts'
import type { Draft } from './draft.ts'

/** @throws `PROGRAM_UNKNOWN`, `PROGRAM_MISSING` */
export async function draftOfProgram(name: string, load = loadFile): Promise<Draft> {
  const program = programs.find((each) => each.name === name)
  if (program === undefined) {
    throw new GridError('PROGRAM_UNKNOWN', `found program ${name}, expected one of the gallery`, {
      hint: `Choose one of ${programs.map((each) => each.name).join(', ')}.`,
    })
  }
  const { planJob, scale, moduleUrl, inputUrls = [] } = program
  const { args, matrix, limits, replication, name: jobName } = planJob(scale.demo)
  return {
    ...emptyDraft,
    name: jobName,
    program: await load(moduleUrl, `${name}.wasm`),
    args: args.join('\n'),
    matrix: Object.entries(matrix)
      .map(([axis, values]) => `${axis}: ${describeValues(values)}`)
      .join('\n'),
    inputs: await Promise.all(inputUrls.map((url, index) => load(url, `${name}-${index}`))),
    fuelG: limits.fuel / 1e9,
    memoryMib: (parseSize(limits.memory) ?? 0) / MIB,
    outputMib: (parseSize(limits.output) ?? 0) / MIB,
    wallSeconds: (parseDuration(limits.wall) ?? 0) / 1_000,
    quorum: replication.quorum,
  }
}

const describeValues = (values: AxisValues): string =>
  'from' in values ? `${values.from}..${values.to}` : values.join(', ')

async function loadFile(url: URL, name: string): Promise<File> {
  const response = await fetch(url)
  if (response.ok) return new File([await response.arrayBuffer()], name)
  throw new GridError('PROGRAM_MISSING', `found HTTP ${response.status} for ${name}`, {
    hint: 'Reload the page: the coordinator may have been renewed since it was opened.',
    retryable: true,
  })
}
