/** An executor whose output is a hash of everything the execution depends on. */
import { digestOf, digestOfCanonical, encodeOutput, utf8 } from '@pumasi/domain'
import type { Execution, ExecutionRequest, Executor } from '../ports/executor.ts'

/** Deterministic like the sandbox: the same request, the same bytes and fuel. */
export const hashExecutor: Executor = {
  rewriterVersion: 1,
  check: async () => {},
  execute: async (request) => executionOf(request, 'stdout'),
  close: async () => {},
}

/** What a host reports that makes its results up: the right form with other bytes. */
export const lyingExecutor: Executor = {
  ...hashExecutor,
  execute: async (request) => executionOf(request, 'a lie'),
}

function executionOf(request: ExecutionRequest, salt: string): Execution {
  const { program, args, stdin, files, seed } = request
  const named = files.map(({ name, bytes }) => ({ name, digest: digestOf(bytes) }))
  const inputs = { program: digestOf(program), args, stdin: digestOf(stdin), named, seed }
  const result = digestOfCanonical({ ...inputs, salt })
  const empty = new Uint8Array()
  const streams = { stdout: utf8(result), stderr: empty, files: [] }
  const output = encodeOutput({ exitClass: 'exited', exitCode: 0, ...streams })
  const fuel = 1_000_000n + (BigInt(digestOfCanonical(inputs)) % 100_000n)
  return {
    exitClass: 'exited',
    exitCode: 0,
    fuel,
    output,
    outputHash: digestOf(output),
    memoryBytes: 65_536,
  }
}
