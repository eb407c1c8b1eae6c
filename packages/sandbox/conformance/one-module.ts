/**
 * `nx run sandbox:engines -- FILE.wasm [--arg TEXT]... [--stdin FILE]`: any module in every engine
 * that is here, cold and warm: how it ended, its fuel and its output digest, as `pumasi run` prints
 * them. Exit code 1 when two engines differ, or when one refuses the module.
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { digestOf, encodeCanonical, MIB } from '@pumasi/domain'
import { createNodeExecutor } from '@pumasi/sandbox'
import { otherEngines } from './engines.ts'
import { caseOf, findAll, type Finding } from './wire.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { arg: { type: 'string', multiple: true, default: [] }, stdin: { type: 'string' } },
})
const [path, ...others] = positionals
if (path === undefined || others.length > 0) throw new Error('expected one module: FILE.wasm')

// Seed and limits are those of `pumasi run`.
const given = caseOf(path, {
  program: await readFile(path),
  args: values.arg,
  stdin: values.stdin === undefined ? new Uint8Array() : await readFile(values.stdin),
  files: [],
  seed: digestOf(encodeCanonical('local run')),
  limits: { fuelMax: 10n ** 10n, memoryMaxBytes: 256 * MIB, outputMaxBytes: 16 * MIB },
})

const print = (engine: string, { exitClass, exitCode, fuel, outputHash }: Finding): string => {
  const line = `${exitClass} ${exitCode}  fuel ${fuel}  output ${outputHash}`
  console.log(`${engine.padEnd(15)} ${line}`)
  return line
}

const executor = createNodeExecutor({ threads: 1 })
const found = await findAll(executor, [given]).finally(() => executor.close())
const lines = new Set(found.map((finding) => print('Node', finding)))
for (const { name, needs, find } of otherEngines) {
  try {
    for (const finding of await find([given])) lines.add(print(name, finding))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.log(`${name.padEnd(15)} not run; needs ${needs} (${reason.split('\n')[0]})`)
  }
}
process.exitCode = lines.size === 1 ? 0 : 1
