/**
 * Re-executes one unit from evidence alone and compares what was committed, bit for bit.
 *
 * A machine that cannot finish is a gap; only a finished execution can convict.
 */
import { digestOfCanonical, toErrorShape } from '@pumasi/domain'
import type { Digest, Hex, JobSpec, UnitInput } from '@pumasi/domain'
import { deriveUnitInput, inputHashOf } from '@pumasi/rules'
import type { UnitKey, Verdict } from '@pumasi/rules'
import type { Execution, ExecutionControl, Executor } from '../ports/executor.ts'
import { gap, mismatch } from './finding.ts'
import type { Finding, MismatchCode, Place } from './finding.ts'
import type { Shelf } from './shelf.ts'

/** Bytes a program or an input may have. */
export const BLOB_BYTES_MAX = 256 * 1024 * 1024

export interface Reexecution {
  readonly batchId: number
  /** Digest of the batch's header, and so of all that leads to it. */
  readonly batchDigest: Hex
  readonly unit: UnitKey
  /** What was believed; null when nothing was. */
  readonly verdict: Verdict | null
  readonly spec: JobSpec
  readonly rewriterVersion: number
}

/**
 * Names what executing a unit again confirms: this end, output and fuel, for this input under this
 * rewriter, as this batch has it. Another batch, unit, claim or rewriter has another name.
 */
export const claimDigest = (
  { batchDigest, unit: { jobId, unitIndex }, verdict, spec }: Reexecution,
  rewriterVersion: number,
): Digest => {
  const { exitClass, outputHash, fuel } = verdict ?? { exitClass: null, outputHash: null, fuel: 0n }
  const inputHash = inputHashOf(deriveUnitInput(spec, jobId, unitIndex))
  const claim = { inputHash, rewriterVersion, exitClass, outputHash, fuel: String(fuel) }
  return digestOfCanonical({ batchDigest, jobId, unitIndex, ...claim })
}

type Loaded = { readonly bytes: Uint8Array } | { readonly finding: Finding }

/** Null when the unit's output, exit class and fuel come out the same again. */
export async function reexecuteUnit(
  executor: Executor,
  shelf: Shelf,
  { batchId, unit, verdict, spec, rewriterVersion }: Reexecution,
): Promise<Finding | null> {
  const { jobId, unitIndex } = unit
  const place = { batchId, jobId, unitIndex }
  const input = deriveUnitInput(spec, jobId, unitIndex)
  const again = await executeInput(executor, shelf, { input, rewriterVersion, place })
  return 'finding' in again ? again.finding : compare(again.execution, verdict, place)
}

export interface InputAt {
  readonly input: UnitInput
  readonly rewriterVersion: number
  readonly place: Place
}

/** Runs one unit's input from evidence alone; a finding says why there is no execution. */
export async function executeInput(
  executor: Executor,
  shelf: Shelf,
  { input, rewriterVersion, place }: InputAt,
  control: ExecutionControl = {},
): Promise<{ readonly execution: Execution } | { readonly finding: Finding }> {
  if (rewriterVersion !== executor.rewriterVersion) {
    const expected = executor.rewriterVersion
    return { finding: gap('VERSION_UNKNOWN', place, `rewriter ${rewriterVersion}`, expected) }
  }
  const load = async (digest: Digest, damage: MismatchCode): Promise<Loaded> => {
    const found = await shelf.fetch({ digest, sizeMax: BLOB_BYTES_MAX, place, damage })
    return found.bytes === null ? { finding: found.finding } : { bytes: found.bytes }
  }
  const program = await load(input.program, 'PROGRAM_DAMAGED')
  if ('finding' in program) return program
  const inputs = await loadInputs(input, (digest) => load(digest, 'INPUT_DAMAGED'))
  if ('finding' in inputs) return inputs
  const { args, seed, limits } = input
  const request = { program: program.bytes, args, seed, limits, ...inputs }
  try {
    return { execution: await executor.execute(request, control) }
  } catch (error) {
    const { code, message } = toErrorShape(error)
    return { finding: gap('NOT_REEXECUTED', place, `${code}: ${message}`, 'an execution') }
  }
}

interface Inputs {
  readonly stdin: Uint8Array
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

async function loadInputs(
  { stdin, files }: UnitInput,
  load: (digest: Digest) => Promise<Loaded>,
): Promise<Inputs | { readonly finding: Finding }> {
  const standard = stdin === null ? { bytes: new Uint8Array() } : await load(stdin)
  if ('finding' in standard) return standard
  const loaded: { name: string; bytes: Uint8Array }[] = []
  for (const { name, digest } of files) {
    const file = await load(digest)
    if ('finding' in file) return file
    loaded.push({ name, bytes: file.bytes })
  }
  return { stdin: standard.bytes, files: loaded }
}

function compare(execution: Execution, verdict: Verdict | null, place: Place): Finding | null {
  if (verdict === null) return null
  const fields = [
    ['EXIT_CLASS_DIFFERS', verdict.exitClass, execution.exitClass],
    ['OUTPUT_DIFFERS', verdict.outputHash, execution.outputHash],
    ['FUEL_DIFFERS', verdict.fuel, execution.fuel],
  ] as const
  const first = fields.find(([, found, expected]) => found !== expected)
  return first ? mismatch(first[0], place, first[1], first[2]) : null
}
