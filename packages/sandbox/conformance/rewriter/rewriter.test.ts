import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadKernels } from '../../bench/kernels.ts'
import { assembleWat } from '../../src/testing/wat.ts'
import { difference, run } from './compare.ts'
import { engine } from './engine.ts'
import { goldenFile, goldenOf, type GoldenFile } from './golden.ts'
import { guest } from './harness.ts'
import { randomModule } from './random-modules.ts'
import { addedExports, instrument } from '../../src/rewriter/index.ts'

const golden = JSON.parse(readFileSync(goldenFile, 'utf8')) as GoldenFile
const kernels = await loadKernels()

describe('kernels', () => {
  it('are all in the golden file', () => {
    expect(golden.kernels.map(({ name }) => name)).toEqual(kernels.map(({ name }) => name))
  })

  for (const kernel of kernels) {
    const kept = golden.kernels.find(({ name }) => name === kernel.name)

    it(`${kernel.name}: same bytes, fuel and result in all variants, and as ever`, () => {
      expect(goldenOf(kernel)).toEqual(kept)
    })

    it(`${kernel.name}: the plain module gives the same`, () => {
      const { exports } = new engine.Instance(new engine.Module(kernel.wasm), {})
      const size = kept?.size ?? 1
      const plain = (exports['run'] as (size: number) => number)(size)
      expect(guest(kernel.wasm, {}).call('run', [size]).value).toBe(plain)
    })

    it(`${kernel.name}: its total is enough fuel, one less is not`, () => {
      const fuel = BigInt(kept?.fuel ?? 0)
      const size = kept?.size ?? 1
      for (const variant of ['repairing', 'detecting', 'reference'] as const) {
        expect(guest(kernel.wasm, { variant }).call('run', [size], fuel).ending).toBe('value')
        expect(guest(kernel.wasm, { variant }).call('run', [size], fuel - 1n).ending).toBe('fuel')
      }
    })
  }
})

describe('random modules', () => {
  for (const seed of [2, 5, 11, 18, 23, 36]) {
    it(`seed ${seed}: the variants agree`, () => {
      const withNans = seed % 2 === 0
      const module = randomModule(seed, withNans)
      const reference = run(module, 'reference')
      expect(reference.calls.length).toBeGreaterThan(0)
      expect(difference(reference, run(module, 'repairing'), true)).toBeUndefined()
      expect(difference(reference, run(module, 'detecting'), true)).toBeUndefined()
      if (!withNans) expect(difference(run(module, 'plain'), reference, false)).toBeUndefined()
    })
  }
})

describe('instrument', () => {
  it('strips custom sections and gives the same bytes every time', () => {
    const named = assembleWat('(module (func $named (export "run")))')
    const custom = Uint8Array.from([...named, 0, 5, 3, 0x61, 0x62, 0x63, 1])
    expect(instrument(custom).bytes).toEqual(instrument(named).bytes)
  })

  it('tells what it added', () => {
    const added = instrument(assembleWat('(module (memory 2 5) (func $s) (start $s))'))
    expect(added.hasStart).toBe(true)
    expect(added.memory).toEqual({ min: 2, max: 5 })
    const { exports } = new engine.Instance(new engine.Module(added.bytes), {})
    expect(Object.keys(exports).sort()).toEqual(Object.values(addedExports).sort())
  })

  it('keeps functions of other hosts when told to', () => {
    const wasm = assembleWat('(module (import "env" "f" (func)) (import "env" "g" (global f64)))')
    expect(() => instrument(wasm)).toThrow('the import "env" "f"')
    expect(engine.validate(instrument(wasm, { allowAnyImport: true }).bytes)).toBe(true)
  })
})
