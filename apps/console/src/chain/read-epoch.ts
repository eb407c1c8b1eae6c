/**
 * Epoch: the number that an account's delegations must name, by the word of a node.
 *
 * A coordinator that named it could have wallets sign for epochs far ahead, which no revocation
 * would end (docs/adr/0033). So it is read from a node the visitor chose; when none answers, it is
 * the first, which is right for whoever never revoked, and which any revocation ends.
 */
import type { Account } from '@pumasi/domain'
import type { SigningDomain } from '@pumasi/proof'
import { askChain } from './ask-chain.ts'

export interface KnownEpoch {
  readonly epoch: number
  /** The origin of the node that said so; null when none did. */
  readonly node: string | null
}

export type EpochReader = (account: Account) => Promise<KnownEpoch>

export const firstEpoch: KnownEpoch = { epoch: 0, node: null }

/** Time a node has to answer, while a visitor waits to begin. */
const READ_MS = 15_000

/** Asks that node about the ledger of a signing domain, and about no other. */
export const readEpochFrom =
  (rpcUrl: string, { chainId, ledger }: SigningDomain): EpochReader =>
  async (account) => {
    if (!URL.canParse(rpcUrl)) return firstEpoch
    const place = { rpcUrl, ledger }
    try {
      const signal = AbortSignal.timeout(READ_MS)
      const { epoch } = await askChain('account', place, { account, chainId }, { signal })
      return { epoch, node: new URL(rpcUrl).origin }
    } catch {
      return firstEpoch
    }
  }
