/** A whole grid on one machine: chain, coordinator, three workers, each a process of its own. */
import type { GridConnection } from '@pumasi/client'
import type { Account } from '@pumasi/domain'
import { entryPoints } from '../commands/processes.ts'
import { connectRequester } from '../requester/connection.ts'
import { assertPortFree } from './assert-port-free.ts'
import { keepAttestors, startAttestor } from './attestors.ts'
import type { Attestor } from './attestors.ts'
import type { DataDir } from './data-dir.ts'
import { startLedger } from './start-ledger.ts'
import { supervise } from './supervise.ts'
import type { SupervisedChild } from './supervise.ts'

/** Short, so that a vanished host's work goes on while people watch. */
const LEASE_SECONDS = 5
const BATCH_UNITS = 100
const BATCH_SECONDS = 20

export type Worker = SupervisedChild<{ readonly account: Account }>

export interface LocalGrid {
  readonly url: string
  readonly rpcUrl: string
  readonly ledger: Account
  readonly connection: GridConnection
  /** The last one will be killed once, the one before it lies. */
  readonly workers: readonly Worker[]
  /** Who signs each batch before it is committed. */
  readonly attestors: readonly Attestor[]
  readonly stop: () => Promise<void>
}

/** What the workers call themselves. */
export const workerNames = ['steady', 'lying', 'vanishing'] as const

export interface GridOptions {
  readonly dir: DataDir
  readonly port: number
  readonly say: (text: string) => void
  /** Aborts when people want everything stopped. */
  readonly signal: AbortSignal
}

/** Starts everything in order; stops what was started when something cannot be. */
export async function startGrid(options: GridOptions): Promise<LocalGrid> {
  const { dir, port, say, signal } = options
  const stops: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    // Last started, first stopped; a failed stop must not keep the others running.
    for (const each of stops.splice(0).reverse()) {
      await each().catch((error: unknown) => say(`stopping: ${String(error)}`))
    }
  }
  try {
    await assertPortFree(port)
    say('chain: starting a local chain with the ledger contract')
    const keys = await keepAttestors(dir)
    const started = await startLedger(dir, {
      pageOrigin: `http://127.0.0.1:${port}`,
      attestors: keys.map(({ account }) => account),
    })
    const { chain, ledger, committerKeyFile } = started
    const { rpcUrl } = chain
    stops.push(() => chain.close())
    say(`chain: ledger ${ledger} at ${rpcUrl}`)
    const coordinator = await supervise<{ readonly url: string }>(
      {
        name: 'coordinator',
        entry: entryPoints.coordinator,
        logFile: dir.path('logs', 'coordinator.log'),
        // Started again, it must be where everybody looks for it, whatever port it was given first.
        args: (ready) =>
          Object.entries({
            data: dir.root,
            port: ready === null ? String(port) : new URL(ready.url).port || '80',
            rpc: rpcUrl,
            ledger,
            'committer-key': committerKeyFile,
            'lease-seconds': String(LEASE_SECONDS),
            'batch-units': String(BATCH_UNITS),
            'batch-seconds': String(BATCH_SECONDS),
          }).flatMap(([name, value]) => [`--${name}`, value]),
      },
      say,
      signal,
    )
    stops.push(coordinator.stop)
    const { url } = coordinator.ready
    say(`coordinator: listening at ${url}`)
    const place = { coordinator: url, rpc: rpcUrl, ledger }
    const attestors = await Promise.all(
      keys
        .filter(({ account }) => started.attestors.includes(account))
        .map((key) => startAttestor(dir, key, place, say, signal)),
    )
    for (const { name, ready, stop: end } of attestors) {
      stops.push(end)
      say(`${name}: ${ready.account} signs batches`)
    }
    const workers: Worker[] = []
    for (const name of workerNames) {
      const worker = await startWorker(options, url, name)
      stops.push(worker.stop)
      workers.push(worker)
      say(`worker ${name}: wallet ${worker.ready.account}`)
    }
    const tokenFile = dir.path('operator.token')
    const connection = await connectRequester({ coordinator: url, tokenFile })
    return { url, rpcUrl, ledger, connection, workers, attestors, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const startWorker = (
  { dir, say, signal }: GridOptions,
  url: string,
  name: (typeof workerNames)[number],
): Promise<Worker> =>
  supervise(
    {
      name: `worker ${name}`,
      entry: entryPoints.worker,
      logFile: dir.path('logs', `worker-${name}.log`),
      args: () => [
        ...['--coordinator', url, '--data', dir.path('workers', name), '--name', name],
        ...['--slots', '1'],
        ...(name === 'lying' ? ['--lying'] : []),
      ],
    },
    say,
    signal,
  )
