/** `pumasi programs`: a study planned, computed in the sandbox and held against the literature. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { run } from './testing/pumasi.ts'

interface Verified {
  readonly ok: boolean
  readonly verifications: readonly { readonly name: string; readonly ok: boolean }[]
}

it('computes a small study within its limits and meets the published values', async () => {
  const ended = await run(['programs', 'verify', 'boarding-school', '--small', '--json'])
  expect(ended.code).toBe(0)
  const { ok, verifications } = JSON.parse(ended.stdout) as Verified
  expect({ ok, found: verifications.map(({ name }) => name) }).toEqual({
    ok: true,
    found: ['boarding-school'],
  })
})

it('plans a study that the dry run of a submission accepts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-programs-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const planned = await run(['programs', 'plan', 'boarding-school', '--scale', '5000'])
  const file = join(folder, 'study.yaml')
  await writeFile(file, planned.stdout)
  const tried = await run(['submit', file, '--dry-run', '1', '--json'])
  expect(JSON.parse(tried.stdout)).toMatchObject({ unitCount: 5000 })
})

it.each([
  [['verify', 'nonesuch'], 'USAGE'],
  [['plan', 'boarding-school', '--scale', '0'], 'BAD_PARAMETER'],
  [['conclude', 'boarding-school', '/nowhere'], 'FILE_MISSING'],
])('refuses %j', async (words, code) => {
  const ended = await run(['programs', ...words])
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toContain(code)
})
