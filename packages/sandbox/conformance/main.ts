/**
 * `nx run sandbox:conformance`: the larger run. Programs built here by real toolchains must give
 * the same outcome and fuel in every engine, and print what they print elsewhere.
 *
 * Exit code 1 when something differs. What could not be built says what it needs.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { utf8 } from '@pumasi/domain'
import type { Executor } from '@pumasi/engine'
import { createNodeExecutor } from '@pumasi/sandbox'
import { requestFor } from '../src/testing/wat.ts'
import { allCases } from './cases.ts'
import { otherEngines } from './engines.ts'
import { buildGravity, compareGravity, gravityNeeds } from './gravity.ts'
import { buildSuite, compareSuite, suiteNeeds } from './spec/suite.ts'
import { toolchains } from './toolchains.ts'
import { caseOf, findAll } from './wire.ts'
import type { Case, Finding } from './wire.ts'

const limits = { fuelMax: 10n ** 11n, memoryMaxBytes: 2 ** 28, outputMaxBytes: 2 ** 20 }
const given = {
  limits,
  stdin: utf8('from stdin\n'),
  files: [{ name: 'data/table.csv', bytes: utf8('1,2,3') }],
}
const programArgs = { pi: ['7', '10000000'], tour: ['one', '둘'] } as const
let failures = 0

const say = (name: string, ok: boolean, what: string): void => {
  if (!ok) failures += 1
  console.log(`${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(22)} ${what}`)
}
const cannot = (name: string, needs: string, error: unknown): void => {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]
  console.log(`--    ${name.padEnd(22)} not run; needs ${needs}\n${' '.repeat(29)} (${reason})`)
}

/** Cases of every program that this machine can build. */
async function buildCases(folder: string): Promise<Case[]> {
  const cases: Case[] = []
  for (const { language, needs, build } of toolchains) {
    try {
      for (const [name, args] of Object.entries(programArgs)) {
        const request = requestFor(await build(name, folder), { ...given, args })
        cases.push(caseOf(`${name} in ${language}`, request))
      }
    } catch (error) {
      cannot(language, needs, error)
    }
  }
  return cases
}

async function compareEngines(cases: readonly Case[], golden: readonly Finding[]): Promise<void> {
  for (const { name: engine, needs, find } of otherEngines) {
    try {
      const found = await find(cases)
      const differing = found.filter((one, index) => !isDeepStrictEqual(one, golden[index]))
      const what = differing.map(({ name }) => name).join(', ') || `${found.length} programs agree`
      say(engine, differing.length === 0, what)
    } catch (error) {
      cannot(engine, needs, error)
    }
  }
}

async function checkGravity(folder: string, executor: Executor): Promise<void> {
  let source
  try {
    source = await buildGravity(folder)
  } catch (error) {
    return cannot('Gravity', gravityNeeds, error)
  }
  const { tests, equal, differing } = await compareGravity(source, executor)
  const what = `${equal} of ${tests} of its own tests print the same as under Node's WASI`
  say('Gravity', differing.length === 0, [what, ...differing].join('\n'))
}

async function checkSuite(folder: string): Promise<void> {
  let scripts
  try {
    scripts = await buildSuite(folder)
  } catch (error) {
    return cannot('official test suite', suiteNeeds, error)
  }
  const { held, kept, refused, lost } = await compareSuite(scripts)
  const byName = [...refused].map(([code, count]) => `${count} ${code}`).join(', ')
  const what = `${kept} of ${held} assertions hold rewritten; refused by name: ${byName}`
  say('official test suite', lost.length === 0, [what, ...lost].join('\n'))
}

const folder = await mkdtemp(join(tmpdir(), 'pumasi-conformance-'))
const executor = createNodeExecutor()
try {
  const cases = [...(await allCases()), ...(await buildCases(folder))]
  const golden = await findAll(executor, cases)
  for (const { name, exitClass, exitCode, fuel } of golden) {
    if (/^(pi|tour) in /.test(name))
      say(name, exitClass === 'exited', `exit code ${exitCode}, fuel ${fuel}`)
  }
  const pi = golden.filter(({ name }) => name.startsWith('pi in '))
  const same = new Set(pi.map(({ outputHash }) => outputHash)).size === 1
  say('pi', same, `the same output from ${pi.length} languages`)
  await compareEngines(cases, golden)
  await checkGravity(folder, executor)
  await checkSuite(folder)
} finally {
  await executor.close()
  await rm(folder, { recursive: true, force: true })
}
process.exitCode = failures === 0 ? 0 : 1
