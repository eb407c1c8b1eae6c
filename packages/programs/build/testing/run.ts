/** Runs a command module once under Node's own WASI, for tests of this room: argv in, text out. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WASI } from 'node:wasi'

/** What a run left behind. */
export interface Run {
  readonly exitCode: number
  readonly stdout: Uint8Array
  readonly stderr: string
}

/** Runs `module` with `args` after the program's name and `input` on its standard input. */
export function run(module: WebAssembly.Module, args: readonly string[], input = ''): Run {
  const folder = mkdtempSync(join(tmpdir(), 'pumasi-programs-'))
  const [from, out, err] = ['stdin', 'stdout', 'stderr'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(from, input)
  const [stdin, stdout, stderr] = [openSync(from, 'r'), openSync(out, 'w'), openSync(err, 'w')]
  try {
    const wasi = new WASI({
      version: 'preview1',
      args: ['program', ...args],
      stdin,
      stdout,
      stderr,
    })
    const imports = wasi.getImportObject() as WebAssembly.Imports
    const exitCode = wasi.start(new WebAssembly.Instance(module, imports))
    return { exitCode, stdout: readFileSync(out), stderr: readFileSync(err, 'utf8') }
  } finally {
    closeSync(stdin)
    closeSync(stdout)
    closeSync(stderr)
    rmSync(folder, { recursive: true })
  }
}
