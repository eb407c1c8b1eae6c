/**
 * Which float values of a function must be made canonical, and behind which instruction.
 *
 * Follows the operand stack through the code that can be reached, feeding a {@link NanGraph}. Every
 * operand is consumed once, so a repair behind the instruction that produced it is as good as one
 * at its use, and it always finds the value on the top of the stack.
 */
import { first, Op, result } from '../binary/opcodes.ts'
import { F32, F64, isFloat, isSpecial } from '../binary/values.ts'
import { typeOf, type FuncType, type Module } from '../module/model.ts'
import { blockType } from '../validate/block-types.ts'
import { DEAD, type CodeStore, type Func } from '../validate/code-store.ts'
import type { Validated } from '../validate/validate.ts'
import { Class, NanGraph, OBSERVED, Via } from './nan-graph.ts'
import { emptyFrame, type Frame } from './nan-frame.ts'
import { LocalWebs } from './nan-webs.ts'
import { isArithmetic, Repair } from './nan-repairs.ts'

export class NanPlanner {
  readonly #module: Module
  readonly #store: CodeStore
  readonly #graph = new NanGraph()
  readonly #webs = new LocalWebs(this.#graph)
  #nodes = new Int32Array(1024)
  #producers = new Int32Array(1024)
  #types = new Uint8Array(1024)
  #height = 0
  #frames: Frame[] = []
  #at = 0
  #live = true

  constructor({ module, store }: Validated) {
    this.#module = module
    this.#store = store
  }

  /**
   * The repairs of a function by instruction, relative to its first; undefined when there are
   * none.
   */
  plan(func: Func): Uint8Array | undefined {
    if (!this.#hasArithmetic(func)) return undefined
    const { results } = typeOf(this.#module, func.index)
    this.#graph.reset()
    this.#webs.reset(this.#store, func)
    this.#endTypes.clear()
    this.#height = 0
    this.#live = true
    const type = { params: new Uint8Array(0), results }
    this.#frames = [{ op: Op.block, type, height: 0, carried: OBSERVED, ...emptyFrame }]
    for (this.#at = func.from; this.#at < func.end; this.#at += 1) this.#instruction(func)
    this.#webs.finish()
    this.#graph.solve()
    return this.#collect(func)
  }

  #hasArithmetic(func: Func): boolean {
    for (let at = func.from; at < func.end; at += 1) {
      if (isArithmetic(this.#store.op[at] as number)) return true
    }
    return false
  }

  #collect(func: Func): Uint8Array | undefined {
    let repairs: Uint8Array | undefined
    this.#graph.repairs((producer, found) => {
      repairs ??= new Uint8Array(func.end - func.from)
      const single = this.#producedType(producer, func) === F32
      const lazy = found === Class.lazy
      const single32 = lazy ? Repair.positive32 : Repair.negative32
      repairs[producer - func.from] = single
        ? single32
        : lazy
          ? Repair.positive64
          : Repair.negative64
    })
    return repairs
  }

  /** The type that a producing instruction leaves on the top of the stack. */
  #producedType(producer: number, func: Func): number {
    const op = this.#store.op[producer] as number
    if (op === Op.localGet || op === Op.localTee) {
      return func.locals[this.#store.a[producer] as number] as number
    }
    if (op === Op.select || op === Op.selectTyped) return this.#store.a[producer] as number
    if (op === Op.end) return this.#endTypes.get(producer) as number
    return result[op] as number
  }

  /** Types of the single float that blocks leave, by their `end`. */
  readonly #endTypes = new Map<number, number>()

  #push(type: number, node: number): void {
    if (this.#height === this.#nodes.length) {
      const size = this.#height * 2
      const nodes = new Int32Array(size)
      const producers = new Int32Array(size)
      const types = new Uint8Array(size)
      nodes.set(this.#nodes)
      producers.set(this.#producers)
      types.set(this.#types)
      this.#nodes = nodes
      this.#producers = producers
      this.#types = types
    }
    this.#nodes[this.#height] = node
    this.#producers[this.#height] = this.#at
    this.#types[this.#height] = type
    this.#height += 1
  }

  /** The value on top flows to `target`; then it is taken off. */
  #flow(target: number): void {
    this.#height -= 1
    this.#flowFrom(this.#height, target)
  }

  #flowFrom(slot: number, target: number): void {
    if (!isFloat(this.#types[slot] as number)) return
    this.#graph.edge(this.#nodes[slot] as number, target, Via.copy, this.#producers[slot] as number)
  }

  #observe(count: number): void {
    for (let left = count; left > 0; left -= 1) this.#flow(OBSERVED)
  }

  /** A value whose bits come from elsewhere. */
  #pushForeign(type: number): void {
    this.#push(type, isFloat(type) ? Class.exact : Class.clean)
  }

  /** The same for all that a call gives, or a block. */
  #pushExact(types: Uint8Array): void {
    for (let value = 0; value < types.length; value += 1) this.#pushForeign(types[value] as number)
  }

  /** The top values flow to a label and stay where they are. */
  #branch(depth: number): void {
    const frame = this.#frames[this.#frames.length - 1 - depth] as Frame
    const { params, results } = frame.type
    this.#carry(frame, (frame.op === Op.loop ? params : results).length)
    frame.state = this.#webs.branch(frame.state)
  }

  #carry(frame: Frame, count: number): void {
    const from = this.#height - count
    for (let value = 0; value < count; value += 1) {
      const target = frame.carried === OBSERVED ? OBSERVED : frame.carried + value
      this.#flowFrom(from + value, target)
    }
  }

  /** Fresh nodes for values that meet at a label; several of them are kept exact. */
  #meeting(types: Uint8Array, exact: boolean): number {
    const start = this.#graph.node()
    for (let value = 1; value < types.length; value += 1) this.#graph.node()
    if (!exact) return start
    for (let value = 0; value < types.length; value += 1) {
      this.#graph.edge(Class.exact, start + value, Via.copy, -1)
    }
    return start
  }

  /** Pushes the values that met at a frame's label. */
  #pushMet(frame: Frame, types: Uint8Array): void {
    for (const [value, type] of types.entries()) {
      this.#push(type, isFloat(type) ? frame.carried + value : Class.clean)
    }
  }

  #instruction(func: Func): void {
    const at = this.#at
    const op = this.#store.op[at] as number
    const a = this.#store.a[at] as number
    if (op === DEAD) {
      this.#live = false
      return
    }
    if (op >= 0x45 && op <= 0xc4) return this.#plain(op)
    switch (op) {
      case Op.localGet: {
        const type = func.locals[a] as number
        return this.#push(type, isFloat(type) ? this.#webs.get(a) : Class.clean)
      }
      case Op.localSet:
        if (isFloat(func.locals[a] as number)) return this.#flow(this.#webs.set(a))
        this.#height -= 1
        return
      case Op.localTee:
        if (isFloat(func.locals[a] as number)) this.#flowFrom(this.#height - 1, this.#webs.set(a))
        this.#producers[this.#height - 1] = at
        return
      case Op.f32Const:
      case Op.f64Const:
        return this.#constant(op, at)
      case Op.drop:
        this.#height -= 1
        return
      case Op.select:
      case Op.selectTyped:
        return this.#select(a)
      case Op.block:
      case Op.loop:
      case Op.if:
        return this.#open(op, a, at)
      case Op.else:
        return this.#else()
      case Op.end:
        return this.#end(at)
      case Op.br:
        return this.#branch(a)
      case Op.brIf:
        this.#height -= 1
        return this.#branch(a)
      case Op.brTable:
        return this.#brTable(a)
      case Op.return:
        return this.#observe((this.#frames[0] as Frame).type.results.length)
      case Op.call:
        return this.#call(typeOf(this.#module, a))
      case Op.callIndirect:
        this.#height -= 1
        return this.#call(this.#module.types[a] as FuncType)
      case Op.globalGet:
        return this.#pushForeign(this.#module.globals[a]?.type ?? 0)
      case Op.globalSet:
        return this.#flow(OBSERVED)
      default:
        return this.#other(op)
    }
  }

  #plain(op: number): void {
    const type = result[op] as number
    if (op === Op.f32Neg || op === Op.f64Neg) return this.#sign(type, Via.neg)
    if (op === Op.f32Abs || op === Op.f64Abs) return this.#sign(type, Via.abs)
    if (op === Op.f32Copysign || op === Op.f64Copysign) {
      this.#observe(2)
      return this.#push(type, Class.exact)
    }
    if (op === Op.i32ReinterpretF32 || op === Op.i64ReinterpretF64) {
      this.#flow(OBSERVED)
      return this.#push(type, Class.clean)
    }
    this.#height -= first[op] === 0 ? 1 : 2
    const exact = op === Op.f32ReinterpretI32 || op === Op.f64ReinterpretI64
    this.#push(type, exact ? Class.exact : isArithmetic(op) ? Class.lazy : Class.clean)
  }

  #sign(type: number, via: number): void {
    this.#height -= 1
    const node = this.#graph.node()
    const source = this.#nodes[this.#height] as number
    this.#graph.edge(source, node, via, this.#producers[this.#height] as number)
    this.#push(type, node)
  }

  #constant(op: number, at: number): void {
    const type = op === Op.f32Const ? F32 : F64
    const special = isSpecial(this.#module.bytes, (this.#store.at[at] as number) + 1, type)
    this.#push(type, special ? Class.exact : Class.clean)
  }

  #select(type: number): void {
    this.#height -= 1
    if (!isFloat(type)) {
      this.#height -= 2
      return this.#push(type, Class.clean)
    }
    const node = this.#graph.node()
    this.#flow(node)
    this.#flow(node)
    this.#push(type, node)
  }

  #open(op: number, encoded: number, at: number): void {
    if (op === Op.if) this.#height -= 1
    const type = blockType(this.#module, encoded, this.#store.at[at] as number)
    const count = type.params.length
    const height = this.#height - count
    if (op === Op.loop) {
      const carried = this.#meeting(type.params, true)
      const frame: Frame = { op, type, height, carried, ...emptyFrame }
      this.#carry(frame, count)
      frame.state = this.#webs.loop()
      this.#height = height
      this.#pushMet(frame, type.params)
      this.#frames.push(frame)
      return
    }
    const { results } = type
    const carried = results.length === 0 ? OBSERVED : this.#meeting(results, results.length > 1)
    const saved: number[] = []
    if (op === Op.if) {
      for (let slot = height; slot < this.#height; slot += 1) {
        saved.push(this.#nodes[slot] as number, this.#producers[slot] as number)
      }
    }
    const before = op === Op.if ? this.#webs.save() : undefined
    this.#frames.push({ op, type, height, carried, saved, before, state: undefined })
  }

  /** Puts the parameters of an `if` back on the stack. */
  #restore(frame: Frame): void {
    this.#height = frame.height
    for (const [value, type] of frame.type.params.entries()) {
      this.#push(type, frame.saved[2 * value] as number)
      this.#producers[this.#height - 1] = frame.saved[2 * value + 1] as number
    }
  }

  #else(): void {
    const frame = this.#frames[this.#frames.length - 1] as Frame
    if (this.#live) this.#branch(0)
    this.#restore(frame)
    if (frame.before !== undefined) this.#webs.restore(frame.before)
    this.#frames[this.#frames.length - 1] = { ...frame, op: Op.else }
    this.#live = true
  }

  #end(at: number): void {
    const frame = this.#frames.pop() as Frame
    const { results } = frame.type
    const fallsThrough = this.#live
    this.#live = true
    if (frame.op === Op.loop) {
      // Only falling through leaves a loop with its results.
      if (fallsThrough) return
      this.#height = frame.height
      return this.#pushExact(results)
    }
    this.#frames.push(frame)
    if (fallsThrough) this.#branch(0)
    if (frame.op === Op.if) {
      // Without else the parameters are the results, and nothing was assigned.
      this.#restore(frame)
      if (frame.before !== undefined) this.#webs.restore(frame.before)
      this.#branch(0)
    }
    this.#frames.pop()
    this.#webs.arrive(frame.state)
    this.#height = frame.height
    if (this.#frames.length === 0) return
    this.#pushMet(frame, results)
    if (results.length === 1) this.#endTypes.set(at, results[0] as number)
  }

  #brTable(place: number): void {
    this.#height -= 1
    const { branches } = this.#store
    const count = branches[place] as number
    const seen = new Set<number>()
    for (let entry = 1; entry <= count; entry += 1) seen.add(branches[place + entry] as number)
    for (const depth of seen) this.#branch(depth)
  }

  #call(type: FuncType): void {
    this.#observe(type.params.length)
    this.#pushExact(type.results)
  }

  /** Memory, tables, references and integers: floats are only loaded and stored. */
  #other(op: number): void {
    if (op >= Op.i32Load && op <= Op.i64Load32U) {
      this.#height -= 1
      return this.#pushForeign(result[op] as number)
    }
    if (op >= Op.i32Store && op <= Op.i64Store32) return this.#observe(2)
    switch (op) {
      case Op.nop:
      case Op.unreachable:
      case Op.dataDrop:
      case Op.elemDrop:
      case Op.memoryGrow:
      case Op.tableGet:
      case Op.refIsNull:
        return
      case Op.memorySize:
      case Op.tableSize:
      case Op.i32Const:
      case Op.i64Const:
      case Op.refNull:
      case Op.refFunc:
        return this.#push(0, Class.clean)
      case Op.tableSet:
        this.#height -= 2
        return
      default:
        if (op >= 0x100 && op < 0x108) {
          // Saturating conversions.
          this.#height -= 1
          return this.#push(result[op] as number, Class.clean)
        }
        // The bulk operations take three operands.
        this.#height -= 3
    }
  }
}
