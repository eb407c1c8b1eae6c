/**
 * Fitness: from one measured unit, whether a workload belongs on a grid of private PCs at all.
 *
 * In: how long a unit takes, what it moves, how many there are and how often each is run; what is
 * assumed of hosts and coordinator. Out: the speed-up over one core at several sizes of the grid,
 * what limits it there, and a verdict with reasons. A model to decide by, not a forecast: lives of
 * hosts, lines and queues enter as means.
 * Invariants: the speed-up never falls with more hosts and never exceeds hosts, nor units; a unit
 * that moves more or more votes never make it better (fitness.test.ts).
 */
import { GridError, formatCount } from '@pumasi/domain'

export interface Workload {
  readonly unitCount: number
  /** Executions of each unit. */
  readonly quorum: number
  /** Time of one execution on one core, in milliseconds. */
  readonly unitMs: number
  /** What a host fetches for each unit beside the program, in bytes. */
  readonly inputBytes: number
  /** What it sends back, in bytes. */
  readonly outputBytes: number
  /** Fetched once by each host, in bytes. */
  readonly programBytes: number
}

/** What is assumed of a grid; one core a host, as fast as the one measured. */
export interface GridAssumptions {
  readonly hostDownBytesPerSecond: number
  readonly hostUpBytesPerSecond: number
  /** What a unit costs a host besides fetching, running and sending: lease and receipt. */
  readonly overheadMs: number
  /** How long a host stays without a break: what it had begun then is lost. */
  readonly stayMs: number
  readonly receiptsPerSecond: number
  readonly coordinatorBytesPerSecond: number
}

/**
 * Overhead and stay are those of ADR 11; the lines are modest private ones (24 Mbit/s down, 8 up)
 * and a server's 1 Gbit/s; receipts are half of what `nx run coordinator:bench` measured on two
 * cores on 2026-11-23.
 */
export const assumedGrid: GridAssumptions = {
  hostDownBytesPerSecond: 3e6,
  hostUpBytesPerSecond: 1e6,
  overheadMs: 2_000,
  stayMs: 3_600_000,
  receiptsPerSecond: 1_800,
  coordinatorBytesPerSecond: 125e6,
}

/** What holds a grid of this size back: its number of hosts is how it should be. */
export type GridLimit = 'hosts' | 'units' | 'receipts' | 'network'

export interface SpeedUp {
  readonly hosts: number
  /** Time of the whole job on one core, every unit once, over its time on the grid. */
  readonly factor: number
  /** Share of the hosts' time that goes into computing. */
  readonly efficiency: number
  readonly limit: GridLimit
}

/** `mend`: it would belong if its units were longer. */
export type FitnessVerdict = 'belongs' | 'mend' | 'does not belong'

export interface Fitness {
  readonly verdict: FitnessVerdict
  /** In sentences. */
  readonly reasons: readonly string[]
  readonly speedUps: readonly SpeedUp[]
  /** Core time for each byte moved, in seconds a megabyte. */
  readonly secondsPerMegabyte: number
}

export const gridSizes = [10, 100, 1_000, 10_000, 100_000, 1_000_000] as const

/** Where the verdict is taken: smaller grids are a matter of asking colleagues. */
const VERDICT_HOSTS = 1_000
const EFFICIENCY_LEAST = 0.5
/** ADR 11: the length at which a unit wastes least. */
const UNIT_BEST_MS = 60_000
/** Of a receipt, its lease and their answers, on the wire. */
const PROTOCOL_BYTES = 2_000

/** @throws `BAD_WORKLOAD` for a number that is no measure of anything */
export function deriveFitness(workload: Workload, assumed: GridAssumptions = assumedGrid): Fitness {
  assertMeasured(workload)
  const speedUps = gridSizes.map((hosts) => speedUpAt(workload, hosts, assumed))
  const at = speedUpAt(workload, VERDICT_HOSTS, assumed)
  const moved = workload.inputBytes + workload.outputBytes + PROTOCOL_BYTES
  const secondsPerMegabyte = (workload.unitMs * 1_000) / moved
  return { ...judge(workload, at, assumed), speedUps, secondsPerMegabyte }
}

/**
 * The speed-up of one workload on a grid of so many hosts, of which only as many take part as help:
 * each one more fetches the program once more.
 */
export function speedUpAt(workload: Workload, hosts: number, assumed: GridAssumptions): SpeedUp {
  const { unitCount, quorum, unitMs, inputBytes, outputBytes, programBytes } = workload
  const executions = unitCount * quorum
  const bytesPerMs = assumed.coordinatorBytesPerSecond / 1_000
  const movedMs = (executions * (inputBytes + outputBytes + PROTOCOL_BYTES)) / bytesPerMs
  const programMs = programBytes / bytesPerMs
  const allMs = executions * executionMs(workload, assumed)
  const firstMs = fetchMs(programBytes, assumed)
  // n hosts take allMs / n + firstMs, the coordinator movedMs + n programMs: best where equal.
  const slope = movedMs - firstMs
  const root = Math.sqrt(slope * slope + 4 * programMs * allMs)
  // Two forms of one root: each loses all its digits where the other keeps them.
  const best = slope > 0 ? (2 * allMs) / (root + slope) : (root - slope) / (2 * programMs)
  const helping = programMs === 0 ? executions : best
  const taking = Math.max(1, Math.min(hosts, executions, helping))
  const hostsMs = allMs / taking + firstMs
  const networkMs = movedMs + taking * programMs
  const receiptsMs = (executions / assumed.receiptsPerSecond) * 1_000
  const longestMs = Math.max(hostsMs, networkMs, receiptsMs)
  const factor = (unitCount * unitMs) / longestMs
  const limit = (): GridLimit => {
    if (longestMs === receiptsMs) return 'receipts'
    if (longestMs === networkMs || helping < Math.min(hosts, executions)) return 'network'
    return executions <= hosts ? 'units' : 'hosts'
  }
  return { hosts, factor, efficiency: (factor * quorum) / hosts, limit: limit() }
}

const fetchMs = (bytes: number, { hostDownBytesPerSecond }: GridAssumptions): number =>
  (bytes / hostDownBytesPerSecond) * 1_000

/** One execution as a host lives it: overhead, fetching, running, sending, and what is lost. */
function executionMs(
  { unitMs, inputBytes, outputBytes }: Workload,
  assumed: GridAssumptions,
): number {
  const sendMs = (outputBytes / assumed.hostUpBytesPerSecond) * 1_000
  const lostMs = (unitMs * unitMs) / (2 * assumed.stayMs)
  return assumed.overheadMs + fetchMs(inputBytes, assumed) + unitMs + sendMs + lostMs
}

function judge(
  workload: Workload,
  at: SpeedUp,
  assumed: GridAssumptions,
): Pick<Fitness, 'verdict' | 'reasons'> {
  const share = `${Math.round(at.efficiency * 100)} %`
  const grid = `of the time of ${formatCount(VERDICT_HOSTS)} hosts`
  if (at.efficiency >= EFFICIENCY_LEAST) {
    return { verdict: 'belongs', reasons: [`${share} ${grid} would go into computing.`] }
  }
  const reasons = [`Only ${share} ${grid} would go into computing.`]
  const mended = withLongerUnits(workload)
  if (mended !== null) {
    const better = speedUpAt(mended, VERDICT_HOSTS, assumed)
    if (better.efficiency >= EFFICIENCY_LEAST) {
      const times = Math.round(UNIT_BEST_MS / workload.unitMs)
      return {
        verdict: 'mend',
        reasons: [...reasons, `Let one unit do the work of about ${times}, and it belongs.`],
      }
    }
  }
  return { verdict: 'does not belong', reasons: [...reasons, whyNot(workload, assumed)] }
}

/** The same work in units of the best length; null when they are long enough. */
function withLongerUnits(workload: Workload): Workload | null {
  const times = UNIT_BEST_MS / workload.unitMs
  if (times <= 1) return null
  return {
    ...workload,
    unitCount: Math.max(1, Math.ceil(workload.unitCount / times)),
    unitMs: UNIT_BEST_MS,
    inputBytes: workload.inputBytes * times,
    outputBytes: workload.outputBytes * times,
  }
}

function whyNot(workload: Workload, assumed: GridAssumptions): string {
  const { unitMs, inputBytes, outputBytes, unitCount, quorum, programBytes } = workload
  const seconds = `${Number((unitMs / 1_000).toPrecision(2))} s`
  if (unitCount * unitMs * quorum < VERDICT_HOSTS * UNIT_BEST_MS) {
    const hours = Number(((unitCount * unitMs) / 3_600_000).toPrecision(2))
    return `All of it is ${hours} hours of one core: a PC or two will do.`
  }
  const moved = inputBytes + outputBytes
  if (executionMs({ ...workload, unitMs: 0 }, assumed) - assumed.overheadMs > unitMs) {
    return `It moves ${formatCount(moved, 'B')} for ${seconds} of computing: the lines would be used, not the cores.`
  }
  if (fetchMs(programBytes, assumed) > unitMs) {
    return `Its program has ${formatCount(programBytes, 'B')}, which takes a host longer to fetch than a unit to run.`
  }
  return `A unit of ${seconds} loses too much to hosts that leave: split it.`
}

function assertMeasured(workload: Workload): void {
  const { unitCount, quorum, unitMs, ...bytes } = workload
  const counts = [unitCount, quorum].every((count) => Number.isSafeInteger(count) && count > 0)
  const sizes = Object.values(bytes).every((size) => Number.isFinite(size) && size >= 0)
  if (counts && sizes && Number.isFinite(unitMs) && unitMs > 0) return
  throw new GridError('BAD_WORKLOAD', `found the workload ${JSON.stringify(workload)}`, {
    hint: 'Give whole numbers of units and votes from 1, a time above 0 and sizes from 0.',
    details: { ...workload },
  })
}
