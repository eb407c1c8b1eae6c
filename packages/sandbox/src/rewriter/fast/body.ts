/**
 * Writes one function with its fuel, by edge potentials.
 *
 * The cost of straight code is carried at compile time (`pending`). Each label has a constant: the
 * cost pending at the first edge that reaches it. Every other edge charges the difference, which
 * may be negative; behind the label the constant is pending again. So the counter plus what is
 * pending is exact everywhere, it is never too low, and on most edges there is nothing to do. A
 * back edge charges what one iteration cost and checks the limit.
 */
import { isComparison, Op } from '../binary/opcodes.ts'
import { EMPTY_BLOCK } from '../binary/values.ts'
import { Writer } from '../binary/writer.ts'
import { chargesBySize, entryFuel, weights } from '../fuel-schedule.ts'
import { addedGlobals } from '../module/assemble.ts'
import type { Module } from '../module/model.ts'
import { DEAD, type CodeStore } from '../validate/code-store.ts'
import { CallWriter } from './calls.ts'
import { CARRIED_FUEL } from './conventions.ts'
import type { CountedLoop } from './counting.ts'
import { Counter } from './counter.ts'
import { writeExhausted, writeFrame } from './frame.ts'
import { Labels, SHARED_RETURNS, type Counts } from './labels.ts'
import { AddedLocals } from './locals.ts'
import { NanDetector } from './nan-detector.ts'
import { writePrepayment } from './prepay.ts'
import { writeRepair } from './repair.ts'
import { SourceCopy } from './source-copy.ts'
import type { Context, Task } from './task.ts'

export class BodyWriter {
  readonly #context: Context
  readonly #module: Module
  readonly #store: CodeStore
  readonly #source: SourceCopy
  readonly #body = new Writer(65_536)
  readonly #globals: ReturnType<typeof addedGlobals>
  readonly #labels = new Labels()
  readonly #counter = new Counter(this.#body)
  readonly #calls: CallWriter
  #live = true
  /** False in code that type-checks but never runs: it costs nothing. */
  #reached = true
  #task!: Task
  #locals!: AddedLocals
  #detector!: NanDetector
  /** True when a block around the body is its exit label. */
  #wrapped = false
  /** What the callers charge, -1 while no way out was met. */
  #owed = -1
  #shared = false
  /** True when all that can end the run is one back edge: then it does so on the spot. */
  #single = false
  /** Fuel that was paid before a counted loop, by the branch back. */
  readonly #paid = new Map<number, number>()

  constructor(context: Context) {
    this.#context = context
    this.#module = context.module
    this.#store = context.store
    this.#source = new SourceCopy(this.#body, context.module.bytes, context.store)
    this.#calls = new CallWriter(context, this.#body, this.#source, this.#counter, this.#labels)
    this.#globals = addedGlobals(context.module)
  }

  /** Appends the function's body, without its size, to `out`; gives what callers must charge. */
  write(out: Writer, task: Task): number {
    const { func, survey } = task
    const body = this.#body.reset()
    this.#task = task
    const { counted, checksExit, frame, sums } = task
    this.#locals = new AddedLocals(func, task.registers, sums?.all ?? 0)
    this.#counter.reset(this.#locals.fuel, entryFuel(func.locals.length - func.paramCount))
    this.#calls.reset(task, this.#locals)
    const alone = counted.size === 0 && !checksExit && frame === 0
    this.#single = survey.backEdges === 1 && alone && sums?.looksInLoops !== true
    const looked = this.#single ? (): number => this.#context.emitted.looked : undefined
    this.#detector = new NanDetector(body, this.#locals, func, sums, looked)
    this.#shared = survey.returns > SHARED_RETURNS
    this.#wrapped = survey.exits > 0 || this.#shared
    this.#labels.reset(survey, func.end - func.from, task.results)
    this.#live = true
    this.#reached = true
    this.#owed = -1
    this.#paid.clear()
    this.#source.copied = func.code
    this.#instructions()
    this.#epilogue()
    writeFrame(out, this.#context, task, {
      detector: this.#detector,
      body,
      checks: this.#counter.checks || this.#detector.looks,
      wrapped: this.#wrapped,
    })
    return Math.max(this.#owed, 0)
  }

  /** What every way out of the function does, with `pending` still to charge. */
  #leave(pending: number, exhausted: number): void {
    if (this.#task.registers === 0) return
    if (this.#task.checksExit) {
      this.#counter.chargeAndCheck(pending, exhausted)
      return this.#counter.push(0)
    }
    if (this.#owed < 0) this.#owed = this.#task.mayOwe && pending <= CARRIED_FUEL ? pending : 0
    this.#counter.push(pending - this.#owed)
  }

  /** The end of the body: closes the block around it and leaves. */
  #epilogue(): void {
    if (this.#wrapped) this.#body.byte(Op.end)
    if (!this.#live) return
    this.#detector.look(this.#task.func.end - 1, 0)
    this.#leave(this.#counter.pending, 0)
  }

  /** Looks for a NaN, where that is due, before what a call has on the stack last. */
  #lookBeforeCall(op: number, at: number, start: number): void {
    if (this.#detector.looksAt(at) === 0) return
    if (op === Op.callIndirect) this.#source.copyToEntry(at, start)
    else this.#source.copyTo(start)
    this.#detector.look(at, this.#exhausted)
  }

  /** Depth of the exhausted label, seen from the innermost open block. */
  get #exhausted(): number {
    return this.#labels.outermost + (this.#wrapped ? 1 : 0)
  }

  #instructions(): void {
    const { func, repairs } = this.#task
    const store = this.#store
    for (let at = func.from; at < func.end; at += 1) {
      const op = store.op[at] as number
      const start = store.at[at] as number
      if (op === DEAD) {
        // Dead code is dropped: the next instruction is the end or else of a live block.
        this.#source.copyTo(start)
        this.#live = false
        if (at + 1 < func.end) this.#source.copied = store.at[at + 1] as number
        continue
      }
      this.#counter.pending += weights[op] as number
      const a = store.a[at] as number
      if (op <= Op.callIndirect) {
        if (op !== Op.nop && op !== Op.unreachable) this.#control(op, a, at, start)
      } else if (op <= Op.localTee && op >= Op.localGet) {
        if (this.#locals.moves(a)) this.#source.replace(start, at, op, this.#locals.moved(a))
      } else if (op === Op.refFunc) {
        this.#source.replace(start, at, op, this.#context.referenced(a))
      } else if (chargesBySize(op)) {
        this.#lookBeforeCall(op, at, start)
        this.#calls.sized(op, at, start)
      }
      const repair = repairs === undefined ? 0 : (repairs[at - func.from] as number)
      if (repair !== 0) {
        this.#source.copyTo(this.#source.endOf(at))
        if (this.#detector.detects) this.#detector.add(at, this.#locals.holder(op, a))
        else writeRepair(this.#body, repair, this.#locals, this.#globals)
      }
    }
  }

  #control(op: number, a: number, at: number, start: number): void {
    switch (op) {
      case Op.block:
      case Op.loop:
      case Op.if:
        return this.#open(op, a, at, start)
      case Op.else:
        this.#source.copyTo(start)
        if (this.#live && this.#reached)
          this.#settle(this.#labels.difference(0, this.#counter.pending))
        this.#counter.pending = this.#labels.otherwise()
        this.#live = true
        this.#reached = true
        return
      case Op.end:
        return this.#end(start)
      case Op.br:
        this.#source.copyTo(start)
        return this.#jump(a, at)
      case Op.brIf:
        return this.#brIf(a, at, start)
      case Op.brTable:
        this.#source.copyTo(start)
        return this.#brTable(a)
      case Op.return:
        this.#source.copyTo(start)
        if (!this.#shared) {
          this.#detector.look(at, this.#exhausted)
          return this.#leave(this.#counter.pending, this.#exhausted)
        }
        this.#counter.charge(this.#labels.difference(this.#labels.outermost, this.#counter.pending))
        this.#body.byte(Op.br).u32(this.#labels.outermost)
        this.#source.copied = start + 1
        return
      case Op.call:
        this.#lookBeforeCall(op, at, start)
        return this.#calls.direct(a, at, start)
      case Op.callIndirect:
        this.#lookBeforeCall(op, at, start)
        return this.#calls.indirect(a, at, start)
    }
  }

  #open(op: number, encoded: number, at: number, start: number): void {
    const loop = op === Op.loop ? this.#task.counted.get(at) : undefined
    // A free loop pays with what follows.
    if (loop?.free !== undefined) this.#counter.pending += (loop.trips as number) * loop.cost
    // What is known of the label at once: a loop is entered here, an if may skip its body.
    if (op === Op.loop || (op === Op.if && !this.#labels.nextHasElse)) {
      const difference = this.#labels.differenceToNext(this.#counter.pending)
      if (difference !== 0) this.#source.copyTo(start)
      this.#counter.charge(difference)
      this.#counter.pending -= difference
    }
    const counts = loop === undefined ? 'checked' : this.#pay(loop, start)
    const results = encoded < 0 ? 1 : (this.#module.types[encoded]?.results.length ?? 0)
    this.#labels.open(op, encoded === EMPTY_BLOCK ? 0 : results, this.#counter.pending, counts)
  }

  /** Pays for a counted loop; gives how what comes on top of that is counted inside. */
  #pay(loop: CountedLoop, start: number): Counts {
    this.#paid.set(loop.backEdge, loop.cost)
    // A check behind a loop is passed by where the test leaves from its beginning.
    if (loop.free !== undefined) {
      return loop.exits && this.#labels.counts !== 'checked' ? 'paid' : 'free'
    }
    this.#source.copyTo(start)
    if (loop.trips !== undefined) this.#check(loop.trips * loop.cost)
    else {
      writePrepayment(this.#body, this.#locals, loop, this.#exhausted)
      this.#counter.checks = true
    }
    return 'paid'
  }

  /** Charges and checks, on the way to all that follows. */
  #check(fuel: number): void {
    this.#counter.chargeAndCheck(fuel, this.#exhausted)
    this.#labels.cover()
  }

  #end(start: number): void {
    this.#source.copyTo(start)
    if (!this.#labels.isLoop(0)) {
      if (this.#live && this.#reached)
        this.#settle(this.#labels.difference(0, this.#counter.pending))
      const constant = this.#labels.constant(0)
      this.#reached = constant >= 0
      this.#live ||= this.#reached
      this.#counter.pending = Math.max(constant, 0)
    }
    if (this.#labels.outermost === 0) {
      // The body's own end: the epilogue takes over.
      this.#source.copied = start + 1
      return
    }
    if (this.#labels.close()) {
      this.#source.copyTo(start + 1)
      this.#check(0)
    }
    if (this.#live && this.#reached) return
    // No edge arrives.
    this.#live = true
    this.#reached = false
    this.#counter.pending = 0
  }

  /** Charges an edge. In a paid loop, where no back edge checks, what comes on top is checked. */
  #settle(difference: number, inside = 0): void {
    const { counts } = this.#labels
    if (difference > 0 && counts === 'paid') {
      this.#counter.chargeAndCheck(difference, this.#exhausted + inside)
      return
    }
    this.#counter.charge(difference)
    if (difference > 0 && counts === 'free') this.#labels.noteCharge()
  }

  /** True for a branch back that must check: not one that was paid for, or follows a check. */
  #checks(depth: number, paid: number | undefined): boolean {
    return paid === undefined && this.#labels.isLoop(depth) && !this.#labels.isCovered(depth)
  }

  #jump(depth: number, at: number): void {
    const paid = this.#paid.get(at)
    const difference = this.#labels.difference(depth, this.#counter.pending) - (paid ?? 0)
    if (!this.#checks(depth, paid)) this.#settle(difference)
    else if (!this.#single) this.#counter.chargeAndCheck(difference, this.#exhausted)
    else {
      this.#counter.chargeAndTest(difference, Op.i64GeS)
      this.#body.byte(Op.brIf).u32(depth)
      writeExhausted(this.#body, this.#context, this.#task, this.#detector, at)
      this.#source.copied = this.#source.endOf(at)
    }
  }

  #brIf(depth: number, at: number, start: number): void {
    const paid = this.#paid.get(at)
    const difference = this.#labels.difference(depth, this.#counter.pending) - (paid ?? 0)
    const checks = this.#checks(depth, paid)
    if (!checks && difference === 0) return
    if (!this.#labels.isLoop(depth) && !this.#labels.carriesValues(depth)) {
      this.#source.copyTo(start)
      this.#body.raw(Op.if, 0x40)
      this.#settle(difference, 1)
      this.#body
        .byte(Op.br)
        .u32(depth + 1)
        .byte(Op.end)
      this.#source.copied = this.#source.endOf(at)
      return
    }
    // Both ways pay; before the comparison, so that compilers still fuse it with the branch.
    const before = this.#store.at[at - 1] as number
    const compares = isComparison(this.#store.op[at - 1] as number) && this.#source.copied <= before
    this.#source.copyTo(compares ? before : start)
    if (!checks) this.#settle(difference)
    else if (!this.#single) this.#check(difference)
    else {
      this.#counter.chargeAndTest(difference, Op.i64LtS)
      this.#body.raw(Op.if, 0x40)
      writeExhausted(this.#body, this.#context, this.#task, this.#detector, at)
      this.#body.byte(Op.end)
    }
    this.#counter.pending -= difference
  }

  #brTable(place: number): void {
    const { branches } = this.#store
    const count = branches[place] as number
    const difference = this.#labels.difference(
      branches[place + count] as number,
      this.#counter.pending,
    )
    let checks = false
    for (let entry = 1; entry <= count; entry += 1) {
      const depth = branches[place + entry] as number
      this.#labels.reach(depth)
      checks ||= this.#checks(depth, undefined)
    }
    if (checks) this.#check(difference)
    else this.#settle(difference)
  }
}
