/**
 * Opcodes by name, and the operand and result types of those that need no context. Operations
 * behind the prefix 0xfc are numbered from {@link PREFIX_FC} on. What is not here is not allowed.
 */
import { F32, F64, I32, I64 } from './values.ts'

/** Where the numbers of 0xfc operations begin in this code. */
export const PREFIX_FC = 0x100

export const Op = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  drop: 0x1a,
  select: 0x1b,
  selectTyped: 0x1c,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  tableGet: 0x25,
  tableSet: 0x26,
  i32Load: 0x28,
  f32Load: 0x2a,
  f64Load: 0x2b,
  i64Load32U: 0x35,
  i32Store: 0x36,
  f32Store: 0x38,
  f64Store: 0x39,
  i64Store32: 0x3e,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eqz: 0x45,
  i32LtS: 0x48,
  i32GtU: 0x4b,
  i64Eqz: 0x50,
  i64LtS: 0x53,
  i64GtU: 0x56,
  i64GeS: 0x59,
  f32Eq: 0x5b,
  f32Ne: 0x5c,
  f64Eq: 0x61,
  f64Ne: 0x62,
  f64Ge: 0x66,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Or: 0x72,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64And: 0x83,
  i64Or: 0x84,
  i64Xor: 0x85,
  i64ShrU: 0x88,
  f32Abs: 0x8b,
  f32Neg: 0x8c,
  f32Ceil: 0x8d,
  f32Add: 0x92,
  f32Max: 0x97,
  f32Copysign: 0x98,
  f64Abs: 0x99,
  f64Neg: 0x9a,
  f64Ceil: 0x9b,
  f64Add: 0xa0,
  f64Max: 0xa5,
  f64Copysign: 0xa6,
  i64ExtendI32U: 0xad,
  f32DemoteF64: 0xb6,
  f64PromoteF32: 0xbb,
  i32ReinterpretF32: 0xbc,
  i64ReinterpretF64: 0xbd,
  f32ReinterpretI32: 0xbe,
  f64ReinterpretI64: 0xbf,
  i64Extend32S: 0xc4,
  refNull: 0xd0,
  refIsNull: 0xd1,
  refFunc: 0xd2,
  truncSat: PREFIX_FC,
  memoryInit: PREFIX_FC + 8,
  dataDrop: PREFIX_FC + 9,
  memoryCopy: PREFIX_FC + 10,
  memoryFill: PREFIX_FC + 11,
  tableInit: PREFIX_FC + 12,
  elemDrop: PREFIX_FC + 13,
  tableCopy: PREFIX_FC + 14,
  tableGrow: PREFIX_FC + 15,
  tableSize: PREFIX_FC + 16,
  tableFill: PREFIX_FC + 17,
} as const

/** How many opcodes the tables below cover. */
export const OPCODES = PREFIX_FC + 18
/** Operand below the top (binary operations only), top operand, result; 0 for none. */
export const first = new Uint8Array(OPCODES)
export const second = new Uint8Array(OPCODES)
export const result = new Uint8Array(OPCODES)
/** log2 of the natural alignment of loads and stores. */
export const alignment = new Uint8Array(OPCODES)

const types: Readonly<Record<string, number>> = { i: I32, I: I64, f: F32, F: F64 }

/** Fills `count` opcodes from `opcode` on with a signature such as `ii>i`. */
function define(opcode: number, count: number, signature: string): void {
  const [operands = '', out = ''] = signature.split('>')
  for (let at = opcode; at < opcode + count; at += 1) {
    if (operands.length === 2) {
      first[at] = types[operands.charAt(0)] ?? 0
      second[at] = types[operands.charAt(1)] ?? 0
    } else {
      second[at] = types[operands] ?? 0
    }
    result[at] = types[out] ?? 0
  }
}

const comparisons: [number, number, string][] = [
  [0x45, 1, 'i>i'],
  [0x46, 10, 'ii>i'],
  [0x50, 1, 'I>i'],
  [0x51, 10, 'II>i'],
  [0x5b, 6, 'ff>i'],
  [0x61, 6, 'FF>i'],
]
const arithmetic: [number, number, string][] = [
  [0x67, 3, 'i>i'],
  [0x6a, 15, 'ii>i'],
  [0x79, 3, 'I>I'],
  [0x7c, 15, 'II>I'],
  [0x8b, 7, 'f>f'],
  [0x92, 7, 'ff>f'],
  [0x99, 7, 'F>F'],
  [0xa0, 7, 'FF>F'],
]
const conversions: [number, number, string][] = [
  [0xa7, 1, 'I>i'],
  [0xa8, 2, 'f>i'],
  [0xaa, 2, 'F>i'],
  [0xac, 2, 'i>I'],
  [0xae, 2, 'f>I'],
  [0xb0, 2, 'F>I'],
  [0xb2, 2, 'i>f'],
  [0xb4, 2, 'I>f'],
  [0xb6, 1, 'F>f'],
  [0xb7, 2, 'i>F'],
  [0xb9, 2, 'I>F'],
  [0xbb, 1, 'f>F'],
  [0xbc, 1, 'f>i'],
  [0xbd, 1, 'F>I'],
  [0xbe, 1, 'i>f'],
  [0xbf, 1, 'I>F'],
  [0xc0, 2, 'i>i'],
  [0xc2, 3, 'I>I'],
  [PREFIX_FC, 2, 'f>i'],
  [PREFIX_FC + 2, 2, 'F>i'],
  [PREFIX_FC + 4, 2, 'f>I'],
  [PREFIX_FC + 6, 2, 'F>I'],
]
for (const row of [...comparisons, ...arithmetic, ...conversions]) define(...row)

// Loads i32 i64 f32 f64, then the narrow ones; stores in the same order.
const loads = 'iIfFiiiiIIIIII'
const stores = 'iIfFiiIII'
for (const [index, type] of [...loads].entries()) define(Op.i32Load + index, 1, `i>${type}`)
for (const [index, type] of [...stores].entries()) define(Op.i32Store + index, 1, `i${type}>`)
alignment.set([2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2], Op.i32Load)

/** True for a plain operation: all there is to know of it stands in the tables above. */
export const isPlain = (op: number): boolean =>
  (op >= 0x45 && op <= 0xc4) || (op >= PREFIX_FC && op < PREFIX_FC + 8)

/** True for what compares two numbers, or one with zero. */
export const isComparison = (op: number): boolean => op >= Op.i32Eqz && op <= Op.f64Ge
