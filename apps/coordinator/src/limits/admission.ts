/**
 * Admission: every request asks here before it costs anything, and says when it is over.
 *
 * Kinds of calls have gates of their own, so that a crowd of readers keeps no host from reporting.
 * One caller (a session, an account, else an address) gets at most half of what there is, running
 * and waiting.
 */
import type { Caller } from '@pumasi/protocol'
import type { Clock } from '@pumasi/engine'
import type { Config } from '../config/settings.ts'
import { createGate } from './gate.ts'
import type { Gate } from './gate.ts'
import { aLine, networkOf } from './network-of.ts'
import { createRateLimit } from './rate-limit.ts'
import { rateError } from './refusals.ts'

export const callKinds = [
  ...['register', 'lease', 'report', 'submit', 'read', 'watch', 'upload', 'download'],
] as const
export type CallKind =
  'register' | 'lease' | 'report' | 'submit' | 'read' | 'watch' | 'upload' | 'download'

export type Limits = Pick<
  Config,
  | 'calls-max'
  | 'queue-max'
  | 'queue-seconds'
  | 'transfers-max'
  | 'watchers-max'
  | 'registrations-per-minute'
  | 'submissions-per-minute'
  | 'uploads-per-minute'
>

export interface Visitor {
  readonly caller: Caller
  readonly address: string
}

export interface Admission {
  /** Resolves with the way out. @throws `COORDINATOR_BUSY`, `RATE_LIMITED` */
  readonly admit: (kind: CallKind, visitor: Visitor) => Promise<() => void>
  readonly gates: Readonly<Record<CallKind, Gate>>
}

/** What a procedure of the wire asks for. */
export function kindOfProcedure(path: string): CallKind {
  if (path === 'watch') return 'watch'
  // Whoever tries codes is held back as whoever tries to sign in is; a machine that waits is not.
  if (path.startsWith('pairing.')) return path === 'pairing.collect' ? 'read' : 'register'
  if (path === 'host.challenge' || path === 'host.register') return 'register'
  if (['account.signInTerms', 'account.signIn', 'account.enter'].includes(path)) return 'register'
  if (path === 'host.report' || path === 'attestor.answer') return 'report'
  if (path.startsWith('host.')) return 'lease'
  const asked = [
    ...['job.list', 'job.search', 'job.fetch', 'job.units', 'job.unit', 'job.proof'],
    'operator.actions',
  ]
  const changes = path.startsWith('job.') || path.startsWith('operator.')
  return changes && !asked.includes(path) ? 'submit' : 'read'
}

export function createAdmission(limits: Limits, clock: Clock): Admission {
  const waitMs = limits['queue-seconds']
  const calls = { workingMax: limits['calls-max'], waitingMax: limits['queue-max'], waitMs }
  const transfers = { workingMax: limits['transfers-max'], waitingMax: limits['queue-max'], waitMs }
  const gates: Record<CallKind, Gate> = {
    register: createGate('registrations', calls),
    lease: createGate('requests for work', calls),
    report: createGate('reports', calls),
    submit: createGate('submissions', calls),
    read: createGate('questions', calls),
    watch: createGate('watchers', {
      ...{ workingMax: limits['watchers-max'], waitingMax: 0, waitMs },
    }),
    upload: createGate('uploads', transfers),
    download: createGate('downloads', transfers),
  }
  const rates: { readonly [Kind in CallKind]?: ReturnType<typeof createRateLimit> } = {
    register: createRateLimit(limits['registrations-per-minute']),
    submit: createRateLimit(limits['submissions-per-minute']),
    upload: createRateLimit(limits['uploads-per-minute']),
  }
  const present = createPresence()
  const shareOf = (kind: CallKind): number => {
    if (kind === 'watch') return Math.max(1, limits['watchers-max'] / 2)
    const { workingMax, waitingMax } = kind.endsWith('load') ? transfers : calls
    return Math.max(1, (workingMax + waitingMax) / 2)
  }

  return {
    gates,
    admit: async (kind, { caller, address }) => {
      const network = networkOf(address, aLine)
      const who = caller.session ?? caller.account ?? network
      // Accounts are cheap, so what any of them may do often is counted by where they are.
      const rated = kind === 'submit' && caller.operator ? undefined : rates[kind]
      const waitForMs = rated?.take(kind === 'upload' ? who : network, clock.nowMs()) ?? 0
      if (waitForMs > 0) throw rateError(`requests of the kind "${kind}"`, waitForMs)
      const key = `${kind} ${caller.operator ? 'operator' : who}`
      if (present.count(key) >= shareOf(kind)) {
        throw rateError(`${present.count(key)} requests of the kind "${kind}" at once`, 1_000)
      }
      const goes = present.come(key)
      try {
        const leave = await gates[kind].enter()
        return () => {
          goes()
          leave()
        }
      } catch (error) {
        goes()
        throw error
      }
    },
  }
}

/** How many requests of each caller are here, running or waiting. */
function createPresence() {
  const counts = new Map<string, number>()
  return {
    count: (key: string): number => counts.get(key) ?? 0,
    come: (key: string): (() => void) => {
      counts.set(key, (counts.get(key) ?? 0) + 1)
      let gone = false
      return () => {
        if (gone) return
        gone = true
        const left = (counts.get(key) ?? 1) - 1
        if (left === 0) counts.delete(key)
        else counts.set(key, left)
      }
    },
  }
}
