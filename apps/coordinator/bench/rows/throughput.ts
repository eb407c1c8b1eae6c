/** How many receipts a second become settled units, in four shapes. */
import { startPeer } from '../pg-boss.ts'
import { dropDatabase, makeDatabase } from '../postgres.ts'
import type { CpuTime } from '../cpu.ts'
import { median, playRound } from '../rounds.ts'
import type { Round, Shape } from '../rounds.ts'
import { atLeast, figure } from './row.ts'
import type { Bench, Row } from './row.ts'
import { drain } from './audits.ts'
import { HOSTS, withSession } from './session.ts'
import type { BenchSession } from './session.ts'

/** What one round should take, so that fast and slow machines both finish. */
const ROUND_SECONDS = 4
/** Fewer are over before the machine has warmed up. */
const UNITS_MIN = 2_000
/** Units of the rounds that nobody counts. */
const WARM_UP = [1_000, 1_000]
const PEER_JOBS = 40_000
/** Of the peer's rate, in bundles. */
const bundles = { bundle: 50, atOnce: 8, share: 0.15 }
/** One a request: 1,000 a second where the peer does 27,800, on the machine of the anchors. */
const SINGLES_SHARE = 1_000 / 27_800

/** Units that a round of about ROUND_SECONDS has: a multiple of 50, a bundle of leases a host. */
export const unitsFor = (receiptsPerSecond: number, runs: number): number => {
  const units = (receiptsPerSecond * ROUND_SECONDS) / runs
  return 50 * Math.max(UNITS_MIN / 50, Math.min(HOSTS / runs, Math.round(units / 50)))
}

/** Rounds of one shape after two: one that warms up, one that tells how large they may be. */
export async function playRounds(
  session: BenchSession,
  shape: Omit<Shape, 'units'>,
  rounds: number,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<Round[]> {
  const { addJob } = session
  // A process that has just started runs at half of its speed (2026-11).
  for (const units of WARM_UP) await addJob(units, shape.quorum)
  let perSecond = 0
  for (const units of WARM_UP) ({ perSecond } = await playRound(session, { ...shape, units }))
  const units = unitsFor(perSecond, shape.quorum ?? 1)
  // The last of them is never begun: while there is work, batches wait to become full.
  for (let n = 0; n <= rounds; n += 1) await addJob(units, shape.quorum)
  const played: Round[] = []
  for (let n = 0; n < rounds; n += 1) {
    played.push(await playRound(session, { ...shape, units }))
    await between()
  }
  return played
}

const rate = (rounds: readonly Round[]): number => median(rounds.map(({ perSecond }) => perSecond))

const describe = (rounds: readonly Round[]): string => {
  const acquired = median(rounds.map((one) => (1_000 * one.receipts) / one.acquireMs))
  const reported = median(rounds.map((one) => (1_000 * one.receipts) / one.reportMs))
  const size = rounds[0]?.receipts ?? 0
  const cpu = (name: keyof CpuTime): string => {
    const each = (step: 'acquireCpu' | 'reportCpu'): string =>
      median(rounds.map((one) => one[step][name] / one.receipts)).toFixed(0)
    return `${each('acquireCpu')}+${each('reportCpu')}`
  }
  return (
    `${rounds.length} rounds of ${size}: ${acquired.toFixed(0)} leased, ${reported.toFixed(0)} ` +
    `reported a second; us of processor each: coordinator ${cpu('coordinatorUs')}, ` +
    `Postgres ${cpu('postgresUs')}, load ${cpu('generatorUs')}`
  )
}

interface Peered {
  readonly name: string
  readonly quorum: number | null
  readonly bundle: number
  readonly atOnce: number
  /** How much of the peer's rate is asked for. */
  readonly share: number
}

/** Rounds with rounds of the peer between them, and what `judge` makes of them. */
async function besidePeer(
  bench: Bench,
  { name, share, ...shape }: Peered,
  judge: (rounds: readonly Round[], session: BenchSession) => Promise<Judged>,
): Promise<Row[]> {
  const peerRates: number[] = []
  const peerUrl = await makeDatabase(bench.server, 'pumasi_bench_peer')
  const peer = await startPeer(peerUrl)
  const play = async (session: BenchSession): Promise<Judged> => {
    const rounds = await playRounds(session, shape, bench.rounds, async () => {
      peerRates.push(await peer.measure(PEER_JOBS))
    })
    return judge(rounds, session)
  }
  const { rows, compared, ratio } = await withSession(bench, name, play, {
    batching: shape.quorum === null,
  }).finally(() => peer.stop())
  await dropDatabase(bench.server, 'pumasi_bench_peer')
  const theirs = median(peerRates)
  return [
    figure('pg-boss: send, fetch, complete by 500', theirs, 'jobs/s'),
    ...rows,
    atLeast(ratio, compared / theirs, '', share),
  ]
}

interface Judged {
  readonly rows: readonly Row[]
  /** What is held against the peer's jobs, and its name. */
  readonly compared: number
  readonly ratio: string
}

export const measureQuorumTwo = (bench: Bench): Promise<Row[]> =>
  besidePeer(bench, { name: 'quorum2', quorum: 2, ...bundles }, async (rounds) => {
    const label = 'quorum 2, bundles of 50'
    const ours = rate(rounds)
    const rows = [
      figure(`${label}: settled`, ours, 'receipts/s', describe(rounds)),
      figure(`${label}: settled`, ours / 2, 'units/s'),
    ]
    return { rows, compared: ours, ratio: `${label}: receipts to pg-boss jobs` }
  })

/** Accounts that are established: batches seal and draw while units are leased and reported. */
export const measureAudited = (bench: Bench): Promise<Row[]> =>
  besidePeer(bench, { name: 'quorum1', quorum: null, ...bundles }, async (rounds, session) => {
    const label = 'quorum 1 with audit draws, bundles of 50'
    const { lagSeconds, share, checks } = await drain(session.databaseUrl ?? '')
    const receipts = rate(rounds)
    const rows = [
      figure(`${label}: run`, receipts, 'receipts/s', describe(rounds)),
      figure(`${label}: units`, receipts * share, 'units/s', `${checks} receipts were checks`),
      figure('sealed and drawn, after the last report', lagSeconds, 's'),
    ]
    return { rows, compared: receipts * share, ratio: `${label}: units to pg-boss jobs` }
  })

export const measureSingles = (bench: Bench): Promise<Row[]> => {
  const shape = { name: 'singles', quorum: 2, bundle: 1, atOnce: 64, share: SINGLES_SHARE }
  return besidePeer(bench, shape, async (rounds) => {
    const label = 'quorum 2, one receipt a request'
    const ours = rate(rounds)
    const rows = [figure(label, ours, 'receipts/s', describe(rounds))]
    return { rows, compared: ours, ratio: `${label}: receipts to pg-boss jobs` }
  })
}

export const measureEmbedded = (bench: Bench): Promise<Row[]> =>
  withSession(bench, 'embedded', async (session) => {
    const rounds = await playRounds(session, { quorum: 2, bundle: 50, atOnce: 4 }, bench.rounds)
    const name = 'quorum 2, bundles of 50, on PGlite'
    return [atLeast(name, rate(rounds), 'receipts/s', 1_500, describe(rounds))]
  })
