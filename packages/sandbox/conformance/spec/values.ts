/** Values of the official suite's scripts: bits as decimal text in, JavaScript values out. */

export interface WireValue {
  readonly type: string
  readonly value: string
}
/** An expectation may name a class of NaN instead of bits. */
export type Expected = WireValue

const view = new DataView(new ArrayBuffer(8))
/** One object for each external reference a script names. */
const references = new Map<string, object>()

function reference(name: string): object {
  const known = references.get(name) ?? { name }
  references.set(name, known)
  return known
}

function bits(type: string, value: number | bigint): bigint {
  if (type === 'f32') view.setFloat32(0, Number(value))
  else view.setFloat64(0, Number(value))
  return type === 'f32' ? BigInt(view.getUint32(0)) : view.getBigUint64(0)
}

/** @throws for a type that no script of the supported features passes */
export function fromWire({ type, value }: WireValue): unknown {
  if (type === 'i32') return Number(value) | 0
  if (type === 'i64') return BigInt.asIntN(64, BigInt(value))
  if (type === 'externref') return value === 'null' ? null : reference(value)
  if (type === 'funcref' && value === 'null') return null
  if (type === 'f32') view.setUint32(0, Number(value))
  else if (type === 'f64') view.setBigUint64(0, BigInt(value))
  else throw new TypeError(`found a value of type ${type}, expected a scalar or a reference`)
  return type === 'f32' ? view.getFloat32(0) : view.getFloat64(0)
}

/** True when a result is what the script expects. */
export function matches(expected: Expected, result: unknown): boolean {
  const { type, value } = expected
  if (type === 'f32' || type === 'f64') {
    const number = result as number
    if (value.startsWith('nan:') || Number.isNaN(fromWire(expected))) return Number.isNaN(number)
    return bits(type, number) === BigInt(value)
  }
  // A function reference is only ever expected to be one.
  if (type === 'funcref' && value !== 'null') return typeof result === 'function'
  return Object.is(result, fromWire(expected))
}
