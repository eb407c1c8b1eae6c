/**
 * How much the rewrite adds, in the variant that runs first: to the code section, which is what the
 * gate is about, and to whole modules. Over the kernels together, over a large module of tiny
 * functions, and over real programs in each language that this machine can compile. A module loses
 * its custom sections (names, debug information), so a whole one may shrink.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toolchains } from '../conformance/toolchains.ts'
import { instrument } from '../src/rewriter/index.ts'

export interface Growth {
  readonly what: string
  readonly codeBytes: number
  /** Rewritten to original. */
  readonly codeRatio: number
  readonly moduleRatio: number
}

const CODE_SECTION = 10

/** Bytes of the code section of a valid module. */
export function codeBytes(wasm: Uint8Array): number {
  let at = 8
  const number = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = wasm[at++] ?? 0
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  while (at < wasm.length) {
    const id = wasm[at++]
    const size = number()
    if (id === CODE_SECTION) return size
    at += size
  }
  return 0
}

const total = (modules: readonly Uint8Array[], size: (wasm: Uint8Array) => number): number =>
  modules.reduce((sum, wasm) => sum + size(wasm), 0)

function growth(what: string, modules: readonly Uint8Array[]): Growth {
  const rewritten = modules.map((wasm) => instrument(wasm, { variant: 'detecting' }).bytes)
  const code = total(modules, codeBytes)
  return {
    what,
    codeBytes: code,
    codeRatio: total(rewritten, codeBytes) / code,
    moduleRatio: total(rewritten, ({ length }) => length) / total(modules, ({ length }) => length),
  }
}

/** The rows of the table: what is here for sure, then each language with a compiler. */
export async function measureSizes(
  kernels: readonly Uint8Array[],
  large: Uint8Array,
): Promise<Growth[]> {
  const rows = [growth('kernels', kernels), growth('tiny functions', [large])]
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-sizes-'))
  try {
    for (const { language, build } of toolchains) {
      // Without that compiler there is no such row.
      const wasm = await build('tour', folder).catch(() => undefined)
      if (wasm !== undefined) rows.push(growth(`a program in ${language}`, [wasm]))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return rows
}
