/**
 * How functions are called after the rewrite. Fuel travels in a register: a function takes the
 * counter behind its parameters and gives it back behind its results. What is left of the virtual
 * stack is a second one, which is never given back: the caller's own value is unharmed.
 *
 * A flat function (`flat.ts`) takes neither. Functions that a table may hold all take the same, so
 * that those of a type agree: both, unless no function of the module lies on a cycle of the call
 * graph and no other module shares its tables. Any other function takes the stack only where it can
 * reach one of these or a cycle.
 */
import { I64 } from '../binary/values.ts'
import type { TypeTable } from '../module/assemble.ts'
import { Kind, type FuncType } from '../module/model.ts'
import type { StackPlan } from '../plan/stack-plan.ts'
import type { Validated } from '../validate/validate.ts'
import { flatCosts } from './flat.ts'
import { spread } from './reach.ts'

/** Fuel and stack. */
const REGISTERS_MAX = 2
/** Fuel that may stay pending in a frame while a callee runs. */
export const CARRIED_FUEL = 64

export class Conventions {
  /** Registers each defined function takes: 0, 1 for fuel, 2 for fuel and stack. */
  readonly registers: Uint8Array
  /** Registers of every function that a table may hold. */
  readonly tableRegisters: number
  /**
   * Fuel that each defined function leaves to its callers to charge: all of it when it is flat,
   * else what was pending where it returned, known once it is written.
   */
  readonly owed: Int32Array
  readonly #module: Validated['module']
  readonly #types: TypeTable
  readonly #indices: Int32Array

  constructor(validated: Validated, plan: StackPlan, types: TypeTable) {
    const { module, funcs } = validated
    this.#module = module
    this.#types = types
    this.#indices = new Int32Array(module.types.length * REGISTERS_MAX).fill(-1)
    const flat = flatCosts(validated, plan)
    this.owed = flat.map((cost) => Math.max(cost, 0))
    const foreign = module.exports.some(({ kind }) => kind === Kind.table)
    const recursive = plan.cyclic.includes(1) || module.importedTables > 0 || foreign
    this.tableRegisters = recursive ? REGISTERS_MAX : 1
    const direct = new Uint8Array(plan.graph.length)
    if (recursive) direct.fill(1, funcs.length)
    for (const [ordinal, { index }] of funcs.entries()) {
      if (recursive && (plan.cyclic[ordinal] === 1 || module.addressable.has(index))) {
        direct[ordinal] = 1
      }
    }
    const deep = spread(plan, direct)
    this.registers = new Uint8Array(funcs.length)
    for (let ordinal = 0; ordinal < funcs.length; ordinal += 1) {
      if ((flat[ordinal] as number) >= 0) continue
      this.registers[ordinal] = deep[ordinal] === 1 ? REGISTERS_MAX : 1
    }
  }

  /** Index of the type that a type of the module becomes with so many registers. */
  type(index: number, registers: number): number {
    if (registers === 0) return index
    const place = index * REGISTERS_MAX + registers - 1
    if ((this.#indices[place] as number) < 0) {
      const { params, results } = this.#module.types[index] as FuncType
      const taken = registers === 1 ? [I64] : [I64, I64]
      this.#indices[place] = this.#types.index([...params, ...taken], [...results, I64])
    }
    return this.#indices[place] as number
  }
}
