/** Who signed what a proof file holds: wallets their grants, granted keys their receipts. */
import type { Account } from '@pumasi/domain'
import { delegationDigest, delegationFaultAt } from '../delegation.ts'
import { recoverSession } from '../receipt.ts'
import type { SignedReceipt } from '../receipt.ts'
import { recoverSigner } from '../signature.ts'
import { compare } from './comparison.ts'
import type { Compared, ProofFault } from './comparison.ts'
import type { ProofFile } from './format.ts'

/** Each grant is its wallet's own, and some receipt needs it. */
export function examineDelegations(file: ProofFile): Compared {
  const { chain, delegations, receipts } = file
  const used = new Set(receipts.map((signed) => recoverSession(signed, chain)))
  const compared = []
  for (const [position, { delegation, signature }] of delegations.entries()) {
    const { account, session } = delegation
    const signer = recoverSigner(delegationDigest(delegation, chain), signature)
    const own = compare(`delegations.${position}`, signer ?? 'no signature', account)
    compared.push(own)
    if (signer !== account) return { compared, fault: own }
    if (!used.has(session)) return { compared, fault: unusedDelegation(file, position) }
  }
  return { compared, fault: null }
}

/** A grant without a receipt: the receipt it is for may be the one that was changed. */
function unusedDelegation(file: ProofFile, position: number): ProofFault {
  const changed = file.receipts.findIndex((signed) => grantOf(file, signed) === null)
  if (changed >= 0) return wrongSigner(file, changed)
  return compare(`delegations.${position}`, 'a grant that no receipt needs', 'only grants in use')
}

function grantOf({ chain, batch, delegations }: ProofFile, signed: SignedReceipt) {
  const session = recoverSession(signed, chain)
  const { account, jobId } = signed.receipt
  const grant = delegations.find(
    ({ delegation }) => delegation.session === session && delegation.account === account,
  )
  if (grant === undefined) return null
  // When a receipt was accepted is in no signature: what can be said is that it was before the
  // commit. The bundle, which an audit reads, says more.
  const { delegation } = grant
  const at = Math.min(batch.header.committedAt, delegation.expiresAt - 1)
  return delegationFaultAt(delegation, at, jobId) === null ? grant : null
}

const wrongSigner = ({ receipts, chain }: ProofFile, position: number): ProofFault => {
  const signed = receipts[position]
  const session = signed === undefined ? null : recoverSession(signed, chain)
  const account = signed?.receipt.account
  const found = session === null ? 'no signature' : `signed by ${session}`
  return compare(`receipts.${position}`, found, `a key that ${account} allowed`)
}

/** Each receipt is signed by a key that its account allowed; one of each account. */
export function examineReceipts(file: ProofFile): Compared {
  const accounts = new Set<Account>()
  const compared = []
  for (const [position, signed] of file.receipts.entries()) {
    const { account } = signed.receipt
    const field = `receipts.${position}`
    const grant = grantOf(file, signed)
    if (grant === null) return { compared, fault: wrongSigner(file, position) }
    compared.push(compare(field, recoverSession(signed, file.chain), grant.delegation.session))
    if (accounts.has(account)) {
      const fault = compare(field, `a second receipt of ${account}`, 'one of each account')
      return { compared, fault }
    }
    accounts.add(account)
  }
  return { compared, fault: null }
}
