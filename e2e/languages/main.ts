/**
 * The larger run of the templates: each language's program made, built with the compiler of this
 * machine and checked, by the very commands its README tells.
 *
 * Exit code: 0 when every language was built and is as expected, 1 otherwise.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { run } from '../src/testing/pumasi.ts'

const execute = promisify(execFile)

interface Made {
  readonly folder: string
  readonly build: string
  readonly test: string
}

const parent = await mkdtemp(join(tmpdir(), 'pumasi-languages-'))
const failed: string[] = []
try {
  for (const language of ['assemblyscript', 'c', 'rust', 'go']) {
    const options = ['--language', language, '--in', parent, '--json']
    const { folder, build, test } = JSON.parse(
      (await run(['new', 'program', `try-${language}`, ...options])).stdout,
    ) as Made
    try {
      for (const command of [build, test]) await execute('sh', ['-c', command], { cwd: folder })
      console.log(`${language.padEnd(15)}built and as expected`)
    } catch (error) {
      failed.push(language)
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
      console.log(`${language.padEnd(15)}failed in ${folder}\n${stdout}${stderr}`)
      console.log('It needs what the README of the program says; RUSTC, TARGET and CC are obeyed.')
    }
  }
} finally {
  await rm(parent, { recursive: true, force: true })
}
process.exitCode = failed.length === 0 ? 0 : 1
