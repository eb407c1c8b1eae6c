/**
 * Transformer: values as superjson reads them, written several times as fast.
 *
 * What travels here holds nothing JSON lacks but bigint and undefined, so one walk finds their
 * places; whatever else a value holds, superjson itself writes it. Reading is superjson's own, so
 * either side may be older. Objects met twice are written twice and lose nothing but being one.
 */
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

/** What both ends of the wire write and read with. */
export const transformer = {
  serialize,
  deserialize: (written: SuperJSONResult): unknown => superjson.deserialize(written),
}
