/** A grid of any size for the console's bench: its live status moves, its lists are paged. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Account } from '@pumasi/domain'
import type { AccountView, GridService, GridStatus, HostView, UnitView } from '@pumasi/protocol'
import { description, statusAt } from '../src/testing/grid-at.ts'
import { closedService } from '../src/testing/moving-grid.ts'

export interface Crowd {
  readonly hosts: number
  readonly units: number
}

/** As the coordinator tells those who watch: so often, so many rows. */
const WATCH_MS = 500
const LIVE_HOSTS = 20
const STEP = 50

const hex = (n: number): Account => `0x${n.toString(16).padStart(40, '0')}` as Account

export function serviceOf({ hosts, units }: Crowd): GridService {
  const started = statusAt(STEP)
  const [model] = started.hosts
  const [job] = started.jobs
  if (model === undefined || job === undefined) throw new Error('found no host and no job')
  const hostAt = (n: number, atMs: number): HostView => ({
    ...model,
    ...{ session: hex(n + 1), account: hex(n + 1_000_000), name: `host ${n}` },
    received: Math.floor(atMs / 1_000) % 100_000,
    lastSeenMs: atMs - n,
  })
  const slice = <Row>(from: number, limit: number, all: number, at: (n: number) => Row): Row[] =>
    Array.from({ length: Math.max(0, Math.min(limit, all - from)) }, (_, n) => at(from + n))
  const status = (): GridStatus => {
    const atMs = Date.now()
    const moved = { ...job, units, believed: Math.floor(atMs / WATCH_MS) % units }
    return {
      ...started,
      atMs,
      totals: { ...started.totals, hosts, hostsAlive: hosts, unitsOpen: units },
      jobs: [moved],
      hosts: slice(0, LIVE_HOSTS, hosts, (n) => hostAt(n, atMs)),
    }
  }
  const accountAt = (n: number): AccountView => {
    const { activeLeases: _, pending: __, session: ___, platform: ____, ...shown } = hostAt(n, 0)
    return { ...shown, hosts: 1, blocked: null }
  }
  const unitAt = (unitIndex: number): UnitView => ({
    ...{ unitIndex, state: 'open', outputHash: null, exitClass: null, fuel: null },
    ...{ failure: null, batchId: null },
  })
  return {
    ...closedService,
    describe: async () => description,
    status: async () => status(),
    watch: async function* (signal) {
      while (signal?.aborted !== true) {
        yield status()
        await delay(WATCH_MS)
      }
    },
    searchHosts: async ({ from, limit }) => ({
      rows: slice(from, limit, hosts, (n) => hostAt(n, Date.now())),
      total: hosts,
    }),
    fetchAccounts: async ({ from, limit }) => ({
      rows: slice(from, limit, hosts, accountAt),
      total: hosts,
    }),
    fetchJob: async () => ({ ...status().jobs[0], spec }) as never,
    fetchUnits: async (_jobId, from, limit) => slice(from, limit, units, unitAt),
  }
}

const spec = {
  ...{ version: 1, name: 'crowd', nonce: '', requester: null, program: `0x${'00'.repeat(32)}` },
  ...{ args: ['{n}'], axes: [{ name: 'n', from: 1, to: 9 }], stdin: [], files: [], quorum: 2 },
  limits: { fuelMax: 1_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
}
