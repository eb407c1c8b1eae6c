/** The delegations behind receipts. */
import type { Account } from '@pumasi/domain'
import { delegationFaultAt } from '@pumasi/proof'
import type { SignedDelegation } from '@pumasi/proof'
import type { BundledReceipt } from '@pumasi/rules'
import { plainSignatures } from '../ports/signatures.ts'
import type { Coordinator } from './context.ts'

/** One delegation behind each receipt: a host that registers often must not swell the bundle. */
export async function fetchGrants(
  {
    store,
    domain,
    signatures = plainSignatures,
  }: Pick<Coordinator, 'store' | 'domain' | 'signatures'>,
  receipts: readonly BundledReceipt[],
): Promise<readonly SignedDelegation[]> {
  const signings = await signatures.readSignings(receipts, domain)
  const sessions = signings.map(({ session }) => session)
  const known = await store.fetchDelegations([...new Set(sessions)].filter((key) => key !== null))
  const grantsOf = Map.groupBy(known, ({ delegation }) => delegation.session as Account | null)
  const used = receipts.map(({ receipt: { account, jobId }, acceptedAtMs }, position) =>
    grantsOf.get(sessions[position] ?? null)?.find(({ delegation }) => {
      const own = delegation.account === account
      return own && delegationFaultAt(delegation, Math.floor(acceptedAtMs / 1000), jobId) === null
    }),
  )
  return [...new Set(used)].filter((grant) => grant !== undefined)
}
