/** Value types by their byte in the binary format. */
export const I32 = 0x7f
export const I64 = 0x7e
export const F32 = 0x7d
export const F64 = 0x7c
export const FUNCREF = 0x70
export const EXTERNREF = 0x6f
/** The type of an operand in code that cannot be reached: fits every type. */
export const ANY = 0

const names: Readonly<Record<number, string>> = {
  [I32]: 'i32',
  [I64]: 'i64',
  [F32]: 'f32',
  [F64]: 'f64',
  [FUNCREF]: 'funcref',
  [EXTERNREF]: 'externref',
  [ANY]: 'any',
}

/** A value type's name in the text format. */
export const typeName = (type: number): string => names[type] ?? `type ${type}`
export const isReference = (type: number): boolean => type === FUNCREF || type === EXTERNREF
export const isFloat = (type: number): boolean => type === F32 || type === F64

/** The block type without parameters and results, as a signed number. */
export const EMPTY_BLOCK = -64

/** True for a float at byte `from` that is infinite or not a number. */
export function isSpecial(bytes: Uint8Array, from: number, type: number): boolean {
  const last = from + (type === F32 ? 3 : 7)
  const exponent = type === F32 ? 0x7f80 : 0x7ff0
  const high = ((bytes[last] as number) << 8) | (bytes[last - 1] as number)
  return (high & exponent) === exponent
}
