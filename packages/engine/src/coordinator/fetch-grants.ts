/** The delegations behind receipts. */
import { mapInStints, partsOf, runInStints } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { delegationFaultAt } from '@pumasi/proof'
import type { SignedDelegation } from '@pumasi/proof'
import type { BundledReceipt } from '@pumasi/rules'
import { plainSignatures } from '../ports/signatures.ts'
import type { Coordinator } from './context.ts'

/** Receipts whose signatures are read before those of the hosts that report meanwhile. */
const READ_AT_ONCE = 100
const MATCHED_PER_STINT = 5_000

/** One delegation behind each receipt: a host that registers often must not swell the bundle. */
export async function fetchGrants(
  coordinator: Pick<Coordinator, 'store' | 'domain' | 'signatures' | 'giveWay'>,
  receipts: readonly BundledReceipt[],
): Promise<readonly SignedDelegation[]> {
  const { store, domain, signatures = plainSignatures, giveWay } = coordinator
  const sessions: (Account | null)[] = []
  for (const part of partsOf(receipts, READ_AT_ONCE)) {
    const signings = await signatures.readSignings(part, domain)
    sessions.push(...signings.map(({ session }) => session))
    await giveWay()
  }
  const keys = [...new Set(sessions)].filter((key) => key !== null)
  const known = await store.fetchDelegations(keys)
  const grantsOf = Map.groupBy(known, ({ delegation }) => delegation.session as Account | null)
  const choosing = mapInStints(receipts, MATCHED_PER_STINT, (one, position) =>
    grantsOf.get(sessions[position] ?? null)?.find(({ delegation }) => isBehind(delegation, one)),
  )
  const used = await runInStints(choosing, giveWay)
  return [...new Set(used)].filter((grant) => grant !== undefined)
}

const isBehind = (
  delegation: SignedDelegation['delegation'],
  { receipt: { account, jobId }, acceptedAtMs }: BundledReceipt,
): boolean =>
  delegation.account === account &&
  delegationFaultAt(delegation, Math.floor(acceptedAtMs / 1000), jobId) === null
