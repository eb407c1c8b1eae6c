/** Outputs of a job's believed units, checked against the digests that were voted on. */
import { decodeOutput, jobBounds } from '@pumasi/domain'
import type { Digest, JobId, Output } from '@pumasi/domain'
import { outputSizeMax } from '@pumasi/engine'
import type { UnitView } from '@pumasi/protocol'
import type { Connection } from './connection.ts'

const PAGE = 500
/** Most bytes any output may have. */
const sizeMax = outputSizeMax(jobBounds.outputMaxBytes)

export interface UnitOutput {
  readonly unit: UnitView
  readonly outputHash: Digest
  readonly output: Output
}

/** Every unit of a job that exists, in order. */
export async function* listUnits({ call }: Connection, jobId: JobId): AsyncGenerator<UnitView> {
  for (let from = 0; ;) {
    const page = await call((client) => client.job.units.query({ jobId, from, limit: PAGE }))
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    from = last.unitIndex + 1
  }
}

/** The outputs of all believed units, in order. */
export async function* fetchOutputs(
  connection: Connection,
  jobId: JobId,
): AsyncGenerator<UnitOutput> {
  for await (const unit of listUnits(connection, jobId)) {
    const { outputHash, state } = unit
    if (state !== 'believed' || outputHash === null) continue
    yield { unit, outputHash, output: decodeOutput(await connection.download(outputHash, sizeMax)) }
  }
}
