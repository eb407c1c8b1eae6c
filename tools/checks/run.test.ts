import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runStages, summary } from './run.ts'
import { stages } from './stages.ts'

const exits = (code: number): readonly [string, ...string[]] => [
  process.execPath,
  '-e',
  `process.exitCode = ${code}`,
]

test('a failure fails its stage, and the stages after it still run', async () => {
  const said: string[] = []
  const results = await runStages(
    [
      { name: 'one', what: 'fails first', commands: [exits(3), exits(0)] },
      { name: 'two', what: 'works', commands: [exits(0), exits(0)] },
      { name: 'three', what: 'is missing', commands: [['no-such-program']] },
    ],
    (text) => said.push(text.toString()),
  )
  expect(results.map(({ name, ok }) => [name, ok])).toEqual([
    ['one', false],
    ['two', true],
    ['three', false],
  ])
  expect(said[0]).toBe('\n=== one: fails first\n')
  expect(said.filter((text) => text.startsWith('==='))).toHaveLength(3)
})

test('commands of one stage run at once', async () => {
  // Each ends once it has seen the file of the other; one after the other they would wait for ever.
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-stages-'))
  const meets = (own: string, other: string): readonly [string, ...string[]] => {
    const seen = `fs.existsSync(${JSON.stringify(join(folder, other))})`
    const leave = `fs.writeFileSync(${JSON.stringify(join(folder, own))}, '')`
    return [
      process.execPath,
      '-e',
      `${leave}; const t = setInterval(() => ${seen} && clearInterval(t), 20)`,
    ]
  }
  const commands = [meets('a', 'b'), meets('b', 'a')]
  const [result] = await runStages([{ name: 'both', what: 'meet', commands }], () => {})
  await rm(folder, { recursive: true })
  expect(result?.ok).toBe(true)
})

test('the last line counts, alone and in one form', () => {
  const all = stages.map(({ name }) => ({ name, ok: true, elapsedMs: 1234, told: [] }))
  expect(summary(all).split('\n').at(-1)).toBe(`${stages.length} passed, 0 failed`)
  const one = [{ name: 'lint', ok: false, elapsedMs: 61_250, told: [] }]
  expect(summary(one)).toBe('lint       FAILED     61.3 s\n\n0 passed, 1 failed')
})

test('the end of the log repeats why a stage failed, and nothing of those that passed', async () => {
  const says = (code: number, text: string): readonly [string, ...string[]] => [
    process.execPath,
    '-e',
    `console.log(${JSON.stringify(text)}); process.exitCode = ${code}`,
  ]
  const said = [
    ' \u001b[31mFAIL\u001b[39m  src/pretended.test.ts > adds',
    'AssertionError: expected 3 to be 2',
    ' ✓ src/two.test.ts',
    ' FAIL  src/pretended.test.ts > adds',
  ].join('\n')
  const stage = (name: string, code: number) => ({ name, what: '', commands: [says(code, said)] })
  const results = await runStages([stage('unit', 1), stage('house', 0)], () => {})
  expect(summary(results).split('\n').slice(0, 4)).toEqual([
    '=== unit said',
    ' FAIL  src/pretended.test.ts > adds',
    'AssertionError: expected 3 to be 2',
    '',
  ])
  expect(summary(results).match(/FAIL /g)).toHaveLength(1)
})

test('what one stage leaves out another runs', () => {
  const text = JSON.stringify(stages)
  const left = /--exclude=([^"]+)/.exec(text)?.[1]?.split(',') ?? []
  expect(left.length).toBeGreaterThan(0)
  for (const name of left.filter((room) => room !== '@pumasi/tools')) {
    expect(text).toContain(`"${name}:test"`)
  }
  expect(text).toContain('"--root","tools"')
})
