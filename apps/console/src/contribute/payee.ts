/**
 * Payee: who earns what this tab computes, and the session that was opened for them.
 *
 * A session outlives a pause, so that the grid knows one host, not one for each start; a wallet is
 * asked again only when what it signed is about to run out, or when it has been revoked.
 */
import type { SigningDomain } from '@pumasi/proof'
import { DELEGATION_DAYS, openDelegatedSession, openTabSession } from './tab-session.ts'
import type { TabSession } from './tab-session.ts'
import { keepWallet } from './tab-wallet.ts'
import type { EpochReader } from '../chain/read-epoch.ts'
import { askDelegation } from './ask-delegation.ts'
import type { FoundWallet } from '../wallets/provider.ts'

/** The wallet kept in this browser, or one of the visitor's own. */
export type Payee = 'tab' | FoundWallet

/** A delegation with less than this left is not begun with. */
const LEFT_LEAST_S = 86_400

export interface PayTerms {
  readonly domain: SigningDomain
  readonly nowSeconds: number
  /** Says in which epoch a wallet of the visitor's own is. */
  readonly epochOf: EpochReader
}

export interface Payroll {
  /** @throws what the wallet's refusal throws */
  readonly open: (payee: Payee, terms: PayTerms) => Promise<TabSession>
}

export function createPayroll(): Payroll {
  const opened = new Map<string, { readonly session: TabSession; readonly sinceSeconds: number }>()
  const keep = (key: string, session: TabSession, sinceSeconds: number): TabSession => {
    opened.set(key, { session, sinceSeconds })
    return session
  }
  return {
    open: async (payee, { domain, nowSeconds, epochOf }) => {
      if (payee === 'tab') {
        const wallet = keepWallet()
        const known = opened.get(wallet.account)
        return known?.session ?? keep(wallet.account, openTabSession(wallet), nowSeconds)
      }
      const known = opened.get(payee.uuid)
      const leftSeconds = (known?.sinceSeconds ?? 0) + DELEGATION_DAYS * 86_400 - nowSeconds
      if (known !== undefined && leftSeconds > LEFT_LEAST_S) {
        const now = await epochOf(known.session.account)
        // A node that does not answer now takes nothing back that one said before.
        if (now.node === null || now.epoch === known.session.epoch?.epoch) return known.session
      }
      const session = await openDelegatedSession((key) =>
        askDelegation(payee.provider, { session: key, domain, nowSeconds, epochOf }),
      )
      return keep(payee.uuid, session, nowSeconds)
    },
  }
}
