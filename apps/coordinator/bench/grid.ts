/** The real coordinator as a process of its own, on a real chain, in a temporary folder. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deployLedger, localChainId, startLocalChain } from '@pumasi/chain'
import type { Account, Hex } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'

const entry = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** A key of no value: it pays with play money on a chain that ends with the run. */
const committerKey: Hex = `0x${'5e'.repeat(32)}`

export interface Chain {
  readonly rpcUrl: string
  readonly ledger: Account
  readonly stop: () => Promise<void>
}

export async function startChain(): Promise<Chain> {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-bench-chain-'))
  const chain = await startLocalChain({
    stateFile: join(folder, 'chain.json'),
    fund: [accountOfKey(committerKey)],
  })
  const { rpcUrl } = chain
  const ledger = await deployLedger({ rpcUrl, privateKey: committerKey })
  const stop = async (): Promise<void> => {
    await chain.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { rpcUrl, ledger, stop }
}

export interface Grid {
  readonly url: string
  readonly pid: number
  readonly operatorToken: string
  readonly chainId: bigint
  readonly ledger: Account
  readonly stop: () => Promise<void>
}

/**
 * Starts a coordinator on a database, or on PGlite for null. Batches wait longer than the run
 * unless `batching`: what is measured is receipts until their units are settled.
 */
export async function startGrid(
  chain: Chain,
  databaseUrl: string | null,
  { batching = false, profile = null as string | null } = {},
): Promise<Grid> {
  const data = await mkdtemp(join(tmpdir(), 'pumasi-bench-grid-'))
  const keyFile = join(data, 'committer.key')
  await writeFile(keyFile, committerKey, { mode: 0o600 })
  const { DATABASE_URL: _, ...env } = process.env
  const args = ['--data', data, '--port', '0', '--rpc', chain.rpcUrl, '--ledger', chain.ledger]
  args.push('--committer-key', keyFile, '--lease-seconds', '3600')
  // All hosts come from one address here.
  args.push('--registrations-per-minute', '1000000', '--uploads-per-minute', '1000000')
  if (batching) args.push('--batch-seconds', '1', '--seed-confirmations', '0')
  else args.push('--batch-seconds', '86400', '--batch-units', '100000')
  const child = fork(entry, args, {
    env: { ...env, LOG_LEVEL: 'warn', ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) },
    execArgv: profile === null ? [] : ['--cpu-prof', '--cpu-prof-dir', profile],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const url = await readyUrl(child)
  const operatorToken = (await readFile(join(data, 'operator.token'), 'utf8')).trim()
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
    await rm(data, { recursive: true, force: true })
  }
  const identity = { chainId: BigInt(localChainId), ledger: chain.ledger }
  return { url, pid: child.pid ?? 0, operatorToken, ...identity, stop }
}

async function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { type: string; url?: string; error?: unknown }) => {
      if (message.type === 'ready') resolve(message.url ?? '')
      if (message.type === 'failed') reject(new Error(JSON.stringify(message.error)))
    })
    child.once('exit', (code) => reject(new Error(`the coordinator ended with ${code}`)))
  })
}

/** Resident memory of a process in bytes, as Linux tells it. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return 1_024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0)
}
