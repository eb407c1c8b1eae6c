/**
 * Verifies a proof file against what a chain holds.
 *
 * In: the file, and what a node of the chain says about its ledger and batch. Out: null, or the
 * first field that is not as it must be. Does not read: anything else.
 * Invariant: every field is bound to the chain or to a signature; a file in which any is changed is
 * refused with that field, or the part it lies in, by name (verify.test.ts).
 */
import { digestOfCanonical } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { delegationFaultAt, verifyDelegation } from '../delegation.ts'
import { headerDigest } from '../header.ts'
import type { Header } from '../header.ts'
import { hashUnitLeaf } from '../leaf.ts'
import { verifyMultiProof } from '../merkle/multiproof.ts'
import { recoverSession } from '../receipt.ts'
import type { SigningDomain } from '../typed-data.ts'
import type { ProofFile } from './format.ts'

/** What a chain holds, as far as a proof file is concerned. */
export interface ChainEvidence extends SigningDomain {
  /** Batches of the ledger. */
  readonly batchCount: number
  /** The batch whose id the file names; null when there is none. */
  readonly batch: {
    readonly id: number
    readonly header: Header
    readonly digest: Hex
    readonly txHash: Hex
    readonly blockNumber: number
  } | null
}

/** The first field that is not as it must be. */
export interface ProofFault {
  /** As in `receipts.0.signature`; a part when no single field can be told. */
  readonly field: string
  readonly found: string
  readonly expected: string
}

/** Null when the file holds. */
export function verifyProofFile(file: ProofFile, chain: ChainEvidence): ProofFault | null {
  return (
    verifyPlace(file, chain) ??
    verifyBatch(file, chain) ??
    verifyDelegations(file) ??
    verifyReceipts(file) ??
    verifyClaims(file) ??
    verifyInclusionOf(file)
  )
}

const fault = (field: string, found: unknown, expected: unknown): ProofFault => ({
  field,
  found: String(found),
  expected: String(expected),
})

/** The first field that differs. */
function firstDifference<T extends object>(part: string, found: T, expected: T): ProofFault | null {
  const names = Object.keys(expected) as (keyof T & string)[]
  const name = names.find((each) => found[each] !== expected[each])
  return name === undefined ? null : fault(`${part}.${name}`, found[name], expected[name])
}

const verifyPlace = ({ chain }: ProofFile, { chainId, ledger }: ChainEvidence) =>
  firstDifference('chain', chain, { chainId, ledger })

function verifyBatch({ batch }: ProofFile, { batch: held, batchCount }: ChainEvidence) {
  if (held === null) return fault('batch.id', batch.id, `1 to ${batchCount}`)
  if (batch.id !== held.id) return fault('batch.id', batch.id, held.id)
  if (headerDigest(batch.header) !== held.digest) {
    const names = Object.keys(held.header) as (keyof Header)[]
    const differing = names.filter((name) => batch.header[name] !== held.header[name])
    // Nobody mistypes two fields at once: then the header is another batch's.
    if (differing.length > 1) return fault('batch.id', batch.id, 'the id of the header below')
    return firstDifference('batch.header', batch.header, held.header)
  }
  const { txHash, blockNumber } = held
  return firstDifference('batch', batch, { txHash, blockNumber } as typeof batch)
}

function verifyDelegations(file: ProofFile): ProofFault | null {
  const used = new Set(file.receipts.map((signed) => recoverSession(signed, file.chain)))
  for (const [position, signed] of file.delegations.entries()) {
    const { account, session } = signed.delegation
    const field = `delegations.${position}`
    if (!verifyDelegation(signed, file.chain)) return fault(field, 'another signer', account)
    if (!used.has(session)) return unusedDelegation(file, position)
  }
  return null
}

/** A grant without a receipt: the receipt it is for may be the one that was changed. */
function unusedDelegation(file: ProofFile, position: number): ProofFault {
  const changed = file.receipts.findIndex((signed) => grantOf(file, signed) === null)
  if (changed >= 0) return wrongSigner(file, changed)
  return fault(`delegations.${position}`, 'a grant that no receipt needs', 'only grants in use')
}

function grantOf({ chain, batch, delegations }: ProofFile, signed: ProofFile['receipts'][number]) {
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
  return fault(`receipts.${position}`, found, `a key that ${account} allowed`)
}

function verifyReceipts(file: ProofFile): ProofFault | null {
  const accounts = new Set<Account>()
  for (const [position, signed] of file.receipts.entries()) {
    const { account } = signed.receipt
    if (grantOf(file, signed) === null) return wrongSigner(file, position)
    if (accounts.has(account)) {
      return fault(`receipts.${position}`, `a second receipt of ${account}`, 'one of each account')
    }
    accounts.add(account)
  }
  return null
}

const claimed = [
  'jobId',
  'unitIndex',
  'programHash',
  'inputHash',
  'outputHash',
  'exitClass',
  'fuel',
] as const

function verifyClaims({ unit, input, receipts }: ProofFile): ProofFault | null {
  for (const name of claimed) {
    const said = new Set(receipts.map(({ receipt }) => receipt[name]))
    if (said.size > 1) return fault('receipts', [...said].join(' and '), `one ${name}`)
    const [expected] = said
    if (unit[name] !== expected) return fault(`unit.${name}`, unit[name], expected)
  }
  const inputHash = digestOfCanonical(input as never)
  if (inputHash !== unit.inputHash) return fault('input', inputHash, unit.inputHash)
  if (input.program === unit.programHash) return null
  return fault('input.program', input.program, unit.programHash)
}

function verifyInclusionOf({ batch, receipts, inclusion }: ProofFile): ProofFault | null {
  const { unitsRoot, unitCount } = batch.header
  const { leaves, proof, proofFlags } = inclusion
  if (leaves.length !== receipts.length) {
    return fault('inclusion.leaves', `${leaves.length} leaves`, `${receipts.length}`)
  }
  const nodes: Hex[] = []
  for (const [position, { index, creditMicro }] of leaves.entries()) {
    if (index >= unitCount) {
      return fault(`inclusion.leaves.${position}.index`, index, `below ${unitCount}`)
    }
    const receipt = receipts[position]?.receipt
    if (receipt !== undefined) nodes.push(hashUnitLeaf({ ...receipt, index, creditMicro }))
  }
  // A multiproof takes its leaves in the order of the tree.
  if (verifyMultiProof(unitsRoot, { leaves: nodes.sort(), proof, proofFlags })) return null
  return fault('inclusion', 'leaves that do not lead there', `the root ${unitsRoot}`)
}
