import { digestOf, utf8 } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { emptyDraft, readDraft } from './draft.ts'
import type { Draft } from './draft.ts'

const account = `0x${'ab'.repeat(20)}` as Account
const fileOf = (name: string, text: string): File => new File([text], name)
const draft: Draft = { ...emptyDraft, name: ' A job ', program: fileOf('a.wasm', 'a program') }

test('reads a form into a job that names who submits it', async () => {
  const inputs = [fileOf('b', 'second'), fileOf('a', 'first')]
  const files = [fileOf('z.csv', 'table'), fileOf('a.csv', 'table')]
  const ready = await readDraft({ ...draft, inputs, files, args: '--n\n{n}\n' }, account)
  const [program, table] = [digestOf(utf8('a program')), digestOf(utf8('table'))]
  expect(ready).toMatchObject({ unitCount: 200, wallMaxMs: 600_000, priority: 0 })
  expect(ready.spec).toEqual({
    ...{ version: 1, name: 'A job', nonce: '', requester: account, program },
    ...{ args: ['--n', '{n}'], axes: [{ name: 'n', from: 1, to: 100 }], quorum: 2 },
    // Inputs in the order chosen, since it numbers units; files by name, since it does not.
    stdin: [digestOf(utf8('second')), digestOf(utf8('first'))],
    files: [
      { name: 'a.csv', digest: table },
      { name: 'z.csv', digest: table },
    ],
    limits: { fuelMax: 10_000_000_000n, memoryMaxBytes: 67_108_864, outputMaxBytes: 1_048_576 },
  })
  expect([...ready.blobs.keys()].sort()).toEqual(
    [program, table, digestOf(utf8('first')), digestOf(utf8('second'))].sort(),
  )
})

test('asks for trust instead of a quorum', async () => {
  const { spec } = await readDraft({ ...draft, agreement: 'adaptive' }, account)
  expect(spec).toMatchObject({ version: 2, trust: { kind: 'adaptive' } })
})

const huge = { size: 256 * 2 ** 20 + 1, arrayBuffer: () => expect.fail('was read') } as never
test.each<[string, Partial<Draft>, string]>([
  ['no program', { program: null }, 'JOB_FORM_INVALID'],
  ['no name', { name: '  ' }, 'JOB_FORM_INVALID'],
  ['a program without end', { program: huge }, 'JOB_FORM_INVALID'],
  ['a quorum of none', { quorum: 0 }, 'JOB_FORM_INVALID'],
  ['no fuel', { fuelG: 0 }, 'JOB_FORM_INVALID'],
  ['more memory than any host gives', { memoryMib: 2_000 }, 'JOB_FORM_INVALID'],
  ['a placeholder of no axis', { args: '{m}' }, 'JOB_UNKNOWN_PLACEHOLDER'],
  ['more units than a job may have', { matrix: 'n: 1..1000000\nm: 1..1000' }, 'JOB_TOO_LARGE'],
  ['a file name that climbs', { files: [fileOf('..', 'x')] }, 'JOB_FORM_INVALID'],
])('%s is refused', async (_what, changes, code) => {
  await expect(readDraft({ ...draft, ...changes }, account)).rejects.toMatchObject({ code })
})
