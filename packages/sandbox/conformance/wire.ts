/** Cases and findings as JSON, so that they reach an engine in another process. */
import type { Execution, ExecutionRequest, Executor } from '@pumasi/engine'
import { fromHex, parseDigest, toHex } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'

/** One execution to compare between engines. */
export interface Case {
  readonly name: string
  readonly program: Hex
  readonly args: readonly string[]
  readonly stdin: Hex
  readonly files: readonly { readonly name: string; readonly bytes: Hex }[]
  readonly seed: string
  readonly fuelMax: string
  readonly memoryMaxBytes: number
  readonly outputMaxBytes: number
}

/** What one engine found: the outcome, or the code of the refusal. */
export interface Finding {
  readonly name: string
  readonly exitClass: string
  readonly exitCode: number
  readonly fuel: string
  readonly outputHash: string
}

export const caseOf = (name: string, request: ExecutionRequest): Case => ({
  name,
  program: toHex(request.program),
  args: request.args,
  stdin: toHex(request.stdin),
  files: request.files.map((file) => ({ name: file.name, bytes: toHex(file.bytes) })),
  seed: request.seed,
  fuelMax: `${request.limits.fuelMax}`,
  memoryMaxBytes: request.limits.memoryMaxBytes,
  outputMaxBytes: request.limits.outputMaxBytes,
})

const requestOf = (given: Case): ExecutionRequest => ({
  program: fromHex(given.program),
  args: given.args,
  stdin: fromHex(given.stdin),
  files: given.files.map(({ name, bytes }) => ({ name, bytes: fromHex(bytes) })),
  seed: parseDigest(given.seed),
  limits: {
    fuelMax: BigInt(given.fuelMax),
    memoryMaxBytes: given.memoryMaxBytes,
    outputMaxBytes: given.outputMaxBytes,
  },
})

/** Runs every case twice, cold and warm; a difference between the two is a finding of its own. */
export async function findAll(executor: Executor, cases: readonly Case[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const given of cases) {
    const [cold, warm] = [await find(executor, given), await find(executor, given)]
    if (JSON.stringify(cold) !== JSON.stringify(warm)) {
      throw new Error(`${given.name}: ${JSON.stringify(cold)} cold, ${JSON.stringify(warm)} warm`)
    }
    findings.push(cold)
  }
  return findings
}

async function find(executor: Executor, given: Case): Promise<Finding> {
  const execution: Execution = await executor.execute(requestOf(given))
  const { exitClass, exitCode, fuel, outputHash } = execution
  return { name: given.name, exitClass, exitCode, fuel: `${fuel}`, outputHash }
}
