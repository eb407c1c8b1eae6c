/**
 * Kills: who is killed when, and for how long it stays away, drawn from the seed.
 *
 * Several may be away at once. After each round of kills everybody is back and work goes on before
 * the next one begins, so that a grid that does not recover is found soon.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from './chance.ts'
import { abortable } from '../grid/abortable.ts'
import type { KillableGrid } from '../grid/grid.ts'
import type { Member } from '../grid/member.ts'

const ROUND = 10
const BREATH_MS = 180_000
/** Beliefs seen anew before the next round. */
const BREATH_UNITS = 10
const CALM_MS = [100, 2_000] as const
const AWAY_MS = [50, 3_000] as const

export interface KillCounts {
  readonly coordinators: number
  readonly workers: number
  readonly database: number
  readonly chain: number
}

export async function killAtRandom(
  grid: KillableGrid,
  chance: Chance,
  kills: number,
  believed: () => number,
  onKill: (done: number, name: string) => void,
  signal: AbortSignal,
): Promise<KillCounts> {
  const counts = { coordinators: 0, workers: 0, database: 0, chain: 0 }
  const away = new Set<Promise<void>>()
  const groups: readonly (readonly [keyof KillCounts, readonly Member[], number])[] = [
    ['coordinators', grid.coordinators, 5],
    ['workers', grid.workers, 3],
    ['database', [grid.database], 2],
    ['chain', [grid.chain], 2],
  ]
  const kill = async (member: Member, awayMs: number): Promise<void> => {
    await member.kill()
    await pause(awayMs, undefined, { signal })
    member.start()
  }
  for (let done = 1; done <= kills; done += 1) {
    await pause(chance.between(...CALM_MS), undefined, { signal })
    const kind = chance.pick(groups.map(([name, , weight]) => [name, weight] as const))
    const members = groups.find(([name]) => name === kind)?.[1] ?? []
    const member = members[chance.between(0, members.length - 1)]
    const awayMs = chance.between(...AWAY_MS)
    if (member === undefined) continue
    await comeBack([member], signal)
    counts[kind] += 1
    onKill(done, member.name)
    const absence = kill(member, awayMs).finally(() => away.delete(absence))
    away.add(absence)
    if (done % ROUND === 0) await recover(grid, away, believed, signal)
  }
  await recover(grid, away, believed, signal)
  return counts
}

async function recover(
  grid: KillableGrid,
  away: ReadonlySet<Promise<void>>,
  believed: () => number,
  signal: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(BREATH_MS)])
  await Promise.all(away)
  await comeBack(grid.members, signal)
  const before = believed()
  while (believed() < before + BREATH_UNITS) {
    if (limit.aborted) {
      signal.throwIfAborted()
      throw new Error(`no ${BREATH_UNITS} units were believed within ${BREATH_MS} ms of the kills`)
    }
    await pause(200)
  }
}

/** Waits for members that were killed, or whose start has to wait for others. */
async function comeBack(members: readonly Member[], signal: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(BREATH_MS)
  try {
    const all = Promise.all(members.map((member) => member.ready()))
    await abortable(all, AbortSignal.any([signal, late]))
  } catch (error) {
    if (signal.aborted || !late.aborted) throw error
    const missing = members.filter((member) => !member.isReady()).map(({ name }) => name)
    throw new Error(`${missing.join(', ')} did not come back within ${BREATH_MS} ms`, {
      cause: error,
    })
  }
}
