/** Expectation: what units of a job are known to print, kept beside the job file as its test. */
import { writeFile } from 'node:fs/promises'
import { GridError, decodeOutput, decodeUtf8, firstIssue, isGridError } from '@pumasi/domain'
import type { Execution } from '@pumasi/engine'
import { z } from 'zod'
import { readNamed } from '../terminal/options.ts'

const schema = z.strictObject({
  version: z.literal(1),
  units: z
    .array(
      z.strictObject({
        unitIndex: z.int().min(0),
        exitCode: z.int().min(0),
        stdout: z.string(),
      }),
    )
    .min(1)
    .max(1_000),
})

export type Expectation = z.infer<typeof schema>
export type ExpectedUnit = Expectation['units'][number]

/** Reads a job's expectation. @throws `FILE_MISSING`, `EXPECTATION_INVALID` */
export async function readExpectation(path: string, unitCount: number): Promise<Expectation> {
  const invalid = (found: string, cause?: unknown): GridError =>
    new GridError('EXPECTATION_INVALID', `found in ${path}, ${found}`, {
      hint: 'Write it anew with `pumasi check JOB --write-expected FILE`.',
      details: { path },
      cause,
    })
  let document: unknown
  try {
    document = JSON.parse(decodeUtf8(await readNamed(path)))
  } catch (error) {
    if (isGridError(error, 'FILE_MISSING')) throw error
    throw invalid('text that is not JSON', error)
  }
  const read = schema.safeParse(document)
  if (!read.success) throw invalid(firstIssue(read.error))
  const beyond = read.data.units.find(({ unitIndex }) => unitIndex >= unitCount)
  if (beyond) throw invalid(`unit ${beyond.unitIndex} of a job of ${unitCount} units`)
  return read.data
}

/** Keeps what units printed as what is expected of them. */
export async function writeExpectation(
  path: string,
  units: readonly { readonly unitIndex: number; readonly execution: Execution }[],
): Promise<void> {
  const expectation: Expectation = {
    version: 1,
    units: units.map(({ unitIndex, execution }) => ({ unitIndex, ...printedBy(execution) })),
  }
  await writeFile(path, `${JSON.stringify(expectation, null, 2)}\n`)
}

/** The first difference in words, or null. */
export function differenceFrom(expected: ExpectedUnit, execution: Execution): string | null {
  const found = printedBy(execution)
  for (const key of ['exitCode', 'stdout'] as const) {
    if (found[key] === expected[key]) continue
    return `found ${key} ${JSON.stringify(found[key])}, expected ${JSON.stringify(expected[key])}`
  }
  return null
}

function printedBy({ output, exitCode }: Execution): Omit<ExpectedUnit, 'unitIndex'> {
  const { stdout } = decodeOutput(output)
  return { exitCode, stdout: Buffer.from(stdout).toString('utf8') }
}
