/**
 * Paired: what a wallet elsewhere signed for this machine, kept beside its keys.
 *
 * It holds for one ledger and one session key and for a time. Where it does not, the machine stops
 * and says so: it never goes back by itself to earning for another wallet.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '@pumasi/daemon'
import { GridError, accountSchema, uintSchema } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { signedDelegationSchema, verifyDelegation, windowFaultAt } from '@pumasi/proof'
import type { SignedDelegation, SigningDomain } from '@pumasi/proof'
import { z } from 'zod'
import type { OwnKeys, WorkerKeys } from '../keys.ts'

const FILE = 'paired.json'

const schema = z.strictObject({
  chainId: uintSchema(256),
  ledger: accountSchema,
  signed: signedDelegationSchema,
})

export interface Pairing {
  readonly domain: SigningDomain
  readonly signed: SignedDelegation
}

/** Writes it whole or not at all. */
export function keepPairing(folder: string, { domain, signed }: Pairing): Promise<void> {
  const { chainId, ledger } = domain
  const kept = { chainId: String(chainId), ledger, signed }
  return replaceFile(join(folder, FILE), `${JSON.stringify(kept)}\n`)
}

/** Null when this machine was never paired. @throws `PAIRING_DAMAGED` */
export async function readPairing(folder: string): Promise<Pairing | null> {
  const file = join(folder, FILE)
  const text = await readFile(file, 'utf8').catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return null
    throw damaged(file)
  })
  if (text === null) return null
  try {
    const { signed, ...domain } = schema.parse(JSON.parse(text))
    return { domain, signed }
  } catch {
    throw damaged(file)
  }
}

/** The machine's keys, earning for the wallet that signed. */
export const keysOfPairing = (own: OwnKeys, { domain, signed }: Pairing): WorkerKeys =>
  own.earnFor(signed.delegation.account, (asked, nowSeconds) => {
    if (asked.chainId !== domain.chainId || asked.ledger !== domain.ledger) throw elsewhere(asked)
    assertPaired(signed, { session: own.session, wallet: null, domain, nowSeconds })
    return signed
  })

export interface Wanted {
  readonly session: Account
  /** The only wallet to earn for; null for whichever signed. */
  readonly wallet: Account | null
  readonly domain: SigningDomain
  readonly nowSeconds: number
}

/**
 * Checks what a coordinator, whom nobody has to trust, handed over as a wallet's word.
 * @throws `PAIRING_FORGED`, `PAIRING_OTHER_WALLET`, `PAIRING_OVER`
 */
export function assertPaired(signed: SignedDelegation, wanted: Wanted): void {
  const { delegation } = signed
  const { session, wallet, domain, nowSeconds } = wanted
  if (delegation.session !== session || !verifyDelegation(signed, domain)) {
    throw new GridError(
      'PAIRING_FORGED',
      `found a delegation that ${delegation.account} did not sign for this machine's key`,
      { hint: 'Pair again; if that repeats itself, this coordinator lies.' },
    )
  }
  if (wallet !== null && delegation.account !== wallet) {
    throw new GridError(
      'PAIRING_OTHER_WALLET',
      `found a delegation of ${delegation.account}, expected one of ${wallet}`,
      { hint: 'Somebody else typed the code: pair again, and show it to nobody.' },
    )
  }
  if (windowFaultAt(delegation, nowSeconds) !== null) {
    const until = new Date(delegation.expiresAt * 1_000).toISOString()
    throw new GridError('PAIRING_OVER', `found a delegation that holds until ${until}`, {
      hint: 'Start once with --pair to get another, or check the clock of this machine.',
    })
  }
}

const elsewhere = ({ chainId, ledger }: SigningDomain): GridError =>
  new GridError(
    'PAIRING_OTHER_LEDGER',
    `found this machine paired for another ledger than ${ledger} on chain ${chainId}`,
    { hint: 'Start once with --pair, or use another --data directory for this grid.' },
  )

const damaged = (file: string): GridError =>
  new GridError('PAIRING_DAMAGED', `found something else than a delegation in ${file}`, {
    hint: 'Start once with --pair: a new one takes its place.',
  })
