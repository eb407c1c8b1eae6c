/**
 * Runs one script of the official WebAssembly test suite, as wast2json writes it, and says of every
 * assertion whether it holds. What is instantiated goes through `prepare` first, so that the same
 * script judges the plain modules and the rewritten ones.
 */
import { isGridError } from '@pumasi/domain'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Imports, WasmGlobal } from '../rewriter/engine.ts'
import { fromWire, matches } from './values.ts'
import type { Expected, WireValue } from './values.ts'
import { spectest } from './spectest.ts'

interface Action {
  readonly type: 'invoke' | 'get'
  readonly module?: string
  readonly field: string
  readonly args?: readonly WireValue[]
}

interface Command {
  readonly type: string
  readonly line: number
  readonly name?: string
  readonly as?: string
  readonly filename?: string
  readonly module_type?: 'binary' | 'text'
  readonly action?: Action
  readonly expected?: readonly Expected[]
}

/** What came of one assertion; `refused` is a module that was turned away, with the code. */
export interface Finding {
  readonly line: number
  readonly type: string
  readonly holds: boolean
  readonly refused: string | null
}

/** A module ready to run, after whatever must be called first. */
export interface Prepared {
  readonly exports: Record<string, unknown>
  /** Called before every action: scripts go on with a module after it has trapped. */
  readonly renew: () => void
}

export type Prepare = (bytes: Uint8Array, imports: Imports) => Prepared

const invalid = new Set(['assert_invalid', 'assert_malformed'])
const unusable = new Set(['assert_unlinkable', 'assert_uninstantiable'])

class Script {
  readonly #folder: string
  readonly #prepare: Prepare
  readonly #named = new Map<string, Record<string, unknown>>()
  readonly #imports: Imports = { spectest: spectest() }
  readonly #renewals: (() => void)[] = []
  #current: Record<string, unknown> | undefined
  /** Why the newest module is not there. */
  #refused: string | null = null

  constructor(folder: string, prepare: Prepare) {
    this.#folder = folder
    this.#prepare = prepare
  }

  async #instantiate(filename: string): Promise<Record<string, unknown>> {
    const bytes = await readFile(join(this.#folder, filename))
    const { exports, renew } = this.#prepare(bytes, this.#imports)
    this.#renewals.push(renew)
    return exports
  }

  #act({ type, module, field, args }: Action): unknown[] {
    const exports = module === undefined ? this.#current : this.#named.get(module)
    if (exports === undefined) throw new Error('the module is not there')
    for (const renew of this.#renewals) renew()
    const item = exports[field]
    if (type === 'get') return [(item as WasmGlobal).value]
    const result: unknown = (item as (...given: unknown[]) => unknown)(
      ...(args ?? []).map(fromWire),
    )
    return Array.isArray(result) ? result : [result]
  }

  #returns(command: Command): boolean {
    const results = this.#act(command.action as Action)
    const expected = command.expected ?? []
    return expected.every((one, index) => matches(one, results[index]))
  }

  /** Runs a command; null when it asserts nothing. */
  async run(command: Command): Promise<boolean | null> {
    const { type, filename, name } = command
    if (type === 'module') {
      this.#current = undefined
      this.#refused = null
      this.#current = await this.#instantiate(filename as string)
      if (name !== undefined) this.#named.set(name, this.#current)
      return null
    }
    if (type === 'register') {
      const exports = name === undefined ? this.#current : this.#named.get(name)
      if (exports !== undefined) this.#imports[command.as as string] = exports
      return null
    }
    if (type === 'action') {
      this.#act(command.action as Action)
      return null
    }
    if (type === 'assert_return') return this.#returns(command)
    if (invalid.has(type) && command.module_type === 'text') return null
    if (invalid.has(type) || unusable.has(type))
      return this.#fails(() => this.#instantiate(filename as string))
    return this.#fails(() => this.#act(command.action as Action))
  }

  async #fails(act: () => unknown): Promise<boolean> {
    if (this.#current === undefined && this.#refused !== null) throw new Error(this.#refused)
    try {
      await act()
      return false
    } catch {
      return true
    }
  }

  /** As {@link run}, with whatever goes wrong as a finding. */
  async judge(command: Command): Promise<Finding | null> {
    const { line, type } = command
    try {
      const holds = await this.run(command)
      return holds === null ? null : { line, type, holds, refused: null }
    } catch (error) {
      if (type === 'module' && isGridError(error)) this.#refused = error.code
      return type.startsWith('assert_')
        ? { line, type, holds: false, refused: this.#refused }
        : null
    }
  }
}

/** Findings of every assertion of a script, in order. */
export async function judgeScript(path: string, prepare: Prepare): Promise<Finding[]> {
  const { commands } = JSON.parse(await readFile(path, 'utf8')) as { commands: Command[] }
  const script = new Script(dirname(path), prepare)
  const findings: Finding[] = []
  for (const command of commands) {
    const finding = await script.judge(command)
    if (finding !== null) findings.push(finding)
  }
  return findings
}
