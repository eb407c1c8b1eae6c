/**
 * Canonical bytes: one value, one byte string, on every machine.
 *
 * In: strings, booleans, null, safe integers, arrays, plain objects (bigint as a decimal string).
 * Out: JSON without white space, keys sorted by UTF-16 code unit (the order of RFC 8785).
 * Refuses floats, undefined, lone surrogates and anything else, rather than guess.
 * Invariant: `decodeCanonical(encodeCanonical(v))` equals `v` and decoding accepts no second
 * spelling (canonical.test.ts).
 */
import { GridError } from './errors.ts'
import { digestOf, utf8 } from './bytes.ts'
import type { Digest } from './hex.ts'
import type { Stints } from './stints.ts'

export type Canonical =
  | string
  | number
  | boolean
  | null
  | bigint
  | readonly Canonical[]
  | { readonly [key: string]: Canonical | undefined }

const refuse = (path: string, found: string): never => {
  throw new GridError('NOT_CANONICAL', `found ${found} at ${path || 'the top'}`, {
    hint: 'Use strings, safe integers, bigints, booleans, null, arrays and plain objects only.',
    details: { path, found },
  })
}

/** Deeper documents are refused: each level costs stack, and a stranger chooses how many. */
const depthMax = 64

function write(value: unknown, path: string, depth = 0): string {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? JSON.stringify(value) : refuse(path, 'a lone surrogate')
    case 'boolean':
      return String(value)
    case 'bigint':
      return `"${value}"`
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? String(value)
        : refuse(path, `the number ${value}`)
    case 'object':
      return value === null ? 'null' : writeObject(value, path, depth + 1)
    default:
      return refuse(path, typeof value)
  }
}

function writeObject(value: object, path: string, depth: number): string {
  if (depth > depthMax) refuse(path, `more than ${depthMax} levels`)
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => write(item, `${path}[${index}]`, depth)).join(',')}]`
  }
  const written = fieldsOf(value, path).map(
    ([key, field]) => `${write(key, path)}:${write(field, `${path}.${key}`, depth)}`,
  )
  return `{${written.join(',')}}`
}

/** The fields of a plain object in their order. */
function fieldsOf(value: object, path: string): [string, unknown][] {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) refuse(path, 'a class instance')
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return fields.sort(([a], [b]) => (a < b ? -1 : 1))
}

/** @throws `NOT_CANONICAL` naming the path of the first value that has no canonical form. */
export const encodeCanonical = (value: Canonical): Uint8Array => utf8(write(value, ''))

/** Characters written in one stint: a few hundred receipts. */
const WRITTEN_CHARS = 128 * 1024
/** Levels whose lists are written item by item; what lies deeper is short. */
const LISTED_LEVELS = 3

/** The same of a long document whose lists lie near its top. @throws `NOT_CANONICAL` */
export function* canonicalInStints(value: Canonical): Stints<Uint8Array> {
  const parts: Uint8Array[] = []
  let text = ''
  for (const piece of piecesOf(value, '', 0)) {
    text += piece
    if (text.length < WRITTEN_CHARS) continue
    parts.push(utf8(text))
    text = ''
    yield
  }
  parts.push(utf8(text))
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
    yield
  }
  return whole
}

/** What `write` answers, piece by piece. */
function* piecesOf(value: unknown, path: string, depth: number): Generator<string> {
  if (typeof value !== 'object' || value === null || depth === LISTED_LEVELS) {
    yield write(value, path, depth)
  } else if (Array.isArray(value)) {
    yield '['
    for (const [index, item] of value.entries()) {
      yield `${index === 0 ? '' : ','}${write(item, `${path}[${index}]`, depth + 1)}`
    }
    yield ']'
  } else {
    yield '{'
    for (const [index, [key, field]] of fieldsOf(value, path).entries()) {
      yield `${index === 0 ? '' : ','}${write(key, path)}:`
      yield* piecesOf(field, `${path}.${key}`, depth + 1)
    }
    yield '}'
  }
}

/** The digest of a value's canonical bytes. @throws `NOT_CANONICAL` */
export const digestOfCanonical = (value: Canonical): Digest => digestOf(encodeCanonical(value))

/**
 * Reads canonical bytes back; the caller checks the shape. bigint stays a decimal string.
 * @throws `NOT_CANONICAL` for bytes that are not JSON or are another spelling of the same value.
 */
export function decodeCanonical(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new GridError('NOT_CANONICAL', `found bytes that are not JSON: ${String(cause)}`, {
      hint: 'Fetch the document again: it was damaged or is something else.',
      cause,
    })
  }
  if (write(value, '') !== text) refuse('', 'a second spelling of the same value')
  return value
}
