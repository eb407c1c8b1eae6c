/** Validation of a whole module: its sections, then the code of every function. */
import { decodeModule } from '../module/decode.ts'
import type { Module } from '../module/model.ts'
import { BodyValidator } from './body.ts'
import { CodeStore, type Func } from './code-store.ts'

/** A module that validates, with its instructions decoded. */
export interface Validated {
  readonly module: Module
  readonly store: CodeStore
  readonly funcs: readonly Func[]
}

/** @throws a code of `refusals` */
export function validate(bytes: Uint8Array, allowAnyImport: boolean): Validated {
  const module = decodeModule(bytes, allowAnyImport)
  const store = new CodeStore(module.bodies.reduce((sum, { from, end }) => sum + end - from, 0))
  const validator = new BodyValidator(module, store)
  const funcs = module.bodies.map((_, ordinal) => validator.validate(ordinal))
  return { module, store, funcs }
}
