/**
 * Attest: what attestors are asked, and what becomes of their answers.
 *
 * A word is kept only when the attestor it names has signed it, for the batch whose turn it is, at
 * its place in history. Safe to repeat; several coordinators over one store hear for each other.
 */
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { quorumSignatures, recoverSigner, refusalDigest } from '@pumasi/proof'
import type { CompactSignature, Signature, SigningDomain } from '@pumasi/proof'
import type { AttestationRecord } from '../ports/batch-records.ts'
import type { CommitTarget, Coordinator } from './context.ts'
import { findWaiting } from './find-waiting.ts'
import type { WaitingBatch } from './find-waiting.ts'

/** A waiting batch with what attestors have said of it so far. */
export interface AttestedBatch extends WaitingBatch {
  readonly words: readonly AttestationRecord[]
}

/** The batch that waits for attestors; null while none does, or on a ledger without any. */
export async function fetchForAttestors(
  coordinator: Pick<Coordinator, 'store'>,
  target: CommitTarget,
): Promise<AttestedBatch | null> {
  const waiting = await findWaiting(coordinator, target)
  if (waiting === null || waiting.staff.commitQuorum === 0) return null
  return { ...waiting, words: await fetchWords(coordinator, waiting) }
}

/** What was said of this batch at this place in history; whatever was said elsewhere is void. */
export const fetchWords = async (
  { store }: Pick<Coordinator, 'store'>,
  { attestation, digest }: WaitingBatch,
): Promise<readonly AttestationRecord[]> =>
  (await store.fetchAttestations(attestation.batchId)).filter((word) => word.attestation === digest)

/** The signatures a commit needs, or null while there are too few. */
export function signaturesOf({
  digest,
  staff,
  words,
}: AttestedBatch): readonly CompactSignature[] | null {
  const given = words.filter(({ refusal }) => refusal === null).map(({ signature }) => signature)
  return quorumSignatures(digest, given, new Set(staff.attestors), staff.commitQuorum)
}

/** An attestor's word as it arrives. */
export interface AttestorWord {
  readonly batchId: number
  readonly attestor: Account
  /** Of the attestation; of the refusal when there is a reason. */
  readonly signature: Signature
  readonly refusal: string | null
}

/**
 * Keeps an attestor's word on what waits, as last looked at; `known` when it was kept before,
 * `over` when the batch waits no more.
 * A refusal may be taken back by signing; a signature never.
 * @throws `ATTESTOR_UNKNOWN`, `ATTESTATION_FORGED`, `ATTESTATION_TWICE`
 */
export async function takeWord(
  { store, clock, domain }: Pick<Coordinator, 'store' | 'clock' | 'domain'>,
  waiting: WaitingBatch | null,
  word: AttestorWord,
): Promise<'taken' | 'known' | 'over'> {
  if (waiting === null || waiting.attestation.batchId > word.batchId) return 'over'
  assertSigned(waiting, word, domain)
  const words = await fetchWords({ store }, waiting)
  const before = words.find(({ attestor }) => attestor === word.attestor)
  if (before?.signature === word.signature && before.refusal === word.refusal) return 'known'
  if (before?.refusal === null) throw twice(word)
  const { digest: attestation } = waiting
  await store.upsertAttestation({ ...word, attestation, receivedAtMs: clock.nowMs() })
  return 'taken'
}

function assertSigned(
  { attestation, digest, staff }: WaitingBatch,
  { batchId, attestor, signature, refusal }: AttestorWord,
  domain: SigningDomain,
): void {
  if (!staff.attestors.includes(attestor))
    throw new GridError('ATTESTOR_UNKNOWN', `found ${attestor}, who is no attestor of the ledger`, {
      hint: `Sign with the key of one of: ${staff.attestors.join(', ')}.`,
      details: { attestor, expected: staff.attestors },
    })
  const signed = refusal === null ? digest : refusalDigest(digest, refusal, domain)
  const signer = recoverSigner(signed, signature)
  if (signer === attestor && batchId === attestation.batchId) return
  throw new GridError(
    'ATTESTATION_FORGED',
    `found a signature of batch ${batchId} that ${attestor} did not give for it as it is now`,
    {
      hint: 'Ask for the batch that waits again: it, or its place in history, may have changed.',
      details: { batchId, attestor, signer, expected: signed },
    },
  )
}

const twice = ({ batchId, attestor }: AttestorWord): GridError =>
  new GridError('ATTESTATION_TWICE', `${attestor} has signed batch ${batchId} already`, {
    hint: 'Nothing to do: a signature cannot be taken back or replaced.',
    details: { batchId, attestor },
  })
