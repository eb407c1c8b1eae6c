/** The state of a small grid at each step of its life, with one of everything the console shows. */
import type { Account, Digest, JobId } from '@pumasi/domain'
import type { BatchView, GridDescription, GridStatus, HostView } from '@pumasi/protocol'

const UNITS = 400
const BATCH_UNITS = 40
const STEP_MS = 1_000
const STEPS = 100
const startMs = Date.UTC(2026, 10, 23, 9, 0, 0)

/** A hexadecimal text of `bytes` bytes that differs with the seed. */
const hex = <T extends string>(seed: number, bytes: number): T =>
  `0x${Array.from({ length: bytes }, (_, index) => ((seed * 37 + index * 113) % 256).toString(16).padStart(2, '0')).join('')}` as T

const jobId = hex<JobId>(1, 32)

/** A name that would run if it were ever taken for markup. */
export const hostileName = '<img src=x onerror=document.title="owned">'

const people = [
  { name: 'gapcheon', platform: 'linux x64, node 24', seed: 11 },
  { name: 'hanbat', platform: 'linux arm64, node 24', seed: 12 },
  { name: hostileName, platform: 'windows x64, node 24', seed: 13 },
] as const
const accounts = people.map(({ seed }) => hex<Account>(seed, 20))
const [honest, vanished, liar] = accounts as [Account, Account, Account]

export const description: GridDescription = {
  protocolVersion: 1,
  protocolVersionLeast: 1,
  chainId: 31_337n,
  ledger: hex<Account>(99, 20),
  rpcUrl: 'http://127.0.0.1:8545',
  rules: { rewriterVersion: 1, fuelPerCreditMicro: 1_000n, quorumMin: 2 },
}

/** Believed units grow with the step, and every full batch is committed one step after it. */
export function statusAt(step: number): GridStatus {
  const atMs = startMs + step * STEP_MS
  const believed = Math.floor((UNITS * step) / STEPS)
  const batches = batchesAt(step)
  const committed = batches.reduce((sum, { units, commit }) => sum + (commit ? units : 0), 0)
  const open = UNITS - believed
  const lied = Math.min(6, Math.floor(step / 4))
  const hosts = hostsAt(step, believed, lied)
  const waiting = batches.filter(({ commit }) => commit === null)
  return {
    atMs,
    totals: {
      ...{ jobs: 1, unitsOpen: open, unitsBelieved: believed, hosts: hosts.length },
      ...{ hostsAlive: hosts.length, receipts: 2 * believed + lied, batches: batches.length },
      hostsBusy: hosts.filter(({ activeLeases }) => activeLeases > 0).length,
      batchesWaiting: waiting.length,
      waitingSinceMs: waiting.at(-1)?.closedAtMs ?? null,
    },
    jobs: [
      {
        jobId,
        name: 'boarding-school',
        ...{ requester: null, priority: 0, pauseReason: null },
        state: open > 0 ? 'running' : 'finished',
        units: UNITS,
        believed,
        failed: 0,
        cancelled: 0,
        committed,
        activeLeases: Math.min(8, open),
        createdAtMs: startMs,
        cancelledAtMs: null,
        lastBeliefMs: believed > 0 ? atMs : null,
      },
    ],
    hosts,
    batches,
    refusals: Array.from({ length: lied }, (_, index) => ({
      jobId,
      unitIndex: 7 + 13 * index,
      account: liar,
      acceptedAtMs: startMs + 4_000 * (index + 1),
      code: 'OUTPUT_DIFFERS',
      explanation:
        'the output differs from the one the accounts that agree reported ' +
        `(found ${hex<Digest>(index, 32)}, expected ${hex<Digest>(index + 50, 32)})`,
    })).reverse(),
    handovers:
      step < 30
        ? []
        : [30, 31].map((second) => ({
            jobId,
            unitIndex: 90 + second,
            from: vanished,
            expiredAtMs: startMs + second * STEP_MS,
            to: step > second + 2 ? honest : null,
          })),
    troubles: step === 50 ? ['found no RPC endpoint at http://127.0.0.1:8545: it is retried'] : [],
  }
}

function hostsAt(step: number, believed: number, lied: number): readonly HostView[] {
  const atMs = startMs + step * STEP_MS
  const busy = believed < UNITS
  const host = (index: number, counts: Partial<HostView>): HostView => ({
    session: hex<Account>(index + 40, 20),
    account: accounts[index] as Account,
    name: people[index]?.name ?? '',
    platform: people[index]?.platform ?? '',
    firstSeenMs: startMs,
    lastSeenMs: atMs,
    activeLeases: busy ? 4 : 0,
    received: believed,
    pending: 0,
    credited: believed,
    refused: 0,
    expired: 0,
    returned: 0,
    creditMicro: BigInt(believed) * 1_234_567n,
    ...{ trust: null, suspended: null },
    ...counts,
  })
  const reason = `${lied} receipts refused against 0 credited`
  return [
    host(0, {}),
    host(1, { expired: step < 30 ? 0 : 2 }),
    host(2, {
      activeLeases: 0,
      received: lied,
      credited: 0,
      refused: lied,
      creditMicro: 0n,
      suspended: lied > 5 ? reason : null,
      lastSeenMs: Math.min(atMs, startMs + 26_000),
    }),
  ]
}

function batchesAt(step: number): readonly BatchView[] {
  const steps = (STEPS * BATCH_UNITS) / UNITS
  return Array.from({ length: Math.floor(step / steps) }, (_, index) => {
    const closedStep = (index + 1) * steps
    const committed = step > closedStep || step === STEPS
    return {
      id: index + 1,
      units: BATCH_UNITS,
      unitCount: BATCH_UNITS,
      dataHash: hex<Digest>(index + 60, 32),
      unitsRoot: hex<Digest>(index + 70, 32),
      closedAtMs: startMs + closedStep * STEP_MS,
      commit: committed
        ? {
            txHash: hex<Digest>(index + 80, 32),
            blockNumber: 12 + index,
            gasUsed: 231_456n + BigInt(index),
            committedAt: (startMs + (closedStep + 1) * STEP_MS) / 1000,
            feeWei: 231_456n * 1_200_000_000n,
            latency: {
              ...{ sendingMs: 400, inclusionMs: 270, confirmationMs: 10, transactions: 1 },
            },
          }
        : null,
      words: [],
      healedAtMs: null,
    }
  }).reverse()
}
