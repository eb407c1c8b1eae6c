/** Answers the batch that waits at a coordinator: judges it, signs or refuses, sends the word. */
import type { GridConnection } from '@pumasi/client'
import type { Hex } from '@pumasi/domain'
import { describePlace } from '@pumasi/engine'
import type { Finding, Judge } from '@pumasi/engine'
import { accountOfKey, refusalDigest, signDigest } from '@pumasi/proof'
import type { SigningDomain } from '@pumasi/proof'
import { REASON_MAX } from '@pumasi/protocol'

export interface AttestorParts {
  readonly call: GridConnection['call']
  readonly judge: Judge
  readonly key: Hex
  readonly domain: SigningDomain
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
}

/** Null when nothing waits for this attestor. */
export async function attestWaiting({
  call,
  judge,
  key,
  domain,
}: AttestorParts): Promise<Attested | null> {
  const attestor = accountOfKey(key)
  const waiting = await call((client) => client.attestor.waiting.query())
  const own = waiting?.words.find((word) => word.attestor === attestor)
  if (waiting === null || own?.refusal === null) return null
  const { batchId, content } = waiting
  const judged = await judge({ batchId, content })
  if (judged === null) return null
  const { digest, findings, receipts, unitsReexecuted } = judged
  const refusal = reasonOf(findings)
  const signed = refusal === null ? digest : refusalDigest(digest, refusal, domain)
  const word = { batchId, attestor, signature: signDigest(key, signed), refusal }
  await call((client) => client.attestor.answer.mutate(word))
  const lied = findings.some(({ kind }) => kind === 'mismatch')
  return {
    ...{ batchId, attestation: digest, refusal, receipts, unitsReexecuted, findings },
    answer: refusal === null ? 'signed' : lied ? 'refused' : 'incomplete',
  }
}

/** The first mismatch, or else the first gap, in printable words; null when there is neither. */
export function reasonOf(findings: readonly Finding[]): string | null {
  const first = findings.find(({ kind }) => kind === 'mismatch') ?? findings[0]
  if (first === undefined) return null
  const { code, place, found, expected } = first
  const text = `${code} at ${describePlace(place)}: found ${found}, expected ${expected}`
  return text.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, REASON_MAX)
}
