/**
 * Anvil as a child that cannot outlive its owner. The binary runs under a small shell that waits
 * for it and, beside that, reads a pipe from the owner: when the owner is gone, even by SIGKILL,
 * the pipe ends and the shell kills anvil. The reader is a second shell, so that killing the first
 * one, which ends the pipe too, leaves nothing behind either (local-chain.test.ts).
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GridError } from '@pumasi/domain'

export interface AnvilOptions {
  /** 0 lets the system choose. */
  readonly port: number
  readonly chainId: number
  /** A state as JSON to begin with. */
  readonly loadFile: string | null
  /** The origin whose pages may ask it; null for none. */
  readonly pageOrigin: string | null
}

export interface AnvilExit {
  readonly code: number | null
  readonly signal: string | null
}

export interface Anvil {
  readonly rpcUrl: string
  readonly exited: Promise<AnvilExit>
  /** Ends anvil at once; nothing is saved. */
  readonly kill: () => Promise<AnvilExit>
}

const guard = `
exec 3<&0
"$@" 3<&- </dev/null &
anvil=$!
{ read -r _ <&3; kill -KILL $anvil; } 2>/dev/null >/dev/null &
watch=$!
exec 3<&-
wait $anvil
code=$?
kill $watch 2>/dev/null
exit $code
`

const distribution: Readonly<Record<string, string>> = {
  'linux x64': 'linux-amd64',
  'linux arm64': 'linux-arm64',
  'darwin x64': 'darwin-amd64',
  'darwin arm64': 'darwin-arm64',
}

/** The binary itself: npm's `anvil` command is a wrapper whose death the binary would survive. */
function locateBinary(): string {
  const platform = `${process.platform} ${process.arch}`
  const name = distribution[platform]
  try {
    const anvil = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json')
    const manifest = createRequire(anvil).resolve(`@foundry-rs/anvil-${name}/package.json`)
    return join(dirname(manifest), 'bin', 'anvil')
  } catch (cause) {
    throw new GridError('CHAIN_NO_ANVIL', `found no anvil for ${platform}`, {
      hint: 'Run `npm install` with optional dependencies, or use a chain of your own by its URL.',
      details: { platform, known: Object.keys(distribution) },
      cause,
    })
  }
}

/**
 * Resolves once anvil listens.
 * @throws `CHAIN_NO_ANVIL`, `CHAIN_PORT_IN_USE`, `CHAIN_NOT_STARTED` (details: `output`)
 */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  const { port, chainId, loadFile, pageOrigin } = options
  const args = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId)]
  args.push('--hardfork', 'prague', '--accounts', '0', '--prune-history')
  args.push(...(pageOrigin === null ? ['--no-cors'] : ['--allow-origin', pageOrigin]))
  if (loadFile !== null) args.push('--load-state', loadFile)
  // A process group of its own: Ctrl-C at the terminal reaches the owner only, which saves first.
  const child = spawn('/bin/sh', ['-c', guard, 'sh', locateBinary(), ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const exited = new Promise<AnvilExit>((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  child.stdin.on('error', () => undefined) // the guard is gone; `exited` tells
  const { address, output } = await listening(child, exited)
  if (address === null) throw notStarted(port, output)
  return {
    rpcUrl: `http://${address}`,
    exited,
    kill: () => {
      child.stdin.end()
      return exited
    },
  }
}

/** Reads what anvil prints until it says where it listens, or ends. */
async function listening(
  child: ChildProcess,
  exited: Promise<AnvilExit>,
): Promise<{ address: string | null; output: string }> {
  let output = ''
  const address = new Promise<string>((resolve) => {
    const read = (chunk: Buffer): void => {
      if (output.length > 65_536) return // the rest is a line for each request: drained, not kept
      output += chunk.toString()
      const found = /^Listening on (\S+)/m.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
  })
  return { address: await Promise.race([address, exited.then(() => null)]), output }
}

function notStarted(port: number, output: string): GridError {
  if (/address already in use/i.test(output))
    return new GridError('CHAIN_PORT_IN_USE', `found port ${port} in use`, {
      hint: 'Stop what uses it, or choose another port.',
      details: { port },
    })
  return new GridError('CHAIN_NOT_STARTED', 'anvil ended before it listened', {
    hint: 'Its own words are in the details.',
    details: { output: output.slice(-2_000) },
  })
}
