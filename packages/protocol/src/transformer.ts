/**
 * Transformer: values as superjson writes them, written several times as fast and read with care.
 *
 * What travels here holds nothing JSON lacks but bigint and undefined, so one walk finds their
 * places; keys that need escapes and odd numbers superjson itself writes, as an older side does.
 * Reading takes these and nothing else: superjson would make gigabytes out of a typed array that is
 * announced by its length, and 8 MB of digits keep its `BigInt` busy for 7 s (measured 2026-11).
 * Objects met twice are written twice and lose nothing but being one.
 */
import { GridError } from '@pumasi/domain'
import superjson from 'superjson'
import type { SuperJSONResult } from 'superjson'

type Places = Record<string, ['bigint'] | ['undefined']>

/** Keys superjson would escape in a place's name, or refuse; the empty one names no place here. */
const oddKey = /[.\\]|^$|^__proto__$|^constructor$|^prototype$/

/** Says that superjson has to write the value. */
const other = Symbol('other')

/** A value as JSON has it; adds the places of what JSON lacks. */
function write(value: unknown, path: string, places: Places): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : other
    case 'bigint':
      places[path] = ['bigint']
      return String(value)
    case 'undefined':
      places[path] = ['undefined']
      return null
    case 'object':
      return value === null ? null : writeObject(value, path, places)
    default:
      return other
  }
}

function writeObject(value: object, path: string, places: Places): unknown {
  const prefix = path === '' ? '' : `${path}.`
  if (Array.isArray(value)) {
    const written = value.map((item, index) => write(item, `${prefix}${index}`, places))
    return written.includes(other) ? other : written
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return other
  const written: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    if (oddKey.test(key)) return other
    const part = write(item, `${prefix}${key}`, places)
    if (part === other) return other
    written[key] = part
  }
  return written
}

function serialize(value: unknown): SuperJSONResult {
  if (typeof value !== 'object' || value === null) return superjson.serialize(value)
  const places: Places = {}
  const json = write(value, '', places)
  if (json === other) return superjson.serialize(value)
  const written = json as SuperJSONResult['json']
  if (Object.keys(places).length === 0) return { json: written }
  return { json: written, meta: { values: places, v: 1 } }
}

/** Far more than a page of a list has, and few enough to take no time. */
const PLACES_MAX = 20_000
const PATH_MAX = 1_000
/** Decimal digits of the largest number that has a use, 256 bits. */
const DIGITS_MAX = 78

const bad = (found: string, expected: string): GridError =>
  new GridError('BAD_MESSAGE', `found ${found}, expected ${expected}`, {
    hint: 'Send JSON in the form of this protocol version; bigint and undefined have their places.',
  })

/** Puts back what JSON lacks. @throws `BAD_MESSAGE` for all but bigint, undefined, odd numbers */
function deserialize(written: unknown): unknown {
  if (!isRecord(written)) throw bad('no object', 'a message with its JSON')
  const { json, meta } = written
  if (meta === undefined) return json
  if (!isRecord(meta)) throw bad('meta that is no object', 'places of values')
  const { values } = meta
  if (values === undefined) return json
  if (Array.isArray(values)) return revive(json, values)
  if (!isRecord(values)) throw bad('places that are no object', 'places of values')
  const places = Object.entries(values)
  if (places.length > PLACES_MAX) throw bad(`${places.length} places`, `at most ${PLACES_MAX}`)
  for (const [path, type] of places) {
    const keys = keysOf(path)
    const last = keys.pop() ?? ''
    const holder = keys.reduce(inside, json)
    const value = revive(inside(holder, last), type)
    ;(holder as Record<string, unknown>)[last] = value
  }
  return json
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Keys are joined by dots; a dot or a backslash in one has a backslash before it. */
function keysOf(path: string): string[] {
  if (path.length > PATH_MAX) throw bad(`a path of ${path.length} signs`, `at most ${PATH_MAX}`)
  if (!path.includes('\\')) return path.split('.')
  const keys = ['']
  for (const [part] of path.matchAll(/\\.|\.|[^\\.]+/gs)) {
    if (part === '.') keys.push('')
    else keys.push((keys.pop() ?? '') + (part.startsWith('\\') ? part.slice(1) : part))
  }
  return keys
}

/** What an object or an array has of its own under a key. */
function inside(holder: unknown, key: string): unknown {
  const has =
    typeof holder === 'object' &&
    holder !== null &&
    Object.hasOwn(holder, key) &&
    (!Array.isArray(holder) || /^\d+$/.test(key))
  if (!has) throw bad('a place where nothing is', 'places of values')
  return (holder as Record<string, unknown>)[key]
}

function revive(value: unknown, type: unknown): unknown {
  const name: unknown = Array.isArray(type) && type.length === 1 ? type[0] : null
  if (name === 'undefined') return undefined
  if (name === 'bigint' && typeof value === 'string' && bigints.test(value)) return BigInt(value)
  if (name === 'number' && Object.hasOwn(numbers, String(value))) return numbers[String(value)]
  throw bad('a value of a type that does not travel', 'bigint or undefined')
}

const bigints = new RegExp(`^-?\\d{1,${DIGITS_MAX}}$`)
const numbers: Readonly<Record<string, number>> = {
  ...{ NaN: Number.NaN, Infinity, '-Infinity': -Infinity, '-0': -0 },
}

/** What both ends of the wire write and read with. */
export const transformer = { serialize, deserialize }
