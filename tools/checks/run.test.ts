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
    (line) => said.push(line),
  )
  expect(results.map(({ name, ok }) => [name, ok])).toEqual([
    ['one', false],
    ['two', true],
    ['three', false],
  ])
  expect(said[0]).toBe('\n=== one: fails first')
  expect(said).toHaveLength(6)
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
  const all = stages.map(({ name }) => ({ name, ok: true, elapsedMs: 1234 }))
  expect(summary(all).split('\n').at(-1)).toBe(`${stages.length} passed, 0 failed`)
  const one = [{ name: 'lint', ok: false, elapsedMs: 61_250 }]
  expect(summary(one)).toBe('lint       FAILED     61.3 s\n\n0 passed, 1 failed')
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
