/** Secrets kept beside the data: made at the first start, readable by their owner only. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { GridError, isHex } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'

/** Reads the secret in a file, 32 bytes as hexadecimal, or makes it. @throws `SECRET_DAMAGED` */
export async function keepSecret(file: string): Promise<Hex> {
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept !== null) return assertSecret(file, kept)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const secret = `0x${randomBytes(32).toString('hex')}`
  const draft = `${file}.${process.pid}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(`${secret}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file).catch(async (error: unknown) => {
    await rm(draft, { force: true })
    throw error
  })
  return assertSecret(file, secret)
}

/** Reads a private key from a file. @throws `SECRET_DAMAGED`, `SECRET_MISSING` */
export async function readSecret(file: string): Promise<Hex> {
  const kept = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GridError('SECRET_MISSING', `found no readable file ${file}`, {
      hint: 'Give a file with 0x and 64 hexadecimal digits that this user may read.',
      cause,
    })
  })
  return assertSecret(file, kept)
}

function assertSecret(file: string, text: string): Hex {
  const secret = text.trim()
  if (isHex(secret, 32)) return secret
  // The text itself stays unsaid: it may be a secret with a typing error.
  throw new GridError('SECRET_DAMAGED', `found something else than a 32-byte secret in ${file}`, {
    hint: 'Restore the file from a copy; expected 0x and 64 lower-case hexadecimal digits.',
  })
}
