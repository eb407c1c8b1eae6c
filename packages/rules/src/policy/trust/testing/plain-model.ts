/**
 * Trust told once more, the slow way: every receipt with its state, everything counted anew after
 * each event. Shares no line with the rules.
 */
import type { TrustEvent } from '../apply.ts'
import type { TrustRules } from '../trust-rules.ts'

type State =
  | 'undrawn'
  | 'provisional'
  | 'open'
  | 'open blind'
  | 'agreed'
  | 'agreed blind'
  | 'refuted'
  | 'vested'
  | 'void'
  | 'dropped'

export class PlainTrust {
  readonly states: State[] = []
  strikes = 0
  #firstCounting = 0

  apply(event: TrustEvent, rules: TrustRules): void {
    const { states } = this
    if (event.type === 'sealed') {
      states.push(event.replicated ? 'open' : 'undrawn')
      return
    }
    const { seq } = event
    const old = seq < this.#firstCounting
    if (event.type === 'drawn') {
      states[seq] = old ? 'void' : event.audited ? 'open blind' : 'provisional'
    } else if (event.type === 'redrawn') {
      states[seq] = 'open blind'
    } else if (event.type === 'dropped') {
      states[seq] = 'dropped'
    } else if (event.type === 'overruled') {
      states[seq] = 'refuted'
      if (!old) this.#strike()
    } else if (event.agreed) {
      states[seq] = states[seq] === 'open blind' ? 'agreed blind' : 'agreed'
    } else {
      states[seq] = 'refuted'
      if (!old) this.#strike()
    }
    if (event.type === 'settled' || event.type === 'dropped') this.#vest(rules)
  }

  #strike(): void {
    this.strikes += 1
    this.#firstCounting = this.states.length
    this.states.forEach((state, seq) => {
      if (state === 'provisional') this.states[seq] = 'void'
    })
  }

  #vest({ vestingChecks }: TrustRules): void {
    const { states } = this
    const isOpen = (state: State | undefined): boolean => state === 'open' || state === 'open blind'
    states.forEach((state, seq) => {
      if (state !== 'provisional') return
      let checks = 0
      for (let later = 0; later < states.length && !isOpen(states[later]); later += 1) {
        if (later > seq && states[later] === 'agreed blind') checks += 1
      }
      if (checks >= vestingChecks) states[seq] = 'vested'
    })
  }

  /** Believed since the last failed check. */
  get history(): number {
    return this.states.filter(
      (state, seq) => seq >= this.#firstCounting && /^(agreed|vested)/.test(state),
    ).length
  }

  seqsOf(state: State): number[] {
    return this.states.flatMap((other, seq) => (other === state ? [seq] : []))
  }
}
