/** Sign-ins: which account is signed in at which coordinator, in files of their owner alone. */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Account } from '@pumasi/domain'
import { writeWhole } from '../up/data-dir.ts'

export interface KeptSignIn {
  readonly account: Account
  readonly token: string
  readonly expiresAtMs: number
}

/** One file for each scheme, host and port. */
function fileOf(url: string, env: NodeJS.ProcessEnv): string {
  const folder = env['XDG_CONFIG_HOME'] || join(homedir(), '.config')
  const name = new URL(url).origin.replaceAll(/[^a-z0-9.-]+/g, '_')
  return join(folder, 'pumasi', 'sign-ins', `${name}.json`)
}

export async function keepSignIn(url: string, env: NodeJS.ProcessEnv, kept: KeptSignIn) {
  const file = fileOf(url, env)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeWhole(file, `${JSON.stringify(kept)}\n`)
}

/** Who is signed in there; null for nobody, or no longer. A damaged file is nobody. */
export async function readSignIn(
  url: string,
  env: NodeJS.ProcessEnv,
  nowMs: number,
): Promise<KeptSignIn | null> {
  const text = await readFile(fileOf(url, env), 'utf8').catch(() => 'null')
  try {
    const kept = JSON.parse(text) as Partial<KeptSignIn> | null
    const usable = typeof kept?.token === 'string' && Number(kept.expiresAtMs) > nowMs
    return usable ? (kept as KeptSignIn) : null
  } catch {
    return null
  }
}

/** True when somebody was signed in. */
export async function dropSignIn(url: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const known = (await readSignIn(url, env, 0)) !== null
  await rm(fileOf(url, env), { force: true })
  return known
}
