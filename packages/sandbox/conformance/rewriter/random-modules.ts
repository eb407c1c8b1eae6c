/** Random valid modules out of seeded bytes, made by binaryen's `wasm-opt --translate-to-fuzz`. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const on =
  'bulk-memory reference-types multivalue sign-ext nontrapping-float-to-int mutable-globals'
const off =
  'simd threads gc exception-handling tail-call memory64 multimemory strings relaxed-simd extended-const'
const features = [
  ...on.split(' ').map((name) => `--enable-${name}`),
  ...off.split(' ').map((name) => `--disable-${name}`),
]

/** A stream of bytes from a seed (xorshift32). */
export function seededBytes(seed: number, length: number): Uint8Array {
  let state = Math.imul(seed + 1, 0x9e3779b9) | 1
  return Uint8Array.from({ length }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 11
  })
}

/** A random module; without NaNs the plain module has one behaviour only. */
export function randomModule(seed: number, withNans: boolean): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'pumasi-fuzz-'))
  try {
    const input = join(folder, 'seed')
    const output = join(folder, 'module.wasm')
    writeFileSync(input, seededBytes(seed, 800 + (seed % 7) * 700))
    const opt = join(dirname(createRequire(import.meta.url).resolve('binaryen')), 'bin', 'wasm-opt')
    const passes = [...(withNans ? [] : ['--denan']), ...(seed % 3 === 0 ? ['-O2'] : [])]
    execFileSync(process.execPath, [opt, '-ttf', input, '-o', output, ...features, ...passes], {
      stdio: 'ignore',
    })
    return readFileSync(output)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
