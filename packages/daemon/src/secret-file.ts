/** Secrets kept beside the data: made at the first start, readable by their owner only. */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { GridError, isHex } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { createFile } from './whole-file.ts'

/**
 * Reads the secret in a file, 32 bytes as hexadecimal, or makes it, with the folder it is in; of
 * several first starts at once one makes it and the others read it.
 * @throws `SECRET_DAMAGED`, `SECRET_MISSING`
 */
export async function keepSecret(file: string): Promise<Hex> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const secret = await readIfThere(file)
  if (secret !== null) return assertSecret(file, secret)
  await createFile(file, `0x${randomBytes(32).toString('hex')}\n`)
  return readSecret(file)
}

/** Reads a secret that must be there. @throws `SECRET_DAMAGED`, `SECRET_MISSING` */
export async function readSecret(file: string): Promise<Hex> {
  const kept = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unreadable(file, cause)
  })
  return assertSecret(file, kept)
}

/** Only a missing file is none: one that cannot be read must never be replaced. */
async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw unreadable(file, error)
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

const unreadable = (file: string, cause: unknown): GridError =>
  new GridError('SECRET_MISSING', `found no readable file ${file} (${String(codeOf(cause))})`, {
    hint: 'Give a file with 0x and 64 hexadecimal digits that this user may read.',
    cause,
  })

function assertSecret(file: string, text: string): Hex {
  const secret = text.trim()
  if (isHex(secret, 32)) return secret
  // The text itself stays unsaid: it may be a secret with a typing error.
  throw new GridError('SECRET_DAMAGED', `found something else than a 32-byte secret in ${file}`, {
    hint: 'Restore the file from a copy, 0x and 64 lower-case hexadecimal digits: without it, what its key earned is out of reach.',
  })
}
