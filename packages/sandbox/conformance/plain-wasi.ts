/** Runs a module as it is under Node's own WASI: what the sandbox is compared with. */
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

/** The host, as a script of its own: WASI ends the process, and its files are the real ones. */
const HOST = `
import { WASI } from 'node:wasi'
import { readFileSync } from 'node:fs'
const [file, folder, ...args] = process.argv.slice(2)
const wasi = new WASI({ version: 'preview1', args: ['program', ...args], preopens: { '/': folder } })
const module = new WebAssembly.Module(readFileSync(file))
try {
  wasi.start(new WebAssembly.Instance(module, wasi.getImportObject()))
} catch (error) {
  if (!(error instanceof WebAssembly.RuntimeError)) throw error
  process.exit(134)
}
`

export interface PlainRun {
  readonly stdout: string
  readonly trapped: boolean
}

/** Runs `program` with the files of `folder` as its root. */
export async function runPlain(
  program: Uint8Array,
  args: readonly string[],
  folder: string,
): Promise<PlainRun> {
  const [host, module] = [join(folder, '..', 'host.mjs'), join(folder, '..', 'plain.wasm')]
  await Promise.all([writeFile(host, HOST), writeFile(module, program)])
  const options = ['--no-warnings', host, module, folder, ...args]
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const [stdout, code] = await Promise.all([text(child.stdout), ended])
  return { stdout, trapped: code === 134 }
}
