/** What the page knows of this tab's contribution; a reducer for React. */
import type { Account, GridErrorShape } from '@pumasi/domain'
import type { WorkerEvent } from '@pumasi/engine'
import type { KnownEpoch } from '../chain/read-epoch.ts'
import { applyEvent, emptyTally } from './tally.ts'
import type { Tally } from './tally.ts'

/** As what this tab works. */
export interface ContributingHost {
  readonly account: Account
  readonly session: Account
  /** The epoch its delegation names; null for the wallet of this browser. */
  readonly epoch: KnownEpoch | null
}

export interface ContributionState {
  /** `finishing` begins nothing more and reports what it has. */
  readonly phase: 'idle' | 'starting' | 'running' | 'finishing'
  readonly tally: Tally
  /** Instructions executed here, by the sandbox's own count. */
  readonly fuel: bigint
  /** Null until the first start. */
  readonly host: ContributingHost | null
  /** Why the last run ended although nobody wished it. */
  readonly failure: GridErrorShape | null
}

export const idle: ContributionState = {
  ...{ phase: 'idle', tally: emptyTally, fuel: 0n, host: null, failure: null },
}

export type ContributionChange =
  | { readonly type: 'starting' | 'finishing' }
  | ({ readonly type: 'began' } & ContributingHost)
  | { readonly type: 'told'; readonly event: WorkerEvent; readonly atMs: number }
  | { readonly type: 'burnt'; readonly fuel: bigint }
  | { readonly type: 'ended'; readonly failure: GridErrorShape | null }

export function applyChange(
  state: ContributionState,
  change: ContributionChange,
): ContributionState {
  switch (change.type) {
    case 'starting':
      return { ...state, phase: 'starting', failure: null }
    case 'finishing':
      return state.phase === 'running' ? { ...state, phase: 'finishing' } : state
    case 'began': {
      const { account, session, epoch } = change
      return { ...state, phase: 'running', host: { account, session, epoch } }
    }
    case 'told':
      return { ...state, tally: applyEvent(state.tally, change.event, change.atMs) }
    case 'burnt':
      return { ...state, fuel: state.fuel + change.fuel }
    case 'ended': {
      const tally = { ...state.tally, running: [], unanswered: [], waiting: null }
      return { ...state, phase: 'idle', tally, failure: change.failure }
    }
  }
}
