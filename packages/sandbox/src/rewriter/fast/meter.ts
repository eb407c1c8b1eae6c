/**
 * The fast variant: the same fuel and the same bits as the reference, for a few per cent of
 * time.
 */
import { Op } from '../binary/opcodes.ts'
import { I32 } from '../binary/values.ts'
import { Writer } from '../binary/writer.ts'
import { TypeTable, type Additions } from '../module/assemble.ts'
import { typeOf, type FuncType } from '../module/model.ts'
import type { StackPlan } from '../plan/stack-plan.ts'
import type { Validated } from '../validate/validate.ts'
import { BodyWriter, type HelperIndices, type Task } from './body.ts'
import { bytesBody, entriesBody, growBody } from './emitted-functions.ts'
import { NanPlanner } from './nan-plan.ts'
import { planReach, UNCHECKED_FUEL, type Reach } from './reach.ts'
import { Surveyor } from './survey.ts'

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

/** Writes every function of a module with its metering. */
export function meterFast(validated: Validated, plan: StackPlan): Additions {
  const { module, store, funcs } = validated
  const types = new TypeTable(module)
  const base = module.functions.length
  const indices: HelperIndices = { bytes: base, entries: base + 1, grow: base + 2 }
  const reach = planReach(validated, plan)
  const surveyor = new Surveyor()
  const nan = new NanPlanner(validated)
  const writer = new BodyWriter(module, store, indices)
  const mayCarry = carry(validated, plan, reach)
  const code = new Writer(module.bytes.length * 2)
  const body = new Writer(65_536)
  for (const [ordinal, func] of funcs.entries()) {
    const cyclic = plan.cyclic[ordinal] === 1
    const type = typeOf(module, func.index)
    writer.write(body.reset(), {
      func,
      survey: surveyor.survey(store, func),
      repairs: nan.plan(func),
      frame: cyclic ? (plan.frames[ordinal] as number) : 0,
      checksEntry: cyclic && (reach.unchecked[ordinal] as number) > UNCHECKED_FUEL,
      checksExit: reach.checksExit[ordinal] === 1,
      blockType: resultBlock(type, types),
      results: type.results.length,
      mayCarry,
    })
    code.sized(body)
  }
  const sizeType = types.index([I32], [I32])
  const helpers = [bytesBody(module), entriesBody(module)]
  if (module.memory !== undefined) helpers.push(growBody(module))
  return {
    module,
    types,
    code,
    helpers: helpers.map((helper) => ({ type: sizeType, body: helper })),
    stackBudget: plan.budget,
  }
}
