/** Job files: YAML for people, checked key by key before anything is uploaded. */
import { createReadStream } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  GridError,
  MIB,
  decodeUtf8,
  fileNameSchema,
  isGridError,
  jobBounds,
  labelSchema,
} from '@pumasi/domain'
import { LineCounter, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { z } from 'zod'
import { parseCount, parseDuration, parseSize } from '../terminal/options.ts'

/** Far more than a job of 100,000 listed values needs. */
const FILE_BYTES_MAX = 16 * MIB

const quantity = (
  parse: (text: string) => number | null,
  expected: string,
  least: number,
  most: number,
) =>
  z
    .union([z.string(), z.number()], { error: `expected ${expected}` })
    .transform((value, context) => {
      const parsed = parse(String(value))
      if (parsed !== null && parsed >= least && parsed <= most) return parsed
      const bounds = parsed === null ? '' : `, ${least} to ${most}`
      context.addIssue({ code: 'custom', message: `expected ${expected}${bounds}` })
      return z.NEVER
    })

/** Text, or a number that is kept as it was written. */
const word = z
  .union([z.string(), z.number()], { error: 'expected a text or a number' })
  .refine((value) => typeof value === 'string' || Math.abs(value) <= Number.MAX_SAFE_INTEGER, {
    error: 'expected quotes around a number this large: it would be rounded',
  })
  .transform(String)

const axisRange = z.strictObject({ from: z.int(), to: z.int() })
const axisList = z.array(word).min(1)
/** Lists and ranges apart, so that what is wrong inside either is said. */
const axisValues = z.unknown().transform((value, context): string[] | z.infer<typeof axisRange> => {
  const read = (Array.isArray(value) ? axisList : axisRange).safeParse(value)
  if (read.success) return read.data
  for (const { path, message } of read.error.issues) {
    const found = `${message} (a list of values, or {from, to})`
    context.addIssue({ code: 'custom', path: [...path], message: found })
  }
  return z.NEVER
})

/** A share such as 0.1%, in parts per million. */
const share = z.string({ error: 'expected a share such as 0.1%' }).transform((text, context) => {
  const [, digits = ''] = /^(\d{1,2}(?:\.\d{1,4})?)%$/.exec(text) ?? []
  const ppm = Math.round(Number(digits) * 10_000)
  if (digits !== '' && ppm >= 1) return ppm
  context.addIssue({ code: 'custom', message: 'expected a share such as 0.1%, 0.0001% to 99%' })
  return z.NEVER
})

/** One of three: a quorum, trust in accounts' records, or a bound on wrong belief. */
const replication = z
  .strictObject({
    quorum: z.int().min(1).max(jobBounds.quorumMax).optional(),
    trust: z.enum(['adaptive', 'full']).optional(),
    confidence: share.optional(),
  })
  .transform(({ quorum, trust, confidence }, context) => {
    const given = [quorum, trust, confidence].filter((one) => one !== undefined)
    if (given.length === 1 && quorum !== undefined) return { quorum }
    if (given.length === 1 && trust !== undefined) return { trust: { kind: trust } }
    if (given.length === 1 && confidence !== undefined) {
      return { trust: { kind: 'confidence' as const, wrongMaxPpm: confidence } }
    }
    const message = 'expected one of quorum, trust and confidence'
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

const schema = z.strictObject({
  name: labelSchema,
  /** Path of the module, relative to the job file. */
  program: z.string().min(1),
  /** Argument templates: `{axis}` and `{index}` are replaced for each unit. */
  args: z.array(word).default([]),
  /** One unit for each combination of values; the last axis runs fastest. */
  matrix: z.record(z.string(), axisValues).default({}),
  /** Standard inputs: one unit (times the matrix) for each file. */
  inputs: z.array(z.string().min(1)).default([]),
  /** Read-only files every unit sees: name in the program, path here. */
  files: z.record(fileNameSchema, z.string().min(1)).default({}),
  limits: z
    .strictObject({
      fuel: quantity(parseCount, 'a count such as 2G', 1, Number.MAX_SAFE_INTEGER).default(10e9),
      memory: quantity(parseSize, 'a size such as 64MiB', 1, jobBounds.memoryMaxBytes).default(
        64 * MIB,
      ),
      output: quantity(parseSize, 'a size such as 1MiB', 0, jobBounds.outputMaxBytes).default(MIB),
      wall: quantity(parseDuration, 'a time such as 60s', 1_000, jobBounds.wallMaxMs).default(
        600_000,
      ),
    })
    .prefault({}),
  replication: replication.default({ quorum: 2 }),
  /** Makes the same work another job. */
  nonce: z.string().max(100).default(''),
})

/** A job file as read: paths still relative to `folder`. */
export type JobFile = z.infer<typeof schema> & { readonly folder: string }

/** @throws `JOB_FILE_MISSING`, `JOB_FILE_INVALID` with line and key, what was found and expected */
export async function readJobFile(path: string): Promise<JobFile> {
  const bytes = await readBounded(path)
  return { ...parseJobFile(readText(bytes, path), path), folder: resolve(dirname(path)) }
}

async function readBounded(path: string): Promise<Uint8Array> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
      size += part.length
      if (size > FILE_BYTES_MAX) break
      parts.push(part)
    }
  } catch (cause) {
    throw new GridError('JOB_FILE_MISSING', `found no readable file ${path}`, {
      hint: 'Give the path of a job file; docs/job-file.md describes it.',
      cause,
    })
  }
  if (size > FILE_BYTES_MAX) throw invalid(path, `more than ${FILE_BYTES_MAX} bytes`)
  return Buffer.concat(parts)
}

function readText(bytes: Uint8Array, path: string): string {
  try {
    return decodeUtf8(bytes)
  } catch {
    throw invalid(path, 'bytes that are no text')
  }
}

/** Reads the text of a job file. @throws `JOB_FILE_INVALID` */
export function parseJobFile(text: string, path: string): z.infer<typeof schema> {
  const lines = new LineCounter()
  const document = parseYaml(text, path, lines)
  const read = schema.safeParse(readPlain(document, path))
  if (read.success) return read.data
  const [issue] = read.error.issues
  if (issue === undefined) throw invalid(path, 'something unknown')
  const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const at = offsetOf(document.contents, [...issue.path, ...keys])
  const where = at === null ? '' : ` (line ${lines.linePos(at).line})`
  // Of a key that is wrong itself, what is wrong with it.
  const inner = issue.code === 'invalid_key' ? issue.issues[0] : undefined
  const key = issue.path.map(String).join('.') || 'the top'
  throw invalid(path, `${key}: ${inner?.message ?? issue.message}${where}`)
}

function parseYaml(text: string, path: string, lineCounter: LineCounter): Document.Parsed {
  try {
    const document = parseDocument(text, { lineCounter, uniqueKeys: true })
    const [broken] = document.errors
    if (broken === undefined) return document
    const [line] = broken.message.split('\n')
    throw invalid(path, line ?? 'broken YAML')
  } catch (error) {
    if (isGridError(error)) throw error
    // A nest so deep that it exhausts the stack.
    throw invalid(path, `YAML that cannot be read: ${String(error)}`)
  }
}

/** Where the key, or as much of the path to it as there is, begins in the text. */
function offsetOf(node: unknown, path: readonly PropertyKey[]): number | null {
  const [first, ...rest] = path
  if (first !== undefined && isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(first))
    if (pair !== undefined)
      return (rest.length > 0 ? offsetOf(pair.value, rest) : null) ?? offsetOf(pair.key, [])
  }
  if (first !== undefined && isSeq(node)) {
    const item: unknown = node.items[Number(first)]
    if (item !== undefined) return offsetOf(item, rest)
  }
  return isNode(node) ? (node.range?.[0] ?? null) : null
}

function readPlain(document: Document.Parsed, path: string): unknown {
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
