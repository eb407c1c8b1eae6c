/** Compiles an AssemblyScript command of this folder. */
import asc from 'assemblyscript/asc'
import { fileURLToPath } from 'node:url'

/** The module behind `assembly/NAME.ts`. @throws with the compiler's words */
export async function compileAssemblyScript(name: string): Promise<Uint8Array> {
  const options = [
    '--exportStart',
    '_start',
    '--runtime',
    'stub',
    '--use',
    'abort=assembly/abort/abort',
  ]
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const entries = [`assembly/${name}.ts`, 'assembly/abort.ts']
  let binary: Uint8Array | undefined
  const { error, stderr } = await asc.main(
    [...entries, ...options, '-O3', '--baseDir', folder, '--outFile', 'module.wasm'],
    { writeFile: (_name, contents) => void (typeof contents === 'string' || (binary = contents)) },
  )
  if (error !== null || binary === undefined) throw new Error(`asc: ${stderr.toString()}`)
  return binary
}
