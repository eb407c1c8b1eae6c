/**
 * Contribution: whether this tab lends its cores, on whatever page the visitor is.
 *
 * Nothing runs before `start`, which only a click calls; the worker's code is loaded then. Leaving
 * the page gives back what runs.
 */
import { toErrorShape } from '@pumasi/domain'
import type { GridErrorShape } from '@pumasi/domain'
import { createContext, use, useEffect, useMemo, useReducer, useRef } from 'react'
import type { ReactNode } from 'react'
import { applyChange, idle } from './contribution-state.ts'
import type { ContributionState } from './contribution-state.ts'
import type { TabSession } from './tab-session.ts'
import type { TabWork, TabWorkOptions } from './tab-worker.ts'

export type Wishes = Pick<TabWorkOptions, 'cores' | 'dutyPercent' | 'name' | 'platform'>

interface Contribution {
  readonly state: ContributionState
  /** `open` gives the session key and who earns, asking a wallet if need be. */
  readonly start: (wishes: Wishes, open: () => Promise<TabSession>) => void
  /** Begins nothing more; what runs is finished and reported. */
  readonly pause: () => void
  /** Gives back what runs. */
  readonly stop: () => void
}

const ContributionContext = createContext<Contribution | null>(null)

export function useContribution(): Contribution {
  const value = use(ContributionContext)
  if (value === null) throw new Error('useContribution needs a ContributionProvider around it')
  return value
}

export function ContributionProvider({ children }: { readonly children: ReactNode }) {
  const [state, change] = useReducer(applyChange, idle)
  const work = useRef<TabWork | 'starting' | null>(null)

  const actions = useMemo(() => {
    const running = (): TabWork | null =>
      work.current === null || work.current === 'starting' ? null : work.current
    const run = async (wishes: Wishes, open: () => Promise<TabSession>): Promise<void> => {
      const session = await open()
      const { startTabWork } = await import('./tab-worker.ts')
      const begun = await startTabWork({
        ...{ ...wishes, session },
        onEvent: (event) => change({ type: 'told', event, atMs: Date.now() }),
        onFuel: (fuel) => change({ type: 'burnt', fuel }),
      })
      work.current = begun
      const { account, epoch } = session
      change({ type: 'began', account, session: session.session, epoch })
      await begun.ended
    }
    return {
      start: (wishes: Wishes, open: () => Promise<TabSession>): void => {
        if (work.current !== null) return
        work.current = 'starting'
        change({ type: 'starting' })
        const end = (failure: GridErrorShape | null): void => {
          work.current = null
          change({ type: 'ended', failure })
        }
        run(wishes, open).then(
          () => end(null),
          (error: unknown) => end(toErrorShape(error)),
        )
      },
      pause: (): void => {
        running()?.drain()
        change({ type: 'finishing' })
      },
      stop: (): void => running()?.stop(),
    }
  }, [])

  useEffect(() => {
    addEventListener('pagehide', actions.stop)
    return () => removeEventListener('pagehide', actions.stop)
  }, [actions])

  const value = useMemo(() => ({ state, ...actions }), [state, actions])
  return <ContributionContext value={value}>{children}</ContributionContext>
}
