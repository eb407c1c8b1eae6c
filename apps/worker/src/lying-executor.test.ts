import { expect, test } from 'vitest'
import { decodeOutput, digestOf, encodeOutput, utf8 } from '@pumasi/domain'
import type { ExecutionRequest } from '@pumasi/engine'
import { hashExecutor } from '@pumasi/engine/testing'
import { lyingExecutor } from './lying-executor.ts'

const request: ExecutionRequest = {
  program: utf8('a program'),
  args: ['7'],
  stdin: new Uint8Array(),
  files: [],
  seed: digestOf(utf8('seed')),
  limits: { fuelMax: 1n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
}

test('a lie is well formed, bears its own digest, and differs in the last bit of stdout', async () => {
  const honest = await hashExecutor.execute(request)
  const lie = await lyingExecutor(hashExecutor).execute(request)
  expect(lie.outputHash).toBe(digestOf(lie.output))
  expect(lie.outputHash).not.toBe(honest.outputHash)
  const [told, true_] = [decodeOutput(lie.output), decodeOutput(honest.output)]
  expect(told.stdout.slice(0, -1)).toEqual(true_.stdout.slice(0, -1))
  expect((told.stdout.at(-1) ?? 0) ^ (true_.stdout.at(-1) ?? 0)).toBe(1)
  expect([lie.fuel, lie.exitCode, lie.exitClass]).toEqual([honest.fuel, 0, 'exited'])
})

test('an empty output is lied about too, and every liar tells the same', async () => {
  const output = encodeOutput({
    ...{ exitClass: 'exited', exitCode: 0, stdout: new Uint8Array() },
    ...{ stderr: new Uint8Array(), files: [] },
  })
  const silent = {
    ...hashExecutor,
    execute: async () => ({
      ...{ exitClass: 'exited' as const, exitCode: 0, fuel: 1n, memoryBytes: 65_536 },
      ...{ output, outputHash: digestOf(output) },
    }),
  }
  const [one, other] = [lyingExecutor(silent), lyingExecutor(silent)]
  const lie = await one.execute(request)
  expect(decodeOutput(lie.output).stdout.length).toBe(1)
  expect((await other.execute(request)).outputHash).toBe(lie.outputHash)
})
