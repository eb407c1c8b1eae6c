/** The worker that vanishes: killed in mid-unit, back once its lease has gone to somebody else. */
import type { GridStatus } from '@pumasi/protocol'
import type { Worker } from './grid.ts'

/** When it comes back in any case: the others must not wait for it for ever. */
const BACK_MS = 20_000

export interface Vanishing {
  /** Called with each new status. */
  readonly follow: (status: GridStatus) => void
}

/**
 * Kills `worker` once, as soon as it is in the middle of a unit: early enough for a third account
 * to have that unit still before it. An earlier start may have shown that already.
 */
export function vanishOnce(worker: Worker, say: (text: string) => void): Vanishing {
  const { account } = worker.ready
  let state: 'waiting' | 'gone' | 'done' = 'waiting'
  let goneAtMs = 0
  return {
    follow: ({ hosts, handovers, atMs }) => {
      const taken = handovers.some(
        ({ from, to }) => from === account && to !== null && to !== account,
      )
      const busy = hosts.some((host) => host.account === account && host.activeLeases > 0)
      if (state === 'waiting' && taken) {
        state = 'done'
      } else if (state === 'waiting' && busy) {
        worker.crash()
        state = 'gone'
        goneAtMs = atMs
        say(`${worker.name}: killed in the middle of a unit`)
      } else if (state === 'gone' && (taken || atMs - goneAtMs > BACK_MS)) {
        worker.revive()
        state = 'done'
        say(`${worker.name}: is back; its lease ${taken ? 'went to another host' : 'ran out'}`)
      }
    },
  }
}
