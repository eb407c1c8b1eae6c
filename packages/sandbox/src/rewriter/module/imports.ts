/** The import section, and the allow-list: functions of WASI preview1 with their exact types. */
import type { Reader } from '../binary/reader.ts'
import { typeName } from '../binary/values.ts'
import { limits } from '../limits.ts'
import { bound, refuse } from '../refusal.ts'
import { WASI_MODULE, wasiSignatures, type WasiSignature } from '../wasi-signatures.ts'
import { Kind, type FuncType, type Module } from './model.ts'
import { readGlobalType, readMemory, readTableType } from './types.ts'

const standard = new Map<string, WasiSignature>(Object.entries(wasiSignatures))

const sameTypes = (types: Uint8Array, names: readonly string[]): boolean =>
  types.length === names.length &&
  names.every((name, index) => typeName(types[index] ?? 0) === name)

const printed = (type: FuncType): string =>
  `(${[...type.params].map(typeName).join(', ')}) -> (${[...type.results].map(typeName).join(', ')})`

/** @throws `WASM_IMPORT_UNKNOWN`, `WASM_IMPORT_SIGNATURE` */
function assertAllowed(moduleName: string, name: string, type: FuncType, offset: number): void {
  const details = { module: moduleName, name }
  const signature = moduleName === WASI_MODULE ? standard.get(name) : undefined
  if (signature === undefined) {
    refuse('WASM_IMPORT_UNKNOWN', offset, `the import "${moduleName}" "${name}"`, details)
  }
  if (sameTypes(type.params, signature.params) && sameTypes(type.results, signature.results)) return
  const expected = `(${signature.params.join(', ')}) -> (${signature.results.join(', ')})`
  refuse(
    'WASM_IMPORT_SIGNATURE',
    offset,
    `the import "${name}" as ${printed(type)}, not ${expected},`,
    {
      ...details,
      found: printed(type),
      expected,
    },
  )
}

/** Reads one import; without `allowAnyImport` only WASI functions pass. */
export function readImport(module: Module, reader: Reader, allowAnyImport: boolean): void {
  const offset = reader.at
  const moduleName = reader.name()
  const name = reader.name()
  const kindAt = reader.at
  const kind = reader.byte()
  if (kind === Kind.tag) refuse('WASM_EXCEPTIONS', kindAt, `the imported tag "${name}"`)
  if (kind > Kind.tag) refuse('WASM_MALFORMED', kindAt, `an import of kind ${kind}`)
  if (kind !== Kind.function && !allowAnyImport) {
    const noun = kind === Kind.table ? 'table' : kind === Kind.memory ? 'memory' : 'global'
    refuse('WASM_IMPORT_KIND', offset, `the imported ${noun} "${moduleName}" "${name}"`, {
      module: moduleName,
      name,
    })
  }
  if (kind === Kind.table) module.tables.push(readTableType(reader, module))
  else if (kind === Kind.memory) readMemory(reader, module)
  else if (kind === Kind.global) module.globals.push(readGlobalType(reader))
  else {
    const typeAt = reader.at
    const index = reader.u32()
    const type = module.types[index]
    if (type === undefined) refuse('WASM_INVALID', typeAt, `type ${index}, which is not there,`)
    if (!allowAnyImport) assertAllowed(moduleName, name, type, offset)
    module.functions.push(index)
  }
  module.importedFunctions = module.functions.length
  module.importedGlobals = module.globals.length
  module.importedTables = module.tables.length
  module.importedMemory = module.memory !== undefined
  bound('WASM_LIMIT_IMPORTS', offset, module.functions.length, limits.imports)
}
