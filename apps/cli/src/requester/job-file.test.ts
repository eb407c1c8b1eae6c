import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../testing/folder.ts'
import { parseJobFile, readJobFile } from './job-file.ts'

const least = 'name: a job\nprogram: a.wasm\n'
const parse = (text: string) => parseJobFile(text, 'job.yaml')

test.each([
  ['{ trust: adaptive }', { kind: 'adaptive' }],
  ['{ trust: full }', { kind: 'full' }],
  ['{ confidence: 0.1% }', { kind: 'confidence', wrongMaxPpm: 1_000 }],
  ['{ confidence: 5% }', { kind: 'confidence', wrongMaxPpm: 50_000 }],
])('replication: %s', (text, trust) => {
  expect(parse(`${least}replication: ${text}`).replication).toEqual({ trust })
})

test('fills in all but name and program', () => {
  expect(parse(least)).toEqual({
    ...{ name: 'a job', program: 'a.wasm', args: [], matrix: {}, inputs: [], files: {} },
    limits: { fuel: 10e9, memory: 67_108_864, output: 1_048_576, wall: 600_000 },
    ...{ replication: { quorum: 2 }, nonce: '' },
  })
})

test('takes every key', () => {
  const text = `${least}args: [--n, 7, '{seed}', 0.5]
matrix: { seed: { from: 1, to: 3 }, beta: [0.1, high, -2] }
inputs: [a.txt, b.txt]
files: { data/table.csv: table.csv }
limits: { fuel: 2G, memory: 16MiB, output: 100, wall: 60s }
replication: { quorum: 3 }
nonce: again
`
  expect(parse(text)).toMatchObject({
    args: ['--n', '7', '{seed}', '0.5'],
    matrix: { seed: { from: 1, to: 3 }, beta: ['0.1', 'high', '-2'] },
    inputs: ['a.txt', 'b.txt'],
    files: { 'data/table.csv': 'table.csv' },
    limits: { fuel: 2e9, memory: 16_777_216, output: 100, wall: 60_000 },
    ...{ replication: { quorum: 3 }, nonce: 'again' },
  })
})

const bomb = ['a: &a [x, x]', 'b: &b [*a, *a]', 'c: &c [*b, *b]', 'd: [*c, *c]'].join('\n')
test.each([
  ['an unknown key', 'colour: red', 'Unrecognized key: "colour" (line 3)'],
  ['an unknown limit', 'limits:\n  fuel: 2G\n  time: 1s', '"time" (line 5)'],
  ['no count', 'limits:\n  fuel: much', 'limits.fuel: expected a count such as 2G (line 4)'],
  ['too little fuel', 'limits: { fuel: 0 }', 'expected a count such as 2G, 1 to'],
  ['too much memory', 'limits: { memory: 2GiB }', 'a size such as 64MiB, 1 to 1073741824 (line 3)'],
  ['too much output', 'limits: { output: 1GiB }', 'a size such as 1MiB, 0 to'],
  ['too little time', 'limits: { wall: 60 }', 'a time such as 60s, 1000 to'],
  ['a wrong type', 'limits:\n  fuel: [2G]', 'limits.fuel: expected a count such as 2G (line 4)'],
  [
    'args of one word',
    'args: --n',
    'args: Invalid input: expected array, received string (line 3)',
  ],
  ['a list in args', 'args:\n  - a\n  - [b]', 'args.1: expected a text or a number (line 5)'],
  ['a number that rounds', 'args: [12345678901234567890]', 'expected quotes around a number'],
  ['an axis of one word', 'matrix: { n: 1 }', 'matrix.n: Invalid input: expected object'],
  ['an empty axis', 'matrix: { n: [] }', 'matrix.n: Too small'],
  ['an axis without end', 'matrix:\n  n:\n    from: 1', 'matrix.n.to: Invalid input'],
  [
    'half a step',
    'matrix: { n: { from: 1, to: 2.5 } }',
    'matrix.n.to: Invalid input: expected int',
  ],
  ['a path that climbs', 'files: { ../x: a }', 'expected a path without . or .. (line 3)'],
  ['too few voices', 'replication: { quorum: 0 }', 'replication.quorum: Too small'],
  ['too many voices', 'replication: { quorum: 17 }', 'replication.quorum: Too big'],
  ['no share', 'replication: { confidence: 0.1 }', 'expected a share such as 0.1% (line 3)'],
  ['a share of nothing', 'replication: { confidence: 0% }', 'a share such as 0.1%'],
  ['two kinds', 'replication: { quorum: 2, trust: full }', 'expected one of quorum, trust and'],
  ['no kind', 'replication: {}', 'replication: expected one of quorum, trust and confidence'],
  ['some trust', 'replication: { trust: blind }', 'replication.trust: Invalid option'],
  ['a number as nonce', 'nonce: 7', 'nonce: Invalid input: expected string, received number'],
  ['a key twice', 'name: other', 'Map keys must be unique at line 3'],
  ['broken YAML', 'args: [', 'at line 4'],
  ['two documents', '---\nname: x', 'multiple documents'],
  ['an alias', 'args: &a [x]\ninputs: *a', 'Alias resolution is disabled'],
  ['a bomb of aliases', bomb, 'Alias resolution is disabled'],
  ['a nest without end', `args: ${'['.repeat(200_000)}`, ''],
])('%s is refused where it is', (_what, text, found) => {
  const read = () => parse(`${least}${text}\n`)
  expect(read).toThrow(expect.objectContaining({ code: 'JOB_FILE_INVALID' }))
  expect(read).toThrow(found)
  expect(read).toThrow('found in job.yaml')
})

test.each([
  ['empty', ''],
  ['a comment', '# nothing'],
  ['a list', '- a'],
  ['a text', 'job'],
  ['null', 'null'],
])('a file that is %s is no job', (_what, text) => {
  expect(() => parse(text)).toThrow('the top: Invalid input: expected object')
})

test('what is missing is named', () => {
  expect(() => parse('program: a.wasm')).toThrow('name: Invalid input: expected string')
  expect(() => parse('name: a')).toThrow('program: Invalid input: expected string')
})

test('a key of the prototype pollutes nothing', () => {
  const { matrix } = parse(`${least}matrix: { __proto__: { from: 1, to: 2 } }`)
  expect(Object.getPrototypeOf(matrix)).toBe(Object.prototype)
  expect({}).not.toHaveProperty('from')
})

test('reads a file; paths in it are relative to its folder', async () => {
  const folder = await makeFolder()
  await writeFile(join(folder, 'job.yaml'), least)
  expect((await readJobFile(join(folder, 'job.yaml'))).folder).toBe(folder)
})

test.each([
  ['bytes that are no text', Buffer.from([0, 0x61, 0x73, 0x6d, 0xff, 0xfe]), 'are no text'],
  ['more than a job needs', Buffer.alloc(16 * 1024 * 1024 + 1, 0x23), 'more than 16777216 bytes'],
])('%s is refused', async (_what, bytes, found) => {
  const path = join(await makeFolder(), 'job.yaml')
  await writeFile(path, bytes)
  const read = readJobFile(path)
  await expect(read).rejects.toMatchObject({ code: 'JOB_FILE_INVALID' })
  await expect(read).rejects.toThrow(found)
})

test('a missing file, a folder and a device without end are told apart from a wrong file', async () => {
  const folder = await makeFolder()
  for (const path of [folder, join(folder, 'nowhere')]) {
    await expect(readJobFile(path)).rejects.toMatchObject({ code: 'JOB_FILE_MISSING' })
  }
  await expect(readJobFile('/dev/zero')).rejects.toMatchObject({ code: 'JOB_FILE_INVALID' })
})
