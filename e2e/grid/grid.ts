/** Grid: a Postgres, a chain, coordinators that share both, a proxy and workers, all killable. */
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TrustRules } from '@pumasi/rules'
import { abortable } from './abortable.ts'
import { createMember } from './member.ts'
import type { Member } from './member.ts'
import { freePorts } from './ports.ts'
import { startProxy } from './proxy.ts'

const scripts = {
  database: fileURLToPath(new URL('processes/database.ts', import.meta.url)),
  chain: fileURLToPath(new URL('processes/chain.ts', import.meta.url)),
  coordinator: fileURLToPath(new URL('../../apps/coordinator/src/main.ts', import.meta.url)),
  worker: fileURLToPath(new URL('../../apps/worker/src/main.ts', import.meta.url)),
}

export interface GridOptions {
  readonly coordinators: number
  readonly workers: number
  /** Settings of the coordinators, beside where everything is. */
  readonly settings: Readonly<Record<string, string | number>>
  /** How trust is decided, instead of the defaults. */
  readonly trustRules?: TrustRules
  /** Told when a process ends that nobody killed, or cannot be started. */
  readonly onDefect: (defect: string) => void
  readonly signal: AbortSignal
}

export interface KillableGrid {
  readonly database: Member
  readonly chain: Member
  readonly coordinators: readonly Member[]
  readonly workers: readonly Member[]
  readonly members: readonly Member[]
  /** The proxy before the coordinators. */
  readonly url: string
  readonly rpcUrl: string
  readonly ledger: string
  readonly databaseUrl: string
  readonly operatorTokenFile: string
  /** Receipts that workers were told are accepted. */
  readonly accepted: ReadonlySet<string>
  /** What every process said, in a folder that outlives the grid. */
  readonly logs: string
  /** Ends every process and removes every file but the logs. */
  readonly end: () => Promise<void>
}

export async function startGrid({
  coordinators,
  workers,
  settings,
  trustRules,
  onDefect,
  signal,
}: GridOptions): Promise<KillableGrid> {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-grid-'))
  // Its own user must reach it, so it cannot lie inside a folder of ours.
  const databaseFolder = `${folder}-database`
  const logs = `${folder}-logs`
  await mkdir(logs)
  const accepted = new Set<string>()
  const members: Member[] = []
  const [databasePort, chainPort, ...ports] = await freePorts(2 + coordinators)
  const proxy = await startProxy(ports)
  const end = async (): Promise<void> => {
    proxy.close()
    await Promise.all(members.map((member) => member.kill()))
    for (const path of [folder, databaseFolder]) await rm(path, { recursive: true, force: true })
  }
  const add = (name: string, command: () => readonly string[], more = {}): Member => {
    const member = createMember({
      ...{ name, command, onDefect, logFile: join(logs, `${name}.log`) },
      ...more,
    })
    members.push(member)
    member.start()
    return member
  }
  try {
    const keyFile = join(folder, 'committer.key')
    await writeFile(keyFile, `0x${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
    const trustFile = join(folder, 'trust.json')
    if (trustRules !== undefined) await writeFile(trustFile, JSON.stringify(trustRules))
    const password = randomBytes(12).toString('hex')
    const database = add('database', () => [
      ...[scripts.database, databaseFolder, String(databasePort), password],
    ])
    const known: string[] = []
    const chain = add('chain', () => [
      ...[scripts.chain, join(folder, 'chain.state'), String(chainPort), keyFile],
      ...known,
    ])
    await abortable(database.ready(), signal)
    const said = await abortable(chain.ready(), signal)
    const ledger = String(said['ledger'])
    // Started again, it must find the one that was deployed.
    known.push(ledger)
    const rpcUrl = String(said['rpcUrl'])
    const databaseUrl = `postgres://postgres:${password}@127.0.0.1:${databasePort}/grid`
    const data = join(folder, 'coordinator')
    await mkdir(data)
    const coordinatorAt = (port: number, index: number): Member => {
      const options = {
        ...{ data, port, rpc: rpcUrl, ledger, 'committer-key': keyFile },
        ...(trustRules && { 'trust-rules': trustFile }),
        ...settings,
      }
      const args = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)])
      const env = { DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' }
      return add(`coordinator ${index + 1}`, () => [scripts.coordinator, ...args], { env })
    }
    const all = ports.map(coordinatorAt)
    await abortable(Promise.all(all.map((member) => member.ready())), signal)
    const workerAt = (index: number): Member => {
      const own = join(folder, `worker-${index + 1}`)
      const options = { coordinator: proxy.url, data: own, name: `worker ${index + 1}`, slots: 1 }
      const args = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)])
      // So that it tells of each receipt that was answered.
      const env = { LOG_LEVEL: 'debug' }
      const onLine = (line: string): void => {
        const leaseId = /"leaseId":"(0x[0-9a-f]+)".*receipt accepted/.exec(line)?.[1]
        if (leaseId !== undefined) accepted.add(leaseId)
      }
      return add(`worker ${index + 1}`, () => [scripts.worker, ...args], { onLine, env })
    }
    const hosts = Array.from({ length: workers }, (_, index) => workerAt(index))
    await abortable(Promise.all(hosts.map((member) => member.ready())), signal)
    return {
      ...{ database, chain, members, accepted, logs, end, rpcUrl, databaseUrl },
      ...{ coordinators: all, workers: hosts, url: proxy.url, ledger },
      operatorTokenFile: join(data, 'operator.token'),
    }
  } catch (error) {
    await end()
    throw error
  }
}
