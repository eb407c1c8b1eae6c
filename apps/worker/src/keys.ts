/** Keys of a worker: a wallet that earns, a session key that signs, the delegation between them. */
import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
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

export interface OwnKeys extends WorkerKeys {
  /** The same session key, earning for another wallet by what `delegate` shows. */
  readonly earnFor: (account: Account, delegate: WorkerKeys['delegate']) => WorkerKeys
}

/**
 * Reads the keys in a folder, or makes them; `epoch` is the wallet's on the ledger.
 * @throws `SECRET_DAMAGED`, `SECRET_MISSING`
 */
export async function keepKeys(folder: string, epoch = 0): Promise<OwnKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const wallet = await keepKey(join(folder, 'wallet.key'))
  const session = await keepKey(join(folder, 'session.key'))
  const earnFor: OwnKeys['earnFor'] = (account, delegate) => ({
    ...{ account, delegate, session: accountOfKey(session) },
    signChallenge: (challenge, domain) => signChallenge(challenge, domain, session),
    signerFor: (domain) => ({
      sign: (claim) => signReceipt({ ...claim, account }, domain, session),
    }),
  })
  const account = accountOfKey(wallet)
  const own = earnFor(account, (domain, nowSeconds) =>
    signDelegation(
      {
        ...{ account, session: accountOfKey(session), scope: scopeEveryJob, epoch },
        notBefore: nowSeconds - SKEW_S,
        expiresAt: nowSeconds + DELEGATION_S,
      },
      domain,
      wallet,
    ),
  )
  return { ...own, earnFor }
}

/** Reads a key, or makes it; of several first starts at once one makes it and all read it. */
async function keepKey(file: string): Promise<Hex> {
  const draft = `${file}.${randomUUID()}`
  try {
    const kept = await readIfThere(file)
    if (kept !== null) return assertKey(file, kept)
    await writeDraft(draft, `0x${randomBytes(32).toString('hex')}\n`)
    // A link appears whole or not at all, and never in the place of another.
    await link(draft, file).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
    return assertKey(file, (await readIfThere(file)) ?? '')
  } finally {
    await rm(draft, { force: true })
  }
}

async function writeDraft(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

/** Only a missing file is none: a key that cannot be read must never be replaced. */
async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw new GridError(
      'SECRET_MISSING',
      `found no readable file ${file} (${String(codeOf(cause))})`,
      {
        hint: 'Let this user read the file, or choose another folder with --data.',
        cause,
      },
    )
  }
}

function assertKey(file: string, text: string): Hex {
  const key = text.trim()
  if (isHex(key, 32)) return key
  // The text itself stays unsaid: it may be a key with a typing error.
  throw new GridError('SECRET_DAMAGED', `found something else than a private key in ${file}`, {
    hint: 'Restore the file from a copy; without it, credit earned by its wallet is out of reach.',
  })
}
