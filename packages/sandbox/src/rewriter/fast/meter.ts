/**
 * The fast variant: the same fuel and the same bits as the reference, for a few per cent of
 * time.
 */
import { Op } from '../binary/opcodes.ts'
import { Writer } from '../binary/writer.ts'
import { TypeTable, type Additions } from '../module/assemble.ts'
import { Kind, typeOf, type FuncType, type Module } from '../module/model.ts'
import type { StackPlan } from '../plan/stack-plan.ts'
import type { Func } from '../validate/code-store.ts'
import type { Validated } from '../validate/validate.ts'
import { BodyWriter } from './body.ts'
import { LoopCounter } from './counted-loops.ts'
import { Conventions } from './conventions.ts'
import { AddedFunctions, exportBody, importBody } from './doors.ts'
import { EmittedFunctions } from './emitted-functions.ts'
import { UNEVEN } from './even-cost.ts'
import { NanPlanner } from './nan-plan.ts'
import { SumPlanner } from './nan-sums.ts'
import { Reach } from './reach.ts'
import { Surveyor } from './survey.ts'
import type { Task } from './task.ts'

/**
 * Bytes of a body up to which NaN is detected in it, and repaired beyond: looks before short calls
 * make a function up to fifteen times as long, and engines have a limit.
 */
const DETECTED_MAX_BYTES = 262_144

/** A block type with a function's results: the type byte for at most one, else an added type. */
function resultBlock({ results }: FuncType, types: TypeTable): number {
  if (results.length === 0) return -64
  return results.length === 1 ? (results[0] as number) - 128 : types.index([], results)
}

/** Tells for a call instruction whether its callee can never call the host. */
function carry({ module, funcs }: Validated, plan: StackPlan, reach: Reach): Task['mayCarry'] {
  const imported = module.importedFunctions
  return (op, a) => {
    if (op === Op.call) return a >= imported && reach.toHost[a - imported] === 0
    return reach.toHost[funcs.length + (plan.canonical[a] as number)] === 0
  }
}

/** Gives exports, and the start function, doors where they need them: index by index. */
function exportDoors(module: Module, conventions: Conventions, added: AddedFunctions) {
  const imported = module.importedFunctions
  const doors = new Map<number, number>()
  const open = (index: number): void => {
    if (index < imported || doors.has(index)) return
    const registers = conventions.registers[index - imported] as number
    const owed = conventions.owed[index - imported] as number
    if (registers === 0 && owed === 0) return
    const { params } = typeOf(module, index)
    const body = exportBody(module, { index, params: params.length, registers, owed })
    doors.set(index, added.add(module.functions[index] as number, body))
  }
  for (const { kind, index } of module.exports) if (kind === Kind.function) open(index)
  if (module.start !== undefined) open(module.start)
  return doors
}

/** Gives imports that a table may hold doors: index by index. */
function importDoors(module: Module, conventions: Conventions, added: AddedFunctions) {
  const doors = new Map<number, number>()
  for (const index of module.addressable) {
    if (index >= module.importedFunctions) continue
    const type = conventions.type(module.functions[index] as number, conventions.tableRegisters)
    const { params } = typeOf(module, index)
    doors.set(index, added.add(type, importBody(module, index, params.length)))
  }
  return doors
}

/** Writes every function of a module with its metering; NaN is repaired, or detected. */
export function meterFast(validated: Validated, plan: StackPlan, detecting: boolean): Additions {
  const { module, store, funcs } = validated
  const types = new TypeTable(module)
  const reach = new Reach(validated, plan)
  const conventions = new Conventions(validated, plan, types)
  const added = new AddedFunctions(module)
  const emitted = new EmittedFunctions(module, types, added)
  const imports = importDoors(module, conventions, added)
  const referenced = (index: number): number => imports.get(index) ?? index
  const surveyor = new Surveyor()
  const nan = new NanPlanner(validated)
  const sumPlanner = new SumPlanner(store, (callee) => {
    return conventions.registers[callee - module.importedFunctions] === 0
  })
  const bytesOf = (func: Func): number => (store.at[func.end - 1] as number) - func.code
  let detects = false
  const writer = new BodyWriter({ module, store, conventions, emitted, referenced })
  const costOf = (callee: number): number => {
    const ordinal = callee - module.importedFunctions
    return conventions.registers[ordinal] === 0 ? (conventions.owed[ordinal] as number) : UNEVEN
  }
  const loops = new LoopCounter(module, store, costOf)
  const mayCarry = carry(validated, plan, reach)
  const isChecked = (ordinal: number): boolean => reach.checks(ordinal)
  // Callees first, so that callers know what these leave to them.
  const bodies = new Writer(module.bytes.length * 2)
  const places = new Uint32Array(funcs.length * 2)
  const signatures = new Array<number>(funcs.length)
  for (const ordinal of plan.order) {
    const func = funcs[ordinal] as Func
    const type = typeOf(module, func.index)
    const registers = conventions.registers[ordinal] as number
    signatures[ordinal] = conventions.type(module.functions[func.index] as number, registers)
    const cyclic = plan.cyclic[ordinal] === 1
    places[2 * ordinal] = bodies.length
    const survey = surveyor.survey(store, func)
    const counted = loops.plan(func, survey)
    const checksExit = reach.visit(ordinal, survey.fuel + loops.unchecked, registers === 0)
    const repairs = nan.plan(func, survey)
    const detected = detecting && repairs !== undefined && bytesOf(func) <= DETECTED_MAX_BYTES
    detects ||= detected
    const owed = writer.write(bodies, {
      func,
      survey,
      repairs,
      sums: detected ? sumPlanner.plan(func, repairs, survey) : undefined,
      counted,
      registers,
      frame: cyclic ? (plan.frames[ordinal] as number) : 0,
      checksExit,
      mayOwe: !cyclic && !checksExit && !module.addressable.has(func.index),
      blockType: resultBlock(type, types),
      results: type.results.length,
      mayCarry,
      isChecked,
    })
    if (registers > 0) conventions.owed[ordinal] = owed
    places[2 * ordinal + 1] = bodies.length
  }
  const code = new Writer(bodies.length + funcs.length * 3)
  for (const ordinal of funcs.keys()) {
    code.sizedPart(bodies, places[2 * ordinal] as number, places[2 * ordinal + 1] as number)
  }
  const exports = exportDoors(module, conventions, added)
  return {
    module,
    types,
    code,
    signatures,
    helpers: added.entries,
    exported: (index) => exports.get(index) ?? index,
    referenced,
    stackBudget: plan.budget,
    detects,
  }
}
