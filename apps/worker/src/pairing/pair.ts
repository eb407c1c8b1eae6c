/**
 * Pair: shows a code, waits until a wallet has signed for this machine's key, and checks what came.
 *
 * A code that runs out is replaced by another. The coordinator only carries: it is never asked
 * whether a signature is good.
 */
import { isGridError } from '@pumasi/domain'
import type { Account, StopSignal } from '@pumasi/domain'
import type { SigningDomain } from '@pumasi/proof'
import {
  chooseVersion,
  createGridClient,
  fingerprintOf,
  toGridError,
  writeCode,
} from '@pumasi/protocol'
import type { GridClient, PairingTicket } from '@pumasi/protocol'
import type { OwnKeys } from '../keys.ts'
import { assertPaired } from './paired.ts'
import type { Pairing } from './paired.ts'

const POLL_MS = 2_000

export interface PairOptions {
  readonly url: string
  readonly keys: OwnKeys
  readonly name: string
  readonly platform: string
  /** The only wallet to earn for; null asks `confirm` about whichever signed. */
  readonly wallet: Account | null
  readonly show: (invitation: Invitation) => void
  /** False when the owner of this machine does not know the wallet. */
  readonly confirm: (wallet: Account) => Promise<boolean>
  readonly nowMs: () => number
  readonly sleep: (ms: number, signal: StopSignal) => Promise<void>
  readonly signal: StopSignal
}

/** What the owner types and compares. */
export interface Invitation {
  readonly code: string
  readonly fingerprint: string
  readonly page: string
  readonly expiresAtMs: number
}

/**
 * Null when it was told to stop.
 * @throws `PAIRING_FORGED`, `PAIRING_OTHER_WALLET`, `PAIRING_OVER`, `PROTOCOL_VERSION_UNKNOWN`,
 *   what a coordinator throws
 */
export async function pair(options: PairOptions): Promise<Pairing | null> {
  const { url, keys, wallet, show, confirm, nowMs, sleep, signal } = options
  const client = createGridClient({ url })
  const call = async <T>(act: (client: GridClient) => Promise<T>): Promise<T> => {
    try {
      return await act(client)
    } catch (error) {
      throw toGridError(error, url)
    }
  }
  const description = await call((grid) => grid.describe.query())
  chooseVersion(description)
  const { chainId, ledger } = description
  const domain: SigningDomain = { chainId, ledger }
  while (!signal.aborted) {
    const ticket = await call((grid) => begin(grid, domain, options))
    show({
      code: writeCode(ticket.code),
      fingerprint: fingerprintOf(keys.session),
      page: `${url.replace(/\/+$/, '')}/pair`,
      expiresAtMs: ticket.expiresAtMs,
    })
    const signed = await collect(ticket)
    if (signed === null) continue
    const nowSeconds = Math.floor(nowMs() / 1_000)
    assertPaired(signed, { session: keys.session, wallet, domain, nowSeconds })
    if (wallet !== null || (await confirm(signed.delegation.account))) return { domain, signed }
  }
  return null

  /** Null when the code ran out, or this was told to stop. */
  async function collect({ claim }: PairingTicket) {
    while (!signal.aborted) {
      try {
        const { delegation } = await call((grid) => grid.pairing.collect.mutate({ claim }))
        if (delegation !== null) return delegation
      } catch (error) {
        if (isGridError(error, 'PAIRING_UNKNOWN')) return null
        if (!isGridError(error) || !error.retryable) throw error
      }
      await sleep(POLL_MS, signal)
    }
    return null
  }
}

async function begin(
  client: GridClient,
  domain: SigningDomain,
  { keys, name, platform }: PairOptions,
): Promise<PairingTicket> {
  const { session } = keys
  const { challenge } = await client.host.challenge.mutate({ session })
  const signature = keys.signChallenge(challenge, domain)
  return client.pairing.begin.mutate({ session, name, platform, challenge, signature })
}
