/**
 * Challenge: how a host proves that it holds its session key.
 *
 * In: bytes a coordinator chose, a session key, the domain of one ledger. Out: a signature, and
 * whose it is.
 * Invariant: the answer is signed under a type of its own, so whatever bytes a lying coordinator
 * asks for, what it gets is neither a receipt nor a delegation (challenge.test.ts).
 */
import type { Account, Hex } from '@pumasi/domain'
import { recoverSigner, signDigest } from './signature.ts'
import type { RecoverSigner, Signature } from './signature.ts'
import { signingDigest, typeString } from './typed-data.ts'
import type { Fields, SigningDomain } from './typed-data.ts'
import { keccakText } from './words.ts'

export const challengeFields = [['bytes32', 'challenge']] as const satisfies Fields

const challengeTypeHash = keccakText(typeString('Challenge', challengeFields))

/** The 32 bytes a session key signs for the 32 bytes it was asked about. */
export const challengeDigest = (challenge: Hex, domain: SigningDomain): Hex =>
  signingDigest(domain, challengeTypeHash, [challenge])

/** Answers a challenge with a session key. */
export const signChallenge = (challenge: Hex, domain: SigningDomain, sessionKey: Hex): Signature =>
  signDigest(sessionKey, challengeDigest(challenge, domain))

/** The session key that answered, or null for a signature that is none. */
export const recoverChallenged = (
  challenge: Hex,
  signature: string,
  domain: SigningDomain,
  recover: RecoverSigner = recoverSigner,
): Account | null => recover(challengeDigest(challenge, domain), signature)
