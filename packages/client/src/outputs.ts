/** Outputs of a job's believed units, checked against the digests that were voted on. */
import { GridError, decodeOutput, jobBounds } from '@pumasi/domain'
import type { Digest, JobId, Output } from '@pumasi/domain'
import { outputSizeMax } from '@pumasi/engine'
import type { UnitView } from '@pumasi/protocol'
import type { GridConnection } from './connect.ts'

const PAGE = 500
const AT_ONCE_MAX = 32
/** Most bytes any output may have. */
const sizeMax = outputSizeMax(jobBounds.outputMaxBytes)

export interface UnitOutput {
  readonly unit: UnitView
  readonly outputHash: Digest
  readonly output: Output
}

export interface OutputsOptions {
  /** The first unit wanted: one more than the last that was had before. */
  readonly from?: number
  /** Downloads under way at the same time, and outputs held in memory; 4 unless given. */
  readonly atOnce?: number
}

/** Every unit of a job that exists, in order. */
export async function* listUnits(
  { call }: GridConnection,
  jobId: JobId,
  first = 0,
): AsyncGenerator<UnitView> {
  for (let from = first; ;) {
    const page = await call((client) => client.job.units.query({ jobId, from, limit: PAGE }))
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    from = last.unitIndex + 1
  }
}

/**
 * The outputs of all believed units, in order. Whoever stops reading stops the downloads.
 * @throws `BAD_PARAMETER`, `BLOB_MISMATCH` for other bytes than those voted on, what calls throw
 */
export async function* fetchOutputs(
  grid: GridConnection,
  jobId: JobId,
  { from = 0, atOnce = 4 }: OutputsOptions = {},
): AsyncGenerator<UnitOutput> {
  assertWhole('from', from, 0, Number.MAX_SAFE_INTEGER)
  assertWhole('atOnce', atOnce, 1, AT_ONCE_MAX)
  const leaving = new AbortController()
  const underWay: Promise<UnitOutput>[] = []
  const fetchOne = async (unit: UnitView, outputHash: Digest): Promise<UnitOutput> => {
    const bytes = await grid.download(outputHash, sizeMax, leaving.signal)
    return { unit, outputHash, output: decodeOutput(bytes) }
  }
  try {
    for await (const unit of listUnits(grid, jobId, from)) {
      const { outputHash, state } = unit
      if (state !== 'believed' || outputHash === null) continue
      const fetched = fetchOne(unit, outputHash)
      // It is waited for in its turn; until then a failure is no surprise to anybody.
      fetched.catch(() => undefined)
      underWay.push(fetched)
      if (underWay.length < atOnce) continue
      yield await (underWay.shift() as Promise<UnitOutput>)
    }
    for (const fetched of underWay) yield await fetched
  } finally {
    leaving.abort()
  }
}

function assertWhole(name: string, found: number, least: number, most: number): void {
  if (Number.isInteger(found) && found >= least && found <= most) return
  throw new GridError('BAD_PARAMETER', `found ${name} ${found}, expected ${least} to ${most}`, {
    hint: 'Give a whole number in that range.',
    details: { name, found },
  })
}
