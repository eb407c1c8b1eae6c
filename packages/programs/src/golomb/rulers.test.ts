import { beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { runStudy } from '../../build/testing/study.ts'
import type { JobFile } from '../program.ts'
import { golomb } from './index.ts'
import { counts, shortest } from './reference.ts'
import { reduce } from './rulers.ts'
import { planJob } from './study.ts'
import { isGolomb, readUnitOutput } from './unit-output.ts'

let module: WebAssembly.Module

beforeAll(async () => {
  const bytes = await compile(['src/golomb/assembly/main.ts'], 'command')
  module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
})

const run = (job: JobFile): Uint8Array[] => runStudy(module, job, golomb.jobFileUrl)

/** Nodes and rulers by trying every place and measuring every distance. */
function naive(marks: number, limit: number): { nodes: bigint; rulers: number[][] } {
  let nodes = 0n
  const rulers: number[][] = []
  const search = (ruler: readonly number[]): void => {
    const last = ruler.at(-1) ?? 0
    const left = marks - ruler.length - 1
    for (let mark = last + 1; mark <= limit - (left * (left + 1)) / 2; mark++) {
      const longer = [...ruler, mark]
      if (!isGolomb(longer)) continue
      if (left === 0 && mark - last <= (ruler[1] ?? 0)) continue
      if (longer.length > 2) nodes += 1n
      if (left === 0) rulers.push(longer)
      else search(longer)
    }
  }
  search([0])
  return { nodes, rulers }
}

test.each([5, 6, 7, 8])('with %i marks the same nodes and rulers as by trying all', (marks) => {
  const { nodes, rulers } = reduce(run(planJob(marks)))
  const expected = naive(marks, shortest[marks] ?? 0)
  expect(rulers).toEqual(expected.rulers)
  expect(nodes).toBe(expected.nodes)
  expect(rulers).toHaveLength(counts[marks] ?? 0)
})

test('parts of a stub add up to the stub', () => {
  const whole = planJob(8)
  const cut = {
    ...whole,
    args: whole.args.with(-1, '4'),
    matrix: { ...whole.matrix, part: { from: 0, to: 3 } },
  }
  const { nodes, rulers } = reduce(run(whole))
  expect(reduce(run(cut))).toMatchObject({ nodes, rulers, missing: 0 })
})

test('a missing stub is counted', () => {
  const stdouts = run(planJob(7))
  expect(reduce(stdouts.toSpliced(1, 1)).missing).toBe(1)
})

describe('refuses', () => {
  const good = {
    ...{ first: 1, limit: 11, marks: 5, nodes: '22', part: 0, parts: 1 },
    ...{ rulers: [[0, 1, 4, 9, 11]], version: 1 },
  }
  const read = (changed: object) =>
    readUnitOutput(new TextEncoder().encode(`${JSON.stringify({ ...good, ...changed })}\n`))
  test('nothing of what the program writes', () => {
    expect(read({})).toMatchObject({ nodes: 22n, rulers: good.rulers })
  })
  test.each([
    ['equal distances', { rulers: [[0, 1, 2, 9, 11]] }],
    ['another stub', { first: 2 }],
    ['another part', { parts: 2 }],
    ['a part that is not there', { part: 1 }],
    ['a mark too few', { rulers: [[0, 1, 4, 9]] }],
    ['a ruler too long', { limit: 10 }],
    ['the mirror image', { first: 2, rulers: [[0, 2, 7, 10, 11]] }],
  ])('%s', (_name, changed) => {
    expect(() => read(changed)).toThrow(expect.objectContaining({ code: 'BAD_UNIT_OUTPUT' }))
  })
})
