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
import { blockType, none } from '../validate/block-types.ts'
import { DEAD, type CodeStore, type Func } from '../validate/code-store.ts'
import type { Validated } from '../validate/validate.ts'
import { carriedTypes, nothingSaved, type Frame } from './nan-frame.ts'
import { Class, NanGraph, OBSERVED, Via } from './nan-graph.ts'
import { isArithmetic, repairOf } from './nan-repairs.ts'
import { FloatStack } from './nan-stack.ts'
import { LocalWebs } from './nan-webs.ts'
import type { Survey } from './survey.ts'

export class NanPlanner {
  readonly #module: Module
  readonly #store: CodeStore
  readonly #graph = new NanGraph()
  readonly #webs = new LocalWebs(this.#graph)
  readonly #stack = new FloatStack(this.#graph)
  readonly #frames: Frame[] = []
  /** Types of the single values that blocks leave, by their `end`. */
  readonly #endTypes = new Map<number, number>()
  #repairs = new Uint8Array(1024)
  #at = 0
  #live = true

  constructor({ module, store }: Validated) {
    this.#module = module
    this.#store = store
  }

  /**
   * The repairs of a function by instruction, relative to its first, until the next call; undefined
   * when there are none.
   */
  plan(func: Func, survey: Survey): Uint8Array | undefined {
    if (!survey.hasArithmetic) return undefined
    if (!this.#follow(func, survey.branches)) this.#follow(func, Infinity)
    this.#webs.finish()
    this.#graph.solve()
    return this.#collect(func)
  }

  /** Feeds the graph; false when the versions of the locals were too many to be told apart. */
  #follow(func: Func, branches: number): boolean {
    const { results } = typeOf(this.#module, func.index)
    this.#graph.reset()
    this.#webs.reset(func, branches)
    this.#endTypes.clear()
    this.#stack.height = 0
    this.#live = true
    this.#frames.length = 0
    this.#enter(Op.block, { params: none, results }, 0, OBSERVED)
    for (this.#at = func.from; this.#at < func.end; this.#at += 1) {
      if (this.#webs.overflows) return false
      this.#instruction(func)
    }
    return !this.#webs.overflows
  }

  #collect(func: Func): Uint8Array | undefined {
    const count = func.end - func.from
    if (this.#repairs.length < count) this.#repairs = new Uint8Array(2 * count)
    const repairs = this.#repairs.fill(0, 0, count)
    let any = false
    this.#graph.repairs((producer, found) => {
      any = true
      const single = this.#producedType(producer, func) === F32
      repairs[producer - func.from] = repairOf(single, found === Class.flipped)
    })
    return any ? repairs : undefined
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

  /** The top values flow to a label and stay where they are. */
  #branch(depth: number): void {
    const frame = this.#frames[this.#frames.length - 1 - depth] as Frame
    this.#carry(frame, carriedTypes(frame).length)
    frame.state = this.#webs.branch(frame.state)
  }

  #carry({ carried }: Frame, count: number): void {
    const from = this.#stack.height - count
    for (let value = 0; value < count; value += 1) {
      this.#stack.flowFrom(from + value, carried === OBSERVED ? OBSERVED : carried + value)
    }
  }

  /** Fresh nodes for values that meet at a label; several of them are kept exact. */
  #meeting(types: Uint8Array, exact: boolean): number {
    if (types.length === 0) return OBSERVED
    const start = this.#graph.node()
    for (let value = 1; value < types.length; value += 1) this.#graph.node()
    if (!exact) return start
    for (let value = 0; value < types.length; value += 1) {
      this.#graph.edge(Class.exact, start + value, Via.copy, -1)
    }
    return start
  }

  /** Opens a frame whose parameters stand on the stack. */
  #enter(op: number, type: FuncType, height: number, carried: number): Frame {
    const isIf = op === Op.if
    const saved = isIf && type.params.length > 0 ? this.#saved(height) : nothingSaved
    const before = isIf ? this.#webs.save() : undefined
    const frame: Frame = { op, type, height, carried, saved, before, state: undefined }
    this.#frames.push(frame)
    return frame
  }

  #saved(height: number): number[] {
    const saved: number[] = []
    for (let slot = height; slot < this.#stack.height; slot += 1) {
      saved.push(this.#stack.node(slot), this.#stack.producer(slot))
    }
    return saved
  }

  #instruction(func: Func): void {
    const at = this.#at
    const stack = this.#stack
    const op = this.#store.op[at] as number
    const a = this.#store.a[at] as number
    if (op === DEAD) {
      this.#live = false
      return
    }
    if (op >= 0x45 && op <= 0xc4) return this.#plain(op, at)
    switch (op) {
      case Op.localGet: {
        const type = func.locals[a] as number
        return stack.push(type, isFloat(type) ? this.#webs.get(a) : Class.clean, at)
      }
      case Op.localSet:
        if (isFloat(func.locals[a] as number)) return stack.flow(this.#webs.set(a))
        stack.height -= 1
        return
      case Op.localTee:
        if (isFloat(func.locals[a] as number)) stack.flowFrom(stack.height - 1, this.#webs.set(a))
        return stack.passed(at)
      case Op.f32Const:
      case Op.f64Const:
        return this.#constant(op, at)
      case Op.drop:
        stack.height -= 1
        return
      case Op.select:
      case Op.selectTyped:
        return this.#select(a, at)
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
        stack.height -= 1
        return this.#branch(a)
      case Op.brTable:
        return this.#brTable(a)
      case Op.return:
        return stack.observe((this.#frames[0] as Frame).type.results.length)
      case Op.call:
        return this.#call(typeOf(this.#module, a), at)
      case Op.callIndirect:
        stack.height -= 1
        return this.#call(this.#module.types[a] as FuncType, at)
      case Op.globalGet:
        return stack.pushForeign(this.#module.globals[a]?.type ?? 0, at)
      case Op.globalSet:
        return stack.flow(OBSERVED)
      default:
        return this.#other(op, at)
    }
  }

  #plain(op: number, at: number): void {
    const stack = this.#stack
    const type = result[op] as number
    if (op === Op.f32Neg || op === Op.f64Neg) return this.#sign(type, Via.neg, at)
    if (op === Op.f32Abs || op === Op.f64Abs) return this.#sign(type, Via.abs, at)
    if (op === Op.f32Copysign || op === Op.f64Copysign) {
      stack.observe(2)
      return stack.push(type, Class.exact, at)
    }
    if (op === Op.i32ReinterpretF32 || op === Op.i64ReinterpretF64) {
      stack.flow(OBSERVED)
      return stack.push(type, Class.clean, at)
    }
    stack.height -= first[op] === 0 ? 1 : 2
    const exact = op === Op.f32ReinterpretI32 || op === Op.f64ReinterpretI64
    stack.push(type, exact ? Class.exact : isArithmetic(op) ? Class.lazy : Class.clean, at)
  }

  #sign(type: number, via: number, at: number): void {
    const top = this.#stack.height - 1
    const node = this.#graph.node()
    this.#graph.edge(this.#stack.node(top), node, via, this.#stack.producer(top))
    this.#stack.height = top
    this.#stack.push(type, node, at)
  }

  #constant(op: number, at: number): void {
    const type = op === Op.f32Const ? F32 : F64
    const special = isSpecial(this.#module.bytes, (this.#store.at[at] as number) + 1, type)
    this.#stack.push(type, special ? Class.exact : Class.clean, at)
  }

  #select(type: number, at: number): void {
    const stack = this.#stack
    if (!isFloat(type)) {
      stack.height -= 3
      return stack.push(type, Class.clean, at)
    }
    const node = this.#graph.node()
    stack.height -= 1
    stack.flow(node)
    stack.flow(node)
    stack.push(type, node, at)
  }

  #open(op: number, encoded: number, at: number): void {
    const stack = this.#stack
    if (op === Op.if) stack.height -= 1
    const type = blockType(this.#module, encoded, this.#store.at[at] as number)
    const { params, results } = type
    const height = stack.height - params.length
    if (op !== Op.loop) {
      this.#enter(op, type, height, this.#meeting(results, results.length > 1))
      return
    }
    const frame = this.#enter(op, type, height, this.#meeting(params, true))
    this.#carry(frame, params.length)
    frame.state = this.#webs.loop()
    stack.height = height
    stack.pushMet(params, frame.carried, at)
  }

  /** Back to where an `if` began: its parameters, and what the locals were. */
  #restore({ height, type, saved, before }: Frame): void {
    this.#stack.height = height
    for (let value = 0; value < type.params.length; value += 1) {
      const place = 2 * value
      const [node, producer] = [saved[place] as number, saved[place + 1] as number]
      this.#stack.push(type.params[value] as number, node, producer)
    }
    this.#webs.restore(before)
  }

  #else(): void {
    const frame = this.#frames[this.#frames.length - 1] as Frame
    if (this.#live) this.#branch(0)
    this.#restore(frame)
    frame.op = Op.else
    this.#live = true
  }

  #end(at: number): void {
    const stack = this.#stack
    const frame = this.#frames[this.#frames.length - 1] as Frame
    const { op, type, height, carried } = frame
    const fallsThrough = this.#live
    this.#live = true
    if (op === Op.loop) {
      this.#frames.pop()
      // Only falling through leaves a loop with its results.
      if (fallsThrough) return
      stack.height = height
      return stack.pushAllForeign(type.results, at)
    }
    if (fallsThrough) this.#branch(0)
    if (op === Op.if) {
      // Without else the parameters are the results, and nothing was assigned.
      this.#restore(frame)
      this.#branch(0)
    }
    this.#frames.pop()
    this.#webs.arrive(frame.state)
    stack.height = height
    if (this.#frames.length === 0) return
    stack.pushMet(type.results, carried, at)
    if (type.results.length === 1) this.#endTypes.set(at, type.results[0] as number)
  }

  #brTable(place: number): void {
    this.#stack.height -= 1
    const { branches } = this.#store
    const count = branches[place] as number
    const seen = new Set<number>()
    for (let entry = 1; entry <= count; entry += 1) seen.add(branches[place + entry] as number)
    for (const depth of seen) this.#branch(depth)
  }

  #call({ params, results }: FuncType, at: number): void {
    this.#stack.observe(params.length)
    this.#stack.pushAllForeign(results, at)
  }

  /** Memory, tables, references and integers: floats are only loaded and stored. */
  #other(op: number, at: number): void {
    const stack = this.#stack
    if (op >= Op.i32Load && op <= Op.i64Load32U) {
      stack.height -= 1
      return stack.pushForeign(result[op] as number, at)
    }
    if (op >= Op.i32Store && op <= Op.i64Store32) return stack.observe(2)
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
        return stack.push(0, Class.clean, at)
      case Op.tableSet:
        stack.height -= 2
        return
      default:
        if (op >= 0x100 && op < 0x108) {
          // Saturating conversions.
          stack.height -= 1
          return stack.push(result[op] as number, Class.clean, at)
        }
        // The bulk operations take three operands.
        stack.height -= 3
    }
  }
}
