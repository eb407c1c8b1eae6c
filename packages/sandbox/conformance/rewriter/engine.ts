/**
 * The engine's JavaScript interface as far as comparing runs needs it; no library here declares
 * it.
 */

export type Imports = Record<string, Record<string, unknown>>

interface Bounds {
  readonly initial: number
  readonly maximum?: number
}

export interface Engine {
  readonly validate: (bytes: Uint8Array) => boolean
  readonly Module: {
    new (bytes: Uint8Array): object
    imports(module: object): { module: string; name: string; kind: string }[]
  }
  readonly Instance: new (
    module: object,
    imports: Imports,
  ) => { readonly exports: Record<string, unknown> }
  readonly Memory: new (type: Bounds) => { readonly buffer: ArrayBuffer }
  readonly Table: new (type: Bounds & { readonly element: 'anyfunc' }) => object
  readonly Global: new (type: { readonly value: string }, initial: number | bigint) => WasmGlobal
  readonly RuntimeError: new () => Error
}

export const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly

/** A global as JavaScript sees it. */
export interface WasmGlobal {
  value: bigint | number
}
