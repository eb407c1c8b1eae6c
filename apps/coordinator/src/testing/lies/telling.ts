/** The means by which a host lies to a coordinator; each answers the code it is refused with. */
import type { JobId } from '@pumasi/domain'
import type { Executor, LeasedWork } from '@pumasi/engine'
import { lyingExecutor } from '@pumasi/engine/testing'
import type { Receipt } from '@pumasi/proof'
import type { Stage, StageHost } from './stage.ts'

export const hostLieKinds = [
  ...['wrong output', 'copied output', 'replayed receipt', 'foreign receipt', 'wrong fuel'],
  ...['forged delegation', 'expired session', 'two outputs for one unit', 'lease of another host'],
  ...['flood of requests', 'enormous output', 'never returning', 'returning after the deadline'],
]

/** A liar with a lease on the only unit of a job, and an honest host with another. */
export interface Scene {
  readonly stage: Stage
  readonly jobId: JobId
  readonly liar: StageHost
  readonly leased: LeasedWork
  readonly honest: StageHost
  /** Has the unit decided by honest hosts, also when the liar's lease must run out first. */
  readonly settle: () => Promise<void>
}

export type HostLie = readonly [
  kind: string,
  name: string,
  code: string,
  tell: (scene: Scene) => Promise<string | null>,
]

/** What is answered to a receipt with these changes, signed well. */
export const claiming =
  (changes: Partial<Receipt>) =>
  async ({ stage, liar, leased }: Scene) =>
    refusedWith(await stage.report(liar, await stage.work(liar, leased, changes)))

export const refusedWith = ({ answer, code }: { answer: string; code: string | null }): string =>
  code ?? answer

/** Taken at first, since it may be true; refused when others agree on something else. */
export const outvoted =
  (changes: Partial<Receipt>, executor: Executor = lyingExecutor) =>
  async ({ stage, liar, leased, settle }: Scene) => {
    const { answer } = await stage.report(liar, await stage.work(liar, leased, changes, executor))
    await settle()
    return answer === 'accepted' ? stage.refusalOf(liar) : `at once: ${answer}`
  }

/** With bytes of its own as its output. */
export const showing =
  (bytes: Uint8Array, changes: Partial<Receipt> = {}) =>
  async (scene: Scene) => {
    const outputHash = await scene.stage.putAs(scene.liar, bytes)
    return claiming({ outputHash, ...changes })(scene)
  }
