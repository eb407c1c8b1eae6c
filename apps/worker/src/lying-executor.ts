/** An executor that lies: for showing, with the real protocol, that a grid survives it. */
import { decodeOutput, digestOf, encodeOutput } from '@pumasi/domain'
import type { Executor } from '@pumasi/engine'

/** Runs honestly, then flips one bit of stdout and claims the result. */
export const lyingExecutor = (honest: Executor): Executor => ({
  ...honest,
  execute: async (request, control) => {
    const execution = await honest.execute(request, control)
    const told = decodeOutput(execution.output)
    const stdout = told.stdout.length === 0 ? new Uint8Array([0x21]) : told.stdout.slice()
    const last = stdout.length - 1
    stdout[last] = (stdout[last] ?? 0) ^ 1
    const output = encodeOutput({ ...told, stdout })
    return { ...execution, output, outputHash: digestOf(output) }
  },
})
