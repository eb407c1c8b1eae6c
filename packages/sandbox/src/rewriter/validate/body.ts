/**
 * Validation of one function body by the algorithm of the specification's appendix, which at the
 * same time decodes the instructions that can be reached into a {@link CodeStore}.
 */
import { first, isPlain, Op, PREFIX_FC, result, second } from '../binary/opcodes.ts'
import { Reader } from '../binary/reader.ts'
import { ANY, F32, F64, FUNCREF, I32, I64, isReference, typeName } from '../binary/values.ts'
import { limits } from '../limits.ts'
import { typeOf, type FuncType, type GlobalType, type Module } from '../module/model.ts'
import { readReferenceType, readValueType } from '../module/types.ts'
import { bound, refuse } from '../refusal.ts'
import { blockType, none, sameTypes } from './block-types.ts'
import { DEAD, type CodeStore, type Func } from './code-store.ts'
import { access, bulk, readMemoryIndex, requireMemory, table } from './memory-ops.ts'
import { Operands, type Frame } from './operands.ts'
import { refuseOpcode } from './refuse-opcode.ts'

/** Types a branch to a block carries. */
const labelTypes = (frame: Frame): Uint8Array =>
  frame.op === Op.loop ? frame.params : frame.results

export class BodyValidator {
  readonly #module: Module
  readonly #store: CodeStore
  readonly #stack = new Operands()
  /** Counts and types of the locals that a function declares. */
  readonly #runs: number[] = []
  #reader: Reader
  #locals: Uint8Array = none
  #dead = false
  #blocks = 0
  #loops = 0
  #totalMerges = 0
  #totalLocals = 0

  constructor(module: Module, store: CodeStore) {
    this.#module = module
    this.#store = store
    this.#reader = new Reader(module.bytes, 0, 0)
  }

  /**
   * Validates the body of the defined function number `ordinal`.
   * @throws `WASM_INVALID`, `WASM_MALFORMED`, limits, and a code for each feature refused
   */
  validate(ordinal: number): Func {
    const module = this.#module
    const stack = this.#stack
    const body = module.bodies[ordinal] as { from: number; end: number }
    const index = module.importedFunctions + ordinal
    const type = typeOf(module, index)
    const reader = (this.#reader = new Reader(module.bytes, body.from, body.end))
    this.#locals = this.#readLocals(type.params)
    this.#dead = false
    this.#blocks = 1
    this.#loops = 0
    const code = reader.at
    const from = this.#store.length
    const callsFrom = this.#store.calls.length
    stack.reset()
    stack.open(Op.block, none, type.results, false, code)
    while (stack.depth > 0) this.#instruction()
    if (reader.at !== body.end) {
      refuse('WASM_MALFORMED', reader.at, 'bytes behind the end of a function')
    }
    this.#assertSize(body.from, this.#store.length - from)
    return {
      index,
      from,
      end: this.#store.length,
      locals: this.#locals,
      paramCount: type.params.length,
      declarations: body.from,
      code,
      callsFrom,
      callsEnd: this.#store.calls.length,
      operands: stack.peak,
    }
  }

  /** What compilers and this rewriter spend time and memory on, per function and in all. */
  #assertSize(offset: number, instructions: number): void {
    const locals = this.#locals.length
    const merges = this.#blocks * (locals + 32)
    this.#totalMerges += merges
    this.#totalLocals += locals
    bound('WASM_LIMIT_MERGES', offset, merges, limits.merges)
    bound('WASM_LIMIT_MERGES', offset, this.#totalMerges, limits.totalMerges)
    bound('WASM_LIMIT_LOOPS', offset, this.#loops * instructions, limits.loopWork)
    bound('WASM_LIMIT_LOCALS', offset, this.#totalLocals, limits.totalLocals)
    bound('WASM_LIMIT_INSTRUCTIONS', offset, this.#store.length, limits.instructions)
  }

  #readLocals(params: Uint8Array): Uint8Array {
    const reader = this.#reader
    const groups = reader.u32()
    if (groups === 0) return params
    const runs = this.#runs
    runs.length = 0
    let total = params.length
    for (let group = 0; group < groups; group += 1) {
      const offset = reader.at
      const count = reader.u32()
      total += count
      bound('WASM_LIMIT_LOCALS', offset, total, limits.locals)
      const type = readValueType(reader)
      if (count > 0) runs.push(count, type)
    }
    const locals = new Uint8Array(total)
    locals.set(params)
    let at = params.length
    for (let run = 0; run < runs.length; run += 2) {
      const end = at + (runs[run] as number)
      locals.fill(runs[run + 1] as number, at, end)
      at = end
    }
    return locals
  }

  /** Notes an instruction that can be reached. */
  #keep(op: number, at: number, a: number): void {
    if (!this.#dead) this.#store.push(op, at, a)
  }

  /** Notes that what follows cannot be reached. */
  #stop(): void {
    this.#stack.stop()
    if (this.#dead) return
    this.#dead = true
    this.#store.push(DEAD, this.#reader.at, 0)
  }

  #instruction(): void {
    const reader = this.#reader
    const stack = this.#stack
    const offset = reader.at
    const op = reader.byte()
    if (isPlain(op)) return this.#plain(op, offset)
    if (op >= Op.i32Load && op <= Op.i64Store32) {
      this.#keep(op, offset, 0)
      return access(op, offset, this.#module, reader, stack)
    }
    if (op <= Op.callIndirect) return this.#control(op, offset)
    if (op >= Op.localGet && op <= Op.tableSet) return this.#variable(op, offset)
    switch (op) {
      case Op.drop:
        this.#keep(op, offset, 0)
        stack.popAny(offset)
        return
      case Op.select:
      case Op.selectTyped:
        return this.#select(op, offset)
      case Op.memorySize:
      case Op.memoryGrow:
        this.#keep(op, offset, 0)
        requireMemory(this.#module, offset)
        readMemoryIndex(reader)
        if (op === Op.memoryGrow) stack.pop(I32, offset)
        return stack.push(I32, offset)
      case 0xfc: {
        const sub = reader.u32()
        if (sub < 8) return this.#plain(PREFIX_FC + sub, offset)
        this.#keep(PREFIX_FC + Math.min(sub, 17), offset, 0)
        return bulk(sub, offset, this.#module, reader, stack)
      }
      default:
        return this.#value(op, offset)
    }
  }

  #plain(op: number, offset: number): void {
    this.#keep(op, offset, 0)
    this.#stack.pop(second[op] as number, offset)
    if (first[op] !== 0) this.#stack.pop(first[op] as number, offset)
    this.#stack.push(result[op] as number, offset)
  }

  /** Constants and references. */
  #value(op: number, offset: number): void {
    const reader = this.#reader
    const stack = this.#stack
    let a = 0
    switch (op) {
      case Op.i32Const:
        reader.s32()
        stack.push(I32, offset)
        break
      case Op.i64Const:
        reader.skipS64()
        stack.push(I64, offset)
        break
      case Op.f32Const:
        reader.skip(4)
        stack.push(F32, offset)
        break
      case Op.f64Const:
        reader.skip(8)
        stack.push(F64, offset)
        break
      case Op.refNull:
        stack.push(readReferenceType(reader), offset)
        break
      case Op.refIsNull: {
        const type = stack.popAny(offset)
        if (type !== ANY && !isReference(type)) {
          refuse('WASM_INVALID', offset, `ref.is_null of ${typeName(type)}`)
        }
        stack.push(I32, offset)
        break
      }
      case Op.refFunc:
        a = reader.u32()
        if (!this.#module.referenced.has(a)) {
          refuse('WASM_INVALID', offset, `ref.func ${a}, which is not declared,`)
        }
        this.#module.addressable.add(a)
        stack.push(FUNCREF, offset)
        break
      default:
        refuseOpcode(op, offset, reader)
    }
    this.#keep(op, offset, a)
  }

  #select(op: number, offset: number): void {
    const stack = this.#stack
    stack.pop(I32, offset)
    if (op === Op.selectTyped) {
      const count = this.#reader.u32()
      if (count !== 1) refuse('WASM_INVALID', offset, `a select of ${count} types`)
      const type = readValueType(this.#reader)
      stack.pop(type, offset)
      stack.pop(type, offset)
      stack.push(type, offset)
      return this.#keep(op, offset, type)
    }
    const right = stack.popAny(offset)
    const left = stack.popAny(offset)
    if (isReference(left) || isReference(right)) {
      refuse('WASM_INVALID', offset, 'a select of references without a type')
    }
    if (left !== right && left !== ANY && right !== ANY) {
      refuse('WASM_INVALID', offset, `a select of ${typeName(left)} and ${typeName(right)}`)
    }
    const type = left === ANY ? right : left
    stack.push(type, offset)
    this.#keep(op, offset, type)
  }

  #variable(op: number, offset: number): void {
    const stack = this.#stack
    const index = this.#reader.u32()
    this.#keep(op, offset, index)
    if (op >= Op.tableGet) {
      const { type } = table(this.#module, index, offset)
      if (op === Op.tableSet) stack.pop(type, offset)
      stack.pop(I32, offset)
      if (op === Op.tableGet) stack.push(type, offset)
      return
    }
    if (op >= Op.globalGet) {
      const global: GlobalType | undefined = this.#module.globals[index]
      if (global === undefined)
        refuse('WASM_INVALID', offset, `global ${index}, which is not there,`)
      if (op === Op.globalGet) return stack.push(global.type, offset)
      if (!global.mutable) refuse('WASM_INVALID', offset, `global.set of the constant ${index}`)
      stack.pop(global.type, offset)
      return
    }
    const type = this.#locals[index]
    if (type === undefined) refuse('WASM_INVALID', offset, `local ${index}, which is not there,`)
    if (op !== Op.localGet) stack.pop(type, offset)
    if (op !== Op.localSet) stack.push(type, offset)
  }

  #control(op: number, offset: number): void {
    const stack = this.#stack
    switch (op) {
      case Op.unreachable:
        this.#keep(op, offset, 0)
        return this.#stop()
      case Op.nop:
        return this.#keep(op, offset, 0)
      case Op.block:
      case Op.loop:
      case Op.if:
        return this.#open(op, offset)
      case Op.else:
      case Op.end:
        return this.#close(op, offset)
      case Op.br:
      case Op.brIf: {
        const depth = this.#reader.u32()
        this.#keep(op, offset, depth)
        if (op === Op.brIf) stack.pop(I32, offset)
        const types = labelTypes(stack.target(depth, offset))
        if (op === Op.br) {
          stack.popAll(types, offset)
          return this.#stop()
        }
        stack.popAll(types, offset)
        return stack.pushAll(types, offset)
      }
      case Op.brTable:
        return this.#brTable(offset)
      case Op.return:
        this.#keep(op, offset, 0)
        stack.popAll(stack.target(stack.depth - 1, offset).results, offset)
        return this.#stop()
      case Op.call:
      case Op.callIndirect:
        return this.#call(op, offset)
      default:
        refuseOpcode(op, offset, this.#reader)
    }
  }

  #open(op: number, offset: number): void {
    const encoded = this.#reader.s33()
    this.#keep(op, offset, encoded)
    if (op === Op.if) this.#stack.pop(I32, offset)
    const { params, results } = blockType(this.#module, encoded, offset)
    this.#stack.popAll(params, offset)
    this.#stack.open(op, params, results, this.#dead, offset)
    this.#blocks += 1
    if (op === Op.loop) this.#loops += 1
  }

  #close(op: number, offset: number): void {
    const stack = this.#stack
    const frame = stack.close(offset)
    if (op === Op.else) {
      if (frame.op !== Op.if) refuse('WASM_INVALID', offset, 'else without if')
      this.#dead = frame.dead
      this.#keep(op, offset, 0)
      return stack.open(Op.else, frame.params, frame.results, frame.dead, offset)
    }
    if (frame.op === Op.if && !sameTypes(frame.params, frame.results)) {
      refuse('WASM_INVALID', offset, 'an if without else that changes types')
    }
    this.#dead = frame.dead
    this.#keep(op, offset, 0)
    if (stack.depth > 0) stack.pushAll(frame.results, offset)
  }

  #brTable(offset: number): void {
    const reader = this.#reader
    const stack = this.#stack
    const { branches } = this.#store
    const count = reader.u32()
    bound('WASM_LIMIT_BRANCHES', offset, count, limits.brTableTargets)
    const place = branches.length
    this.#keep(Op.brTable, offset, place)
    if (!this.#dead) branches.push(count + 1)
    stack.pop(I32, offset)
    let arity = -1
    for (let entry = 0; entry <= count; entry += 1) {
      const at = reader.at
      const depth = reader.u32()
      if (!this.#dead) branches.push(depth)
      const types = labelTypes(stack.target(depth, at))
      if (arity >= 0 && types.length !== arity) {
        refuse('WASM_INVALID', at, 'a br_table whose targets take different numbers of values')
      }
      arity = types.length
      stack.peekAll(types, at)
    }
    this.#stop()
  }

  #call(op: number, offset: number): void {
    const module = this.#module
    const stack = this.#stack
    const index = this.#reader.u32()
    if (!this.#dead) this.#store.calls.push(this.#store.length)
    this.#keep(op, offset, index)
    let type: FuncType | undefined
    if (op === Op.call) {
      if (index >= module.functions.length) {
        refuse('WASM_INVALID', offset, `function ${index}, which is not there,`)
      }
      type = typeOf(module, index)
    } else {
      type = module.types[index]
      if (type === undefined) refuse('WASM_INVALID', offset, `type ${index}, which is not there,`)
      if (table(module, this.#reader.u32(), offset).type !== FUNCREF) {
        refuse('WASM_INVALID', offset, 'call_indirect on a table without functions')
      }
      stack.pop(I32, offset)
    }
    stack.popAll(type.params, offset)
    stack.pushAll(type.results, offset)
  }
}
