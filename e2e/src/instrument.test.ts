/** `pumasi instrument`: the rewritten module runs in an engine that knows nothing of the grid. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeFolder, run } from './testing/pumasi.ts'

/** `sum(n)`: n + (n - 1) + ... + 1, in a loop; imports nothing. */
const sumModule = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0],
  ...[7, 7, 1, 3, ...Buffer.from('sum'), 0, 0],
  ...[0x0a, 0x1b, 1, 0x19, 1, 1, 0x7f, 0x03, 0x40],
  ...[0x20, 1, 0x20, 0, 0x6a, 0x21, 1, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b],
  ...[0x20, 1, 0x0b],
])

let folder: Awaited<ReturnType<typeof makeFolder>>
beforeAll(async () => {
  folder = await makeFolder()
  await writeFile(join(folder.path, 'sum.wasm'), sumModule)
})
afterAll(() => folder.remove())

interface Engine {
  instantiate(bytes: Uint8Array): Promise<{ readonly instance: { readonly exports: unknown } }>
  readonly RuntimeError: new () => Error
}
/** The engine's interface as far as it is used here; no library of this room declares it. */
const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly

interface Exports {
  readonly sum: (n: number) => number
  readonly 'pumasi:fuel': { value: bigint }
  readonly 'pumasi:stop': { readonly value: number }
}

async function rewrite(...options: string[]): Promise<Exports> {
  const out = join(folder.path, 'out.wasm')
  const ended = await run(['instrument', join(folder.path, 'sum.wasm'), out, '--json', ...options])
  expect(ended.code).toBe(0)
  const { exports } = JSON.parse(ended.stdout) as { exports: string[] }
  expect(exports).toContain('pumasi:fuel')
  const { instance } = await engine.instantiate(await readFile(out))
  return instance.exports as Exports
}

/** Fuel that `sum(1000)` burns. */
function burn(exports: Exports): bigint {
  exports['pumasi:fuel'].value = 1_000_000n
  expect(exports.sum(1000)).toBe(500_500)
  return 1_000_000n - exports['pumasi:fuel'].value
}

it('both variants burn the same fuel, exact at the limit', async () => {
  const fast = await rewrite()
  const total = burn(fast)
  expect(total).toBe(burn(await rewrite('--reference')))
  expect(total).toBeGreaterThan(1000n)

  fast['pumasi:fuel'].value = total
  expect(fast.sum(1000)).toBe(500_500)
  expect(fast['pumasi:fuel'].value).toBe(0n)

  // One less: it stops by itself, or the host finds the counter below zero.
  fast['pumasi:fuel'].value = total - 1n
  try {
    fast.sum(1000)
  } catch (error) {
    expect(error).toBeInstanceOf(engine.RuntimeError)
    expect(fast['pumasi:stop'].value).toBe(1)
  }
  expect(fast['pumasi:fuel'].value).toBeLessThan(0n)
})
