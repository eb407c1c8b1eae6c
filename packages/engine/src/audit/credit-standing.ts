/**
 * Credit standing: what an account has on the chain, what a sync would make of it, and what waits.
 *
 * In: a ledger, whoever proves credits (a mirror, or a coordinator that is not believed), an
 * account. Every proof is held against the header of one's own node.
 */
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { verifyCreditProof } from '@pumasi/proof'
import type { CreditProof } from '@pumasi/proof'
import type { CommittedBatch, LedgerAccount, LedgerOffice, LedgerReader } from '../ports/ledger.ts'
import { findNewestSound, findSyncable } from './prove-credit.ts'

/** Proves an account's row in the table of a batch; null when it has none there. */
export type CreditProver = (batch: CommittedBatch, account: Account) => Promise<CreditProof | null>

export interface CreditStanding extends LedgerAccount {
  readonly account: Account
  /** By the newest table that a sync takes; null while no batch is final or none names it. */
  readonly final: CreditProof | null
  /** By the newest table that may become final, with when it will; null when none names it. */
  readonly newest: { readonly proof: CreditProof; readonly finalAt: number } | null
  /** True when a sync would change something. */
  readonly syncable: boolean
}

/** @throws `CREDIT_UNPROVEN`, what the ledger reader throws */
export async function fetchCreditStanding(
  ledger: LedgerReader & LedgerOffice,
  prove: CreditProver,
  account: Account,
): Promise<CreditStanding> {
  const proven = async (batch: CommittedBatch): Promise<CreditProof | null> => {
    const proof = await prove(batch, account)
    if (proof === null) return null
    const own = { ...proof, id: batch.id, header: batch.header }
    if (proof.leaf.account === account && verifyCreditProof(own)) return own
    throw forged(batch.id)
  }
  const onChain = await ledger.fetchAccount(account)
  const [takes, counts] = [await findSyncable(ledger), await findNewestSound(ledger)]
  const final = takes && (await proven(takes))
  const same = takes !== null && takes.id === counts?.batch.id
  const last = same ? final : counts && (await proven(counts.batch))
  const newest = counts && last && { proof: last, finalAt: counts.finalAt }
  const syncable = final !== null && final.id > onChain.syncedTo
  return { account, ...onChain, final, newest, syncable }
}

const forged = (id: number): GridError =>
  new GridError('CREDIT_UNPROVEN', `found a proof of credit that batch ${id} does not bear out`, {
    hint: 'Ask another mirror or coordinator: this one is not to be believed.',
    details: { batchId: id },
  })
