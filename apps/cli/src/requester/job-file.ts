/** Job files: YAML for people, checked key by key before anything is uploaded. */
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { GridError, MIB, fileNameSchema, firstIssue, labelSchema } from '@pumasi/domain'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { parseCount, parseDuration, parseSize } from '../terminal/options.ts'

const quantity = (parse: (text: string) => number | null, expected: string) =>
  z.union([z.string(), z.number()]).transform((value, context) => {
    const parsed = parse(String(value))
    if (parsed !== null) return parsed
    context.addIssue({ code: 'custom', message: `expected ${expected}` })
    return z.NEVER
  })

const axisValues = z.union([
  z.strictObject({ from: z.int(), to: z.int() }),
  z.array(z.union([z.string(), z.number()]).transform(String)).min(1),
])

const schema = z.strictObject({
  name: labelSchema,
  /** Path of the module, relative to the job file. */
  program: z.string().min(1),
  /** Argument templates: `{axis}` and `{index}` are replaced for each unit. */
  args: z.array(z.union([z.string(), z.number()]).transform(String)).default([]),
  /** One unit for each combination of values; the last axis runs fastest. */
  matrix: z.record(z.string(), axisValues).default({}),
  /** Standard inputs: one unit (times the matrix) for each file. */
  inputs: z.array(z.string().min(1)).default([]),
  /** Read-only files every unit sees: name in the program, path here. */
  files: z.record(fileNameSchema, z.string().min(1)).default({}),
  limits: z
    .strictObject({
      fuel: quantity(parseCount, 'a count such as 2000000000 or 2G').default(10e9),
      memory: quantity(parseSize, 'a size such as 64MiB').default(64 * MIB),
      output: quantity(parseSize, 'a size such as 1MiB').default(MIB),
      wall: quantity(parseDuration, 'a time such as 60s').default(600_000),
    })
    .prefault({}),
  replication: z.strictObject({ quorum: z.int().min(1) }).default({ quorum: 2 }),
  /** Makes the same work another job. */
  nonce: z.string().max(100).default(''),
})

/** A job file as read: paths still relative to `folder`. */
export type JobFile = z.infer<typeof schema> & { readonly folder: string }

/** @throws `JOB_FILE_MISSING`, `JOB_FILE_INVALID` with line or key, what was found and expected */
export async function readJobFile(path: string): Promise<JobFile> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new GridError('JOB_FILE_MISSING', `found no readable file ${path}`, {
      hint: 'Give the path of a job file; docs/job-file.md describes it.',
      cause,
    })
  })
  return { ...parseJobFile(text, path), folder: resolve(dirname(path)) }
}

/** Reads the text of a job file. @throws `JOB_FILE_INVALID` */
export function parseJobFile(text: string, path: string): z.infer<typeof schema> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const [broken] = document.errors
  if (broken) throw invalid(path, broken.message.split('\n')[0] ?? 'broken YAML')
  const read = schema.safeParse(readPlain(document, path))
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const node = issue ? document.getIn(issue.path.slice(0, -1), true) : undefined
  const range = (node as { range?: [number, number, number] } | undefined)?.range
  const where = range ? ` (line ${lines.linePos(range[0]).line})` : ''
  throw invalid(path, `${firstIssue(read.error)}${where}`)
}

function readPlain(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    // Aliases can expand without bound; a job file needs none.
    return document.toJS({ maxAliasCount: 0 })
  } catch (cause) {
    throw invalid(path, cause instanceof Error ? cause.message : String(cause))
  }
}

const invalid = (path: string, found: string): GridError =>
  new GridError('JOB_FILE_INVALID', `found in ${path}, ${found}`, {
    hint: 'docs/job-file.md lists every key with its form.',
    details: { path, found },
  })
