/** Job files: YAML for people, checked key by key before anything is uploaded. */
import { createReadStream } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describedJobSchema } from '@pumasi/client'
import { GridError, MIB, decodeUtf8, isGridError } from '@pumasi/domain'
import { LineCounter, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { z } from 'zod'

/** Far more than a job of 100,000 listed values needs. */
const FILE_BYTES_MAX = 16 * MIB

/** Paths, relative to the job file, stand for the program, inputs and files. */
const schema = describedJobSchema(z.string().min(1))

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
