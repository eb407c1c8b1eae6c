/** The kernels to measure: C as built by `kernels/build.sh`, text format, AssemblyScript. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileString } from 'assemblyscript/asc'
import { assembleWat } from '../src/testing/wat.ts'

const folder = fileURLToPath(new URL('../kernels/', import.meta.url))

export interface Kernel {
  readonly name: string
  readonly wasm: Uint8Array
  /** Path of the C source, for a native build to compare with. */
  readonly source: string | undefined
  /** Argument of `run`: about 10 ms of work, so that most runs fit a time slice. */
  readonly size: number
  /** Recursion is allowed more than loops. */
  readonly recursive: boolean
}

const sizes: Readonly<Record<string, number>> = {
  ackermann: 700,
  align: 1200,
  collatz: 40_000,
  dispatch: 1_500_000,
  fft: 16,
  fib: 29,
  heat: 60,
  integral: 800_000,
  ising: 40,
  life: 15,
  machine: 2_000_000,
  mandelbrot: 100,
  matmul: 180,
  nbody: 100_000,
  quicksort: 120_000,
  sha256: 20_000,
  sieve: 2_000_000,
  spectral: 350,
}
const recursive = new Set(['ackermann', 'fib', 'quicksort'])

async function assemblyScript(path: string): Promise<Uint8Array> {
  const { binary, error } = await compileString(readFileSync(path, 'utf8'), {
    optimizeLevel: 3,
    runtime: 'stub',
    noAssert: true,
    use: ['abort='],
  })
  if (binary === null) throw error ?? new Error(`${path} does not compile`)
  return binary
}

async function build(path: string): Promise<Uint8Array> {
  if (extname(path) === '.wat') return assembleWat(readFileSync(path, 'utf8'))
  return extname(path) === '.ts' ? assemblyScript(path) : readFileSync(path)
}

/** Every kernel, by name. */
export async function loadKernels(): Promise<Kernel[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const built = files.filter((file) => /\.(wasm|wat|ts)$/.test(file)).sort()
  const kernels = built.map(async (file): Promise<Kernel> => {
    const name = basename(file, extname(file))
    const source = files.includes(`${name}.c`) ? `${folder}${name}.c` : undefined
    const wasm = await build(folder + file)
    return { name, wasm, source, size: sizes[name] ?? 1, recursive: recursive.has(name) }
  })
  return (await Promise.all(kernels)).sort((one, other) => (one.name < other.name ? -1 : 1))
}
