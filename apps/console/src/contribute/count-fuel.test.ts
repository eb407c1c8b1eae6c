import type { Execution, ExecutionRequest, Executor } from '@pumasi/engine'
import { expect, test } from 'vitest'
import { countFuel } from './count-fuel.ts'

/** Reports these counts, then ends with that one. */
const executorOf = (reports: readonly bigint[], fuel: bigint): Executor => ({
  rewriterVersion: 1,
  check: async () => undefined,
  close: async () => undefined,
  execute: async (_request, control) => {
    for (const report of reports) control?.onProgress?.(report)
    return { fuel } as Execution
  },
})

test.each<[string, readonly bigint[], bigint, readonly bigint[]]>([
  ['a silent run', [], 9n, [9n]],
  ['a run that reports', [3n, 5n], 9n, [3n, 2n, 4n]],
  ['a repeated count', [3n, 3n], 3n, [3n]],
  ['a run that ends without fuel, as a trap does', [3n], 0n, [3n]],
])('%s', async (_what, reports, fuel, told) => {
  const heard: bigint[] = []
  const passed: bigint[] = []
  const executor = countFuel(executorOf(reports, fuel), (more) => heard.push(more))
  const execution = await executor.execute({} as ExecutionRequest, {
    onProgress: (count) => passed.push(count),
  })
  expect([heard, execution.fuel, passed]).toEqual([told, fuel, reports])
})
