/** The typed operand stack and the control stack of the validation algorithm. */
import { Op } from '../binary/opcodes.ts'
import { ANY, typeName } from '../binary/values.ts'
import { limits } from '../limits.ts'
import { bound, refuse } from '../refusal.ts'

/** An open block: what it takes, what it gives, what a branch to it carries. */
export interface Frame {
  op: number
  params: Uint8Array
  results: Uint8Array
  /** Height of the operand stack below its parameters. */
  height: number
  /** True behind an instruction that never goes on. */
  unreachable: boolean
  /** True when it was opened in code that cannot be reached. */
  dead: boolean
  /** Loops around its inside. */
  loops: number
}

const none = new Uint8Array(0)
const blank = (): Frame => ({
  op: 0,
  params: none,
  results: none,
  height: 0,
  unreachable: false,
  dead: false,
  loops: 0,
})

export class Operands {
  readonly #types = new Uint8Array(limits.operands + 1)
  readonly #frames: Frame[] = [blank()]
  /** Values on the stack, open blocks, and the largest number of values so far. */
  height = 0
  depth = 0
  peak = 0
  /** The innermost open block. */
  top: Frame = this.#frames[0] as Frame

  reset(): void {
    this.height = 0
    this.depth = 0
    this.peak = 0
  }

  push(type: number, offset: number): void {
    if (this.height === limits.operands) {
      bound('WASM_LIMIT_OPERANDS', offset, this.height + 1, limits.operands)
    }
    this.#types[this.height++] = type
    if (this.height > this.peak) this.peak = this.height
  }

  /** Takes any value. */
  popAny(offset: number): number {
    if (this.height === this.top.height) {
      if (this.top.unreachable) return ANY
      refuse('WASM_INVALID', offset, 'an operation with too few operands')
    }
    this.height -= 1
    return this.#types[this.height] as number
  }

  pop(expected: number, offset: number): number {
    const found = this.popAny(offset)
    if (found !== expected && found !== ANY && expected !== ANY) {
      refuse('WASM_INVALID', offset, `${typeName(found)} where ${typeName(expected)} is expected`)
    }
    return found
  }

  pushAll(types: Uint8Array, offset: number): void {
    for (let index = 0; index < types.length; index += 1) this.push(types[index] as number, offset)
  }

  popAll(types: Uint8Array, offset: number): void {
    for (let index = types.length - 1; index >= 0; index -= 1) {
      this.pop(types[index] as number, offset)
    }
  }

  /** Requires the types of a branch on the top of the stack, and leaves them there. */
  peekAll(types: Uint8Array, offset: number): void {
    if (types.length === 0) return
    const found: number[] = []
    for (let index = types.length - 1; index >= 0; index -= 1) {
      found.push(this.pop(types[index] as number, offset))
    }
    for (let type = found.pop(); type !== undefined; type = found.pop()) this.push(type, offset)
  }

  /** Opens a block whose parameters were popped, and pushes them into it. */
  open(op: number, params: Uint8Array, results: Uint8Array, dead: boolean, offset: number): void {
    const frame = (this.#frames[this.depth] ??= blank())
    frame.op = op
    frame.params = params
    frame.results = results
    frame.height = this.height
    frame.unreachable = false
    frame.dead = dead
    this.depth += 1
    frame.loops = (this.depth > 1 ? this.top.loops : 0) + (op === Op.loop ? 1 : 0)
    if (this.depth > limits.nesting) bound('WASM_LIMIT_NESTING', offset, this.depth, limits.nesting)
    bound('WASM_LIMIT_NESTING', offset, frame.loops, limits.loopNesting)
    this.top = frame
    this.pushAll(params, offset)
  }

  /** Requires the results of the innermost block, closes it and gives it back. */
  close(offset: number): Frame {
    const frame = this.top
    this.popAll(frame.results, offset)
    if (this.height !== frame.height) {
      refuse('WASM_INVALID', offset, `${this.height - frame.height} values left over in a block`)
    }
    this.depth -= 1
    if (this.depth > 0) this.top = this.#frames[this.depth - 1] as Frame
    return frame
  }

  /** The block `depth` levels out. */
  target(depth: number, offset: number): Frame {
    if (depth >= this.depth) {
      refuse('WASM_INVALID', offset, `a branch to depth ${depth} of ${this.depth}`)
    }
    return this.#frames[this.depth - 1 - depth] as Frame
  }

  /** Notes that the code behind cannot be reached. */
  stop(): void {
    this.height = this.top.height
    this.top.unreachable = true
  }
}
