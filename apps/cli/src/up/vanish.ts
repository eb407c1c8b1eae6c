/** The worker that vanishes: killed in mid-unit, back once its lease has gone to somebody else. */
import type { GridStatus } from '@pumasi/protocol'
import type { Worker } from './grid.ts'

/** Share of the job done before the worker is killed. */
const KILL_SHARE = 0.15
/** And after which it comes back in any case: the others must not wait for it for ever. */
const BACK_MS = 20_000

export interface Vanishing {
  /** Called with each new status. */
  readonly follow: (status: GridStatus) => void
}

/** Kills `worker` once, in the middle of a unit, unless an earlier start has shown that already. */
export function vanishOnce(worker: Worker, say: (text: string) => void): Vanishing {
  const { account } = worker.ready
  let state: 'waiting' | 'gone' | 'done' = 'waiting'
  let goneAtMs = 0
  return {
    follow: ({ jobs, hosts, handovers, atMs }) => {
      const handedOver = handovers.some(({ from, to }) => from === account && to !== null)
      if (state === 'waiting') {
        const busy = hosts.some((host) => host.account === account && host.activeLeases > 0)
        const job = jobs[0]
        if (handedOver || job === undefined) {
          state = handedOver ? 'done' : state
        } else if (busy && job.believed >= job.units * KILL_SHARE) {
          worker.crash()
          state = 'gone'
          goneAtMs = atMs
          say(`${worker.name}: killed in the middle of a unit`)
        }
      } else if (state === 'gone' && (handedOver || atMs - goneAtMs > BACK_MS)) {
        worker.revive()
        state = 'done'
        say(`${worker.name}: is back; its lease ${handedOver ? 'went to another host' : 'ran out'}`)
      }
    },
  }
}
