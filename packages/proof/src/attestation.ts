/**
 * Attestation: an attestor's word that a batch is right, given before it is committed.
 *
 * In: the whole content of the batch and its place in history, the domain of one ledger. Out: a
 * digest, a signature, who signed. The contract hashes the same (contracts/ledger, Encoding.sol).
 * Invariant: a signature holds for one content at one place in one history (attestation.test.ts).
 */
import type { Account, Hex } from '@pumasi/domain'
import type { BatchContent } from './header.ts'
import { recoverSigner, signDigest } from './signature.ts'
import type { RecoverSigner, Signature } from './signature.ts'
import { signingDigest, typeString } from './typed-data.ts'
import type { Fields, SigningDomain } from './typed-data.ts'
import { keccakText } from './words.ts'

export interface Attestation {
  readonly batchId: number
  /** Digest of the header before. */
  readonly prev: Hex
  readonly content: BatchContent
  /** The batch voided last that the credit table takes into account; 0 for none. */
  readonly voided: number
}

export const attestationFields = [
  ['uint64', 'batchId'],
  ['bytes32', 'prev'],
  ['bytes32', 'unitsRoot'],
  ['bytes32', 'creditsRoot'],
  ['bytes32', 'dataHash'],
  ['bytes32', 'rulesHash'],
  ['uint64', 'unitCount'],
  ['uint128', 'cumulativeCredit'],
  ['uint64', 'voided'],
] as const satisfies Fields

const attestationTypeHash = keccakText(typeString('Attestation', attestationFields))

/** The 32 bytes an attestor signs. */
export const attestationDigest = (
  { batchId, prev, content, voided }: Attestation,
  domain: SigningDomain,
): Hex =>
  signingDigest(domain, attestationTypeHash, [
    batchId,
    prev,
    content.unitsRoot,
    content.creditsRoot,
    content.dataHash,
    content.rulesHash,
    content.unitCount,
    content.cumulativeCreditMicro,
    voided,
  ])

/** Signs a batch with an attestor's key. */
export const signAttestation = (
  attestation: Attestation,
  domain: SigningDomain,
  attestorKey: Hex,
): Signature => signDigest(attestorKey, attestationDigest(attestation, domain))

/** Who attested, or null for a signature that is none. */
export const recoverAttestor = (
  attestation: Attestation,
  signature: string,
  domain: SigningDomain,
  recover: RecoverSigner = recoverSigner,
): Account | null => recover(attestationDigest(attestation, domain), signature)
