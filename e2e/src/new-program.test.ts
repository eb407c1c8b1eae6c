/** A program from its template to the check, as its author meets it, and one not as told. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, run } from './testing/pumasi.ts'

const installed = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url))

let parent: Awaited<ReturnType<typeof makeFolder>>
let folder: string
const at = (name: string): string => join(folder, name)

interface Checked {
  readonly ok: boolean
  readonly units: readonly { readonly referenceDiffers: string | null; readonly fuel: string }[]
  readonly fitness: { readonly verdict: string; readonly speedUps: readonly object[] }
}

beforeAll(async () => {
  parent = await makeFolder()
  folder = join(parent.path, 'flight')
  const language = ['--language', 'assemblyscript', '--in', parent.path]
  expect(await run(['new', 'program', 'flight', ...language])).toMatchObject({ code: 0 })
  const { scripts } = JSON.parse(await readFile(at('package.json'), 'utf8')) as {
    scripts: { build: string }
  }
  // The compiler is the one of this workspace; the command is the template's own.
  const env = { ...process.env, PATH: `${installed}${delimiter}${process.env['PATH'] ?? ''}` }
  await promisify(execFile)('sh', ['-c', scripts.build], { cwd: folder, env })
})
afterAll(() => parent.remove())

test('the program of the template is as expected in both sandboxes', async () => {
  const ended = await run(['check', at('job.yaml'), '--expect', at('expected.json'), '--json'])
  const { ok, units, fitness } = JSON.parse(ended.stdout) as Checked
  expect([ended.code, ok, units.length]).toEqual([0, true, 2])
  for (const { referenceDiffers, fuel } of units) {
    expect(referenceDiffers).toBeNull()
    expect(BigInt(fuel)).toBeGreaterThan(1_000_000n)
  }
  expect(fitness.verdict).toBe('does not belong')
  expect(fitness.speedUps).toHaveLength(6)
})

test('a program that prints something else fails the check, which says what', async () => {
  const told = await readFile(at('expected.json'), 'utf8')
  await writeFile(at('other.json'), told.replace('1570844', '1570845'))
  const ended = await run(['check', at('job.yaml'), '--expect', at('other.json')])
  expect(ended.code).toBe(1)
  expect(ended.stdout).toMatch(/not as expected: found stdout .*1570844.* expected .*1570845/)
})

test('a wrong command line ends the program with 2', async () => {
  const ended = await run(['run', at('flight.wasm'), '--arg', '1e3', '--arg', '5'])
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/usage: flight SEED/) })
  expect(ended.stdout).toMatch(/exited 2/)
})
