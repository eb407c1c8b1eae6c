/** A requester's connection to a coordinator. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connectGrid } from '@pumasi/client'
import type { GridConnection } from '@pumasi/client'
import type { Command } from 'commander'
import { urlOption } from '../terminal/options.ts'
import { readSignIn } from './sign-ins.ts'

export interface ConnectionOptions {
  readonly coordinator: string
  /** Instead of the account signed in there, or else the operator token of a grid started here. */
  readonly tokenFile?: string
  readonly json?: boolean
}

/** Adds the options every requester's command has. */
export const addConnectionOptions = (command: Command): Command =>
  command
    .option('--coordinator <url>', 'the coordinator', urlOption, 'http://127.0.0.1:4600')
    .option('--token-file <file>', 'an operator token, instead of the account of pumasi login')
    .option('--json', 'print one JSON document')

/** Opens a connection; nothing is sent yet. */
export async function connectRequester(options: ConnectionOptions): Promise<GridConnection> {
  const url = options.coordinator.replace(/\/+$/, '')
  return connectGrid({ url, token: await findToken(url, options.tokenFile) })
}

/** The token to show: of the file named, else of who signed in, else of a grid started here. */
async function findToken(url: string, file: string | undefined): Promise<string | null> {
  const signedIn = file === undefined ? await readSignIn(url, process.env, Date.now()) : null
  if (signedIn !== null) return signedIn.token
  const kept = await readFile(file ?? join('.pumasi', 'operator.token'), 'utf8').catch(() => null)
  return kept?.trim() ?? null
}
