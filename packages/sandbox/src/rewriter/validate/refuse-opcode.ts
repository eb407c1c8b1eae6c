/** Names the proposal an opcode belongs to that is not on the allow-list. */
import { Op, PREFIX_FC } from '../binary/opcodes.ts'
import type { Reader } from '../binary/reader.ts'
import { refuse, type RefusalCode } from '../refusal.ts'

const single = new Map<number, RefusalCode>([
  [0x06, 'WASM_EXCEPTIONS'],
  [0x07, 'WASM_EXCEPTIONS'],
  [0x08, 'WASM_EXCEPTIONS'],
  [0x09, 'WASM_EXCEPTIONS'],
  [0x0a, 'WASM_EXCEPTIONS'],
  [0x18, 'WASM_EXCEPTIONS'],
  [0x19, 'WASM_EXCEPTIONS'],
  [0x1f, 'WASM_EXCEPTIONS'],
  [0x12, 'WASM_TAIL_CALLS'],
  [0x13, 'WASM_TAIL_CALLS'],
  [0x15, 'WASM_TAIL_CALLS'],
  [0x14, 'WASM_FUNCTION_REFERENCES'],
  [0xd3, 'WASM_GC'],
  [0xd4, 'WASM_FUNCTION_REFERENCES'],
  [0xd5, 'WASM_FUNCTION_REFERENCES'],
  [0xd6, 'WASM_FUNCTION_REFERENCES'],
  [0xfb, 'WASM_GC'],
  [0xfe, 'WASM_THREADS'],
])

/** Refuses an opcode of one byte, which has been read. */
export function refuseOpcode(op: number, offset: number, reader: Reader): never {
  const found = `opcode 0x${op.toString(16)}`
  const code = single.get(op)
  if (code !== undefined) refuse(code, offset, found)
  if (op >= 0xe0 && op <= 0xe6) refuse('WASM_STACK_SWITCHING', offset, found)
  if (op === 0xfd) {
    const sub = reader.u32()
    refuse(sub >= 0x100 ? 'WASM_RELAXED_SIMD' : 'WASM_SIMD', offset, `${found} ${sub}`)
  }
  refuse('WASM_MALFORMED', offset, `the unknown ${found}`)
}

/** Refuses an opcode behind the prefix 0xfc. */
export function refusePrefixed(sub: number, offset: number): never {
  if (sub + PREFIX_FC === Op.tableGrow) refuse('WASM_TABLE_GROW', offset, 'table.grow')
  if (sub === 18) refuse('WASM_MEMORY_DISCARD', offset, 'memory.discard')
  if (sub >= 19 && sub <= 22) refuse('WASM_WIDE_ARITHMETIC', offset, `opcode 0xfc ${sub}`)
  refuse('WASM_MALFORMED', offset, `the unknown opcode 0xfc ${sub}`)
}
