/**
 * The reference variant: slow, plain and exact. Before every instruction a call charges its
 * weight; behind every float operation that may give an arithmetic NaN the canonical one is put in
 * its place. The fast variant must agree with this one in outputs and fuel.
 */
import { Op } from '../binary/opcodes.ts'
import { Reader } from '../binary/reader.ts'
import { F32, F64, I32, I64 } from '../binary/values.ts'
import { Writer } from '../binary/writer.ts'
import {
  BULK_BYTES_SHIFT,
  entryFuel,
  HOST_CALL_FUEL,
  TABLE_ENTRY_FUEL,
  weights,
} from '../fuel-schedule.ts'
import { addedGlobals, stopReasons, TypeTable, type Additions } from '../module/assemble.ts'
import { typeOf } from '../module/model.ts'
import type { StackPlan } from '../plan/stack-plan.ts'
import { DEAD, type Func } from '../validate/code-store.ts'
import type { Validated } from '../validate/validate.ts'
import { arithmeticResult, canonical, chargeBody, growBody, stop } from './emit.ts'

/** Writes every function of a module with its charges. */
export function meterReference(validated: Validated, plan: StackPlan): Additions {
  const { module, funcs } = validated
  const types = new TypeTable(module)
  const charge = module.functions.length
  const code = new Writer(module.bytes.length * 4)
  const body = new Writer()
  for (const [ordinal, func] of funcs.entries()) {
    const frame = plan.cyclic[ordinal] === 1 ? (plan.frames[ordinal] as number) : 0
    const results = types.index([], typeOf(module, func.index).results)
    writeFunction(body.reset(), validated, func, { charge, grow: charge + 1, frame, results })
    code.sized(body)
  }
  const helpers = [{ type: types.index([I64], []), body: chargeBody(module) }]
  if (module.memory !== undefined) {
    helpers.push({ type: types.index([I32], [I32]), body: growBody(module, charge) })
  }
  const signatures = module.functions.slice(module.importedFunctions)
  const same = (index: number): number => index
  return {
    module,
    types,
    code,
    signatures,
    helpers,
    exported: same,
    referenced: same,
    stackBudget: plan.budget,
    detects: false,
  }
}

interface Context {
  /** Indices of the helper functions. */
  readonly charge: number
  readonly grow: number
  /** Bytes of virtual stack to take, 0 for none. */
  readonly frame: number
  /** Type of the block around the body. */
  readonly results: number
}

function chargeConstant(out: Writer, context: Context, fuel: number): void {
  if (fuel > 0) out.byte(Op.i64Const).signed(fuel).byte(Op.call).u32(context.charge)
}

function moveStack(out: Writer, stack: number, op: number, frame: number): void {
  out.byte(Op.globalGet).u32(stack).byte(Op.i32Const).signed(frame)
  out.byte(op).byte(Op.globalSet).u32(stack)
}

function writeFunction(out: Writer, validated: Validated, func: Func, context: Context): void {
  const { module } = validated
  const { stack } = addedGlobals(module)
  const declarations = new Reader(module.bytes, func.declarations, func.code)
  out.u32(declarations.u32() + 3).copy(module.bytes, declarations.at, func.code)
  out.raw(1, I32, 1, F32, 1, F64)
  chargeConstant(out, context, entryFuel(func.locals.length - func.paramCount))
  if (context.frame > 0) {
    moveStack(out, stack, Op.i32Sub, context.frame)
    out.byte(Op.globalGet).u32(stack).raw(Op.i32Const, 0, Op.i32LtS, Op.if, 0x40)
    stop(out, module, stopReasons.stack)
    out.byte(Op.end)
  }
  out.byte(Op.block).signed(context.results)
  writeInstructions(out, validated, func, context)
  if (context.frame > 0) moveStack(out, stack, Op.i32Add, context.frame)
  out.byte(Op.end)
}

function writeInstructions(
  out: Writer,
  { module, store }: Validated,
  func: Func,
  context: Context,
): void {
  const temporary = func.locals.length
  let depth = 0
  for (let at = func.from; at < func.end; at += 1) {
    const op = store.op[at] as number
    if (op === DEAD) continue
    const start = store.at[at] as number
    const end = at + 1 < func.end ? (store.at[at + 1] as number) : start + 1
    chargeConstant(out, context, weights[op] as number)
    if (op === Op.call && (store.a[at] as number) < module.importedFunctions) {
      chargeConstant(out, context, HOST_CALL_FUEL)
    }
    if (op === Op.block || op === Op.loop || op === Op.if) depth += 1
    if (op === Op.end) depth -= 1
    chargeSize(out, op, context, temporary)
    if (op === Op.return) out.byte(Op.br).u32(depth)
    else if (op === Op.memoryGrow) out.byte(Op.call).u32(context.grow)
    else out.copy(module.bytes, start, end)
    const type = arithmeticResult(op)
    if (type !== 0) canonical(out, type, temporary + (type === F32 ? 1 : 2))
  }
}

/** Charges a bulk operation by the number on the top of the stack. */
function chargeSize(out: Writer, op: number, context: Context, local: number): void {
  const bytes = op === Op.memoryCopy || op === Op.memoryFill || op === Op.memoryInit
  const entries = op === Op.tableCopy || op === Op.tableFill || op === Op.tableInit
  if (!bytes && !entries) return
  out.byte(Op.localTee).u32(local).byte(Op.localGet).u32(local).byte(Op.i64ExtendI32U)
  if (bytes) out.raw(Op.i64Const, BULK_BYTES_SHIFT, Op.i64ShrU)
  else out.byte(Op.i64Const).signed(TABLE_ENTRY_FUEL).byte(Op.i64Mul)
  out.byte(Op.call).u32(context.charge)
}
