/**
 * Compiles AssemblyScript to WebAssembly: bytes that depend on the source alone.
 *
 * A command exports `_start` and `memory`, imports nothing but WASI, and declares the 16 MiB that
 * the job files state as its limit.
 */
import asc from 'assemblyscript/asc'
import { GridError } from '@pumasi/domain'
import { fileURLToPath } from 'node:url'

/** The room's folder; entries are named relative to it. */
export const roomFolder = fileURLToPath(new URL('..', import.meta.url))

const options = [
  ...['-O3', '--runtime', 'stub', '--maximumMemory', '256'],
  ...['--exportStart', '_start', '--baseDir', roomFolder, '--outFile', 'module.wasm'],
]
const ownAbort = ['--use', 'abort=assembly/command/abort/abort']

/**
 * The module behind `entries`: a `command` to run, or a `library` whose exports a test calls.
 * @throws `COMPILE_FAILED` with the compiler's own words.
 */
export async function compile(
  entries: readonly string[],
  kind: 'command' | 'library',
): Promise<Uint8Array> {
  let binary: Uint8Array | undefined
  const result = await asc.main([...entries, ...options, ...(kind === 'command' ? ownAbort : [])], {
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = contents
    },
  })
  if (result.error === null && binary !== undefined) return binary
  throw new GridError(
    'COMPILE_FAILED',
    `found errors in ${entries.join(', ')}:\n${result.stderr.toString()}`,
    {
      hint: 'Correct the source and run the build again.',
      details: { entries },
      cause: result.error,
    },
  )
}
