/**
 * Ruling: what attestors got from running a challenged unit again. Each signs what came out, not
 * who is right: the contract compares it with the leaf.
 *
 * In: a unit's leaf by its node, output and fuel, the domain of one ledger. Out: a digest, a
 * signature, who signed. The contract hashes the same (contracts/ledger, Encoding.sol).
 * Invariant: a signature holds for one leaf and one outcome (ruling.test.ts).
 */
import type { Account, Digest, Hex } from '@pumasi/domain'
import { recoverSigner, signDigest } from './signature.ts'
import type { RecoverSigner, Signature } from './signature.ts'
import { signingDigest, typeString } from './typed-data.ts'
import type { Fields, SigningDomain } from './typed-data.ts'
import { keccakText } from './words.ts'

export interface Outcome {
  /** Node of the unit's leaf, see `hashUnitLeaf`. */
  readonly unit: Hex
  readonly outputHash: Digest
  readonly fuel: bigint
}

export const outcomeFields = [
  ['bytes32', 'unit'],
  ['bytes32', 'outputHash'],
  ['uint64', 'fuel'],
] as const satisfies Fields

const outcomeTypeHash = keccakText(typeString('Execution', outcomeFields))

/** The 32 bytes an attestor signs. */
export const outcomeDigest = ({ unit, outputHash, fuel }: Outcome, domain: SigningDomain): Hex =>
  signingDigest(domain, outcomeTypeHash, [unit, outputHash, fuel])

/** Signs an outcome with an attestor's key. */
export const signOutcome = (outcome: Outcome, domain: SigningDomain, attestorKey: Hex): Signature =>
  signDigest(attestorKey, outcomeDigest(outcome, domain))

/** Who ran the unit, or null for a signature that is none. */
export const recoverRuler = (
  outcome: Outcome,
  signature: string,
  domain: SigningDomain,
  recover: RecoverSigner = recoverSigner,
): Account | null => recover(outcomeDigest(outcome, domain), signature)
