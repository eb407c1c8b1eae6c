/**
 * The official WebAssembly test suite, plain against rewritten: an assertion that holds for the
 * plain module must hold for the rewritten one, unless the rewriter refuses a module by name.
 */
import { execFile } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { instrument } from '../../src/rewriter/index.ts'
import { engine } from '../rewriter/engine.ts'
import type { WasmGlobal } from '../rewriter/engine.ts'
import { judgeScript } from './script.ts'
import type { Finding, Prepare } from './script.ts'

const run = promisify(execFile)
const SOURCE = 'https://github.com/WebAssembly/testsuite'
/** The last state of 2022: what wabt 1.0.32 reads whole. */
const COMMIT = '3a04b2cf93bd8fce277458d419eea8d9c326345c'
const FUEL = 10n ** 12n

export const suiteNeeds =
  `git, wast2json (Debian: wabt) and ${SOURCE} at ${COMMIT.slice(0, 9)}` +
  ' (or a checkout of it in WASM_SPEC_SUITE)'

/** Clones the suite below `folder` and turns every script into modules and commands. */
export async function buildSuite(folder: string): Promise<string[]> {
  const source = join(folder, 'testsuite')
  await run('git', ['clone', '--quiet', process.env['WASM_SPEC_SUITE'] ?? SOURCE, source])
  await run('git', ['-C', source, 'checkout', '--quiet', COMMIT])
  const scripts = (await readdir(source)).filter((name) => name.endsWith('.wast')).sort()
  const paths: string[] = []
  for (const script of scripts) {
    const out = join(folder, 'scripts', script)
    await mkdir(out, { recursive: true })
    paths.push(join(out, 'script.json'))
    await run('wast2json', [join(source, script), '-o', join(out, 'script.json')])
  }
  return paths
}

const plain: Prepare = (bytes, imports) => ({
  exports: new engine.Instance(new engine.Module(bytes), imports).exports,
  renew: () => undefined,
})

const rewritten: Prepare = (bytes, imports) => {
  const made = instrument(bytes, { allowAnyImport: true })
  const module = new engine.Module(made.bytes)
  const { exports } = new engine.Instance(module, imports)
  const global = (name: string): WasmGlobal => exports[name] as WasmGlobal
  const stackBudget = global(made.exports.stack).value as number
  const renew = (): void => {
    global(made.exports.fuel).value = FUEL
    global(made.exports.stack).value = stackBudget
  }
  renew()
  if (made.hasStart) (exports[made.exports.start] as () => void)()
  return { exports, renew }
}

export interface SuiteTally {
  /** Assertions that hold for the plain module. */
  readonly held: number
  /** Of these, how many hold for the rewritten one too. */
  readonly kept: number
  /** Of these, how many belong to a refused module, by the refusal's code. */
  readonly refused: ReadonlyMap<string, number>
  /** The others, as `script:line kind`. */
  readonly lost: readonly string[]
}

/** Judges every script twice. */
export async function compareSuite(paths: readonly string[]): Promise<SuiteTally> {
  const refused = new Map<string, number>()
  const lost: string[] = []
  let held = 0
  let kept = 0
  for (const path of paths) {
    const before = (await judgeScript(path, plain)).filter(({ holds }) => holds)
    const after = new Map<string, Finding>()
    const place = ({ line, type }: Finding): string => `${line} ${type}`
    for (const finding of await judgeScript(path, rewritten)) {
      after.set(place(finding), finding)
    }
    for (const finding of before) {
      const now = after.get(place(finding))
      held += 1
      if (now?.holds === true) kept += 1
      else if (typeof now?.refused === 'string') {
        refused.set(now.refused, (refused.get(now.refused) ?? 0) + 1)
      } else lost.push(`${path.split('/').at(-2)}:${place(finding)}`)
    }
  }
  return { held, kept, refused, lost }
}
