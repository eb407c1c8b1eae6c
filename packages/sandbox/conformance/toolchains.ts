/** Builds the programs of the larger run with the compilers of this machine. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { compileAssemblyScript } from './assemblyscript.ts'

const run = promisify(execFile)
const sources = fileURLToPath(new URL('./programs', import.meta.url))

export interface Toolchain {
  readonly language: string
  /** What must be installed, as a person would install it. */
  readonly needs: string
  /** Compiles the program `name` below `folder`. @throws when a compiler is missing or fails */
  readonly build: (name: string, folder: string) => Promise<Uint8Array>
}

/** A compiler that writes a file. */
const compiler =
  (
    extension: string,
    command: (source: string, out: string) => [string, ...string[]],
    environment: Readonly<Record<string, string>> = {},
  ): Toolchain['build'] =>
  async (name, folder) => {
    const out = join(folder, `${name}.${extension}.wasm`)
    const [program, ...args] = command(join(sources, `${name}.${extension}`), out)
    await run(program, args, { env: { ...process.env, ...environment } })
    return readFile(out)
  }

export const toolchains: readonly Toolchain[] = [
  {
    language: 'C',
    needs: 'clang, lld and wasi-libc (Debian: clang lld wasi-libc libclang-rt-dev-wasm32)',
    build: compiler('c', (source, out) => [
      ...(['clang', '--target=wasm32-wasi', '-O2'] as const),
      ...['-o', out, source, '-lm'],
    ]),
  },
  {
    language: 'Rust',
    needs: 'rustc with wasm32-wasip1 (rustup target add wasm32-wasip1; or RUSTC and RUST_TARGET)',
    build: compiler('rs', (source, out) => [
      process.env['RUSTC'] ?? 'rustc',
      ...['--target', process.env['RUST_TARGET'] ?? 'wasm32-wasip1'],
      ...['-C', 'opt-level=3', '-C', 'strip=symbols', '-o', out, source],
    ]),
  },
  {
    language: 'Go',
    needs: 'Go 1.21 or newer',
    build: compiler('go', (source, out) => ['go', 'build', '-o', out, source], {
      ...{ GOOS: 'wasip1', GOARCH: 'wasm', GO111MODULE: 'off' },
    }),
  },
  {
    language: 'AssemblyScript',
    needs: 'nothing: it comes with npm install',
    build: (name) => compileAssemblyScript(name),
  },
]
