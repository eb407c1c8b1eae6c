/** Keys of a worker: a wallet that earns, a session key that signs, the delegation between them. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { GridError, isHex } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import {
  accountOfKey,
  scopeEveryJob,
  signChallenge,
  signDelegation,
  signReceipt,
} from '@pumasi/proof'
import type { Signature, SignedDelegation, SigningDomain } from '@pumasi/proof'
import type { Signer } from '@pumasi/engine'

const DELEGATION_S = 30 * 86_400
/** Clocks of worker and coordinator may differ by this much. */
const SKEW_S = 3_600

export interface WorkerKeys {
  readonly account: Account
  readonly session: Account
  /** A delegation for this ledger, valid from an hour ago for 30 days. */
  readonly delegate: (domain: SigningDomain, nowSeconds: number) => SignedDelegation
  readonly signChallenge: (challenge: Hex, domain: SigningDomain) => Signature
  readonly signerFor: (domain: SigningDomain) => Signer
}

/** Reads the keys in a folder, or makes them. @throws `SECRET_DAMAGED` */
export async function keepKeys(folder: string): Promise<WorkerKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const wallet = await keepKey(join(folder, 'wallet.key'))
  const session = await keepKey(join(folder, 'session.key'))
  const account = accountOfKey(wallet)
  return {
    account,
    session: accountOfKey(session),
    delegate: (domain, nowSeconds) =>
      signDelegation(
        {
          account,
          session: accountOfKey(session),
          scope: scopeEveryJob,
          notBefore: nowSeconds - SKEW_S,
          expiresAt: nowSeconds + DELEGATION_S,
          epoch: 0,
        },
        domain,
        wallet,
      ),
    signChallenge: (challenge, domain) => signChallenge(challenge, domain, session),
    signerFor: (domain) => ({
      sign: (claim) => signReceipt({ ...claim, account }, domain, session),
    }),
  }
}

async function keepKey(file: string): Promise<Hex> {
  const kept = (await readFile(file, 'utf8').catch(() => null))?.trim()
  if (isHex(kept, 32)) return kept
  if (kept !== undefined) {
    // The text itself stays unsaid: it may be a key with a typing error.
    throw new GridError('SECRET_DAMAGED', `found something else than a private key in ${file}`, {
      hint: 'Restore the file from a copy; without it, credit earned by its wallet is out of reach.',
    })
  }
  const key: Hex = `0x${randomBytes(32).toString('hex')}`
  const handle = await open(`${file}.new`, 'w', 0o600)
  try {
    await handle.writeFile(`${key}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.new`, file)
  return key
}
