/** Answers the batch that waits at a coordinator: judges it, signs or refuses, sends the word. */
import type { GridConnection } from '@pumasi/client'
import { digestOfCanonical } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { createAttempts, describePlace } from '@pumasi/engine'
import type { Clock, Finding, Judge, Judgement } from '@pumasi/engine'
import { accountOfKey, refusalDigest, signDigest } from '@pumasi/proof'
import type { SigningDomain } from '@pumasi/proof'
import { REASON_MAX } from '@pumasi/protocol'
import { nextStepOf } from './next-step.ts'

export interface AttestorParts {
  readonly call: GridConnection['call']
  readonly judge: Judge
  readonly key: Hex
  readonly domain: SigningDomain
  readonly clock: Clock
}

/** What became of a batch; `incomplete` is refused for now: something could not be compared. */
export interface Attested {
  readonly batchId: number
  readonly answer: 'signed' | 'refused' | 'incomplete'
  readonly attestation: Hex
  readonly refusal: string | null
  readonly receipts: number
  readonly unitsReexecuted: number
  readonly findings: readonly Finding[]
  /** What to do about a refusal, and milliseconds until the batch is judged again. */
  readonly nextStep: string | null
  readonly againInMs: number | null
}

/**
 * Answers what waits, at each call; null when there is no news. What was refused, or failed, rests
 * for longer every time before it is judged again, and is news again for another reason only.
 */
export function createAttestor(parts: AttestorParts): () => Promise<Attested | null> {
  const { call, judge } = parts
  const attestor = accountOfKey(parts.key)
  const attempts = createAttempts(parts.clock)
  let last: { readonly name: string; told?: string | null } = { name: '' }
  return async () => {
    const waiting = await call((client) => client.attestor.waiting.query())
    const own = waiting?.words.find((word) => word.attestor === attestor)
    if (waiting === null || own?.refusal === null) return null
    const { batchId, content } = waiting
    const name = digestOfCanonical({ batchId, content: { ...content } })
    if (name !== last.name) {
      attempts.forget(last.name)
      last = { name }
    }
    if (!attempts.isDue(name)) return null
    // Noted before: whatever throws on the way there may have executed units first. A signature is
    // an attempt, too, until the coordinator shows it.
    const restMs = attempts.failed(name)
    const judged = await judge({ batchId, content })
    if (judged === null) {
      // Not the next batch of the chain as it is now: nothing was executed.
      attempts.forget(name)
      return null
    }
    const attested = await answer(parts, batchId, judged, restMs)
    const isNews = attested.refusal !== last.told
    last.told = attested.refusal
    return isNews ? attested : null
  }
}

async function answer(
  { call, key, domain }: AttestorParts,
  batchId: number,
  { digest, findings, receipts, unitsReexecuted }: Judgement,
  restMs: number,
): Promise<Attested> {
  const first = firstOf(findings)
  const refusal = reasonOf(findings)
  const signed = refusal === null ? digest : refusalDigest(digest, refusal, domain)
  const word = { batchId, attestor: accountOfKey(key), signature: signDigest(key, signed), refusal }
  await call((client) => client.attestor.answer.mutate(word))
  return {
    ...{ batchId, attestation: digest, refusal, receipts, unitsReexecuted, findings },
    answer: first === null ? 'signed' : first.kind === 'mismatch' ? 'refused' : 'incomplete',
    ...{ nextStep: first && nextStepOf(first), againInMs: first && restMs },
  }
}

const firstOf = (findings: readonly Finding[]): Finding | null =>
  findings.find(({ kind }) => kind === 'mismatch') ?? findings[0] ?? null

/** The first mismatch, or else the first gap, in printable words; null when there is neither. */
export function reasonOf(findings: readonly Finding[]): string | null {
  const first = firstOf(findings)
  if (first === null) return null
  const { code, place, found, expected } = first
  const text = `${code} at ${describePlace(place)}: found ${found}, expected ${expected}`
  return text.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, REASON_MAX)
}
