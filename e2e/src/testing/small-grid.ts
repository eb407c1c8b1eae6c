/** A real chain, a real coordinator with the built console, and workers in Node when asked for. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { deployLedger, startLocalChain } from '@pumasi/chain'
import type { Hex } from '@pumasi/domain'
import { localTerms } from '@pumasi/ledger/abi'
import { boardingSchool } from '@pumasi/programs'
import { accountOfKey } from '@pumasi/proof'
import { createGridClient } from '@pumasi/protocol'
import type { GridClient } from '@pumasi/protocol'
import { freePorts } from '../../grid/ports.ts'
import { compileEcho } from '../../grid/echo.ts'
import { run } from './pumasi.ts'
import type { Ended } from './pumasi.ts'

const entry = (app: string): string =>
  fileURLToPath(new URL(`../../../apps/${app}/src/main.ts`, import.meta.url))

export interface SmallGrid {
  readonly url: string
  readonly rpcUrl: string
  readonly ledger: string
  readonly client: GridClient
  /** Submits a job of tiny units; answers its id. */
  readonly submit: (units: number) => Promise<string>
  /** Submits the smallest study of a program of the project; answers its id. */
  readonly submitStudy: () => Promise<string>
  /** Where the operator's token is kept. */
  readonly tokenFile: string
  /** Pauses a job as the operator. */
  readonly pause: (jobId: string, reason: string) => Promise<void>
  /** Submits a job file given as an object, its paths absolute; answers its id. */
  readonly submitJob: (job: object) => Promise<string>
  /** Resolves once every unit of a job is on the chain. */
  readonly untilDone: (jobId: string) => Promise<void>
  /** Starts a worker with a wallet of its own; `options` are options of the worker. */
  readonly addWorker: (name: string, ...options: readonly string[]) => Promise<SmallWorker>
  /** Gives an account play money to pay with. */
  readonly fund: (account: string) => Promise<void>
  /** Lets every window of the ledger pass: all that is committed becomes final. */
  readonly passWindows: () => Promise<void>
  /** `pumasi audit --all`, from chain and mirror alone. */
  readonly audit: () => Promise<Ended>
  readonly end: () => Promise<void>
}

export interface SmallGridOptions {
  /** Accounts, in small letters. */
  readonly operators?: readonly string[]
  readonly submitters?: readonly string[]
  /** Other settings of the coordinator, by name. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface SmallWorker {
  readonly account: string
  /** What it said first. */
  readonly said: Readonly<Record<string, string>>
  /** Lets it give back what it holds. */
  readonly end: () => Promise<void>
  /** kill -9. */
  readonly vanish: () => Promise<void>
}

export async function startSmallGrid(options: SmallGridOptions = {}): Promise<SmallGrid> {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-small-'))
  const at = (...names: string[]): string => join(folder, ...names)
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const end = async (): Promise<void> => {
    for (const each of ends.splice(0).reverse()) await each()
  }
  const begin = async (
    app: string,
    args: Readonly<Record<string, string>>,
    options: readonly string[] = [],
  ) => {
    const words = Object.entries(args).flatMap(([name, value]) => [`--${name}`, value])
    words.push(...options)
    const env = { ...process.env, LOG_LEVEL: 'warn' }
    const child = fork(entry(app), words, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const stop = (signal?: NodeJS.Signals): Promise<void> => stopped(child, signal)
    ends.push(stop)
    const [said] = (await once(child, 'message')) as [Readonly<Record<string, string>>]
    return { said, stop }
  }
  try {
    const privateKey: Hex = `0x${randomBytes(32).toString('hex')}`
    await writeFile(at('committer.key'), privateKey, { mode: 0o600 })
    const fund = [accountOfKey(privateKey)]
    const [port = 0] = await freePorts(1)
    const pageOrigin = `http://127.0.0.1:${port}`
    const chain = await startLocalChain({ stateFile: at('chain.state'), fund, pageOrigin })
    ends.push(chain.close)
    const { rpcUrl } = chain
    const ledger = await deployLedger({ rpcUrl, privateKey })
    const { said } = await begin('coordinator', {
      ...{ data: at('coordinator'), port: String(port), rpc: rpcUrl, ledger },
      ...{ 'committer-key': at('committer.key'), 'batch-units': '8', 'batch-seconds': '1' },
      ...(options.operators ? { operators: options.operators.join(',') } : {}),
      ...(options.submitters ? { submitters: options.submitters.join(',') } : {}),
      ...options.settings,
    })
    const url = String(said['url'])
    await writeFile(at('echo.wasm'), await compileEcho())
    const tokenFile = at('coordinator', 'operator.token')
    const client = createGridClient({ url })
    const asOperator = async (...words: readonly string[]): Promise<string> => {
      const more = ['--coordinator', url, '--token-file', tokenFile, '--json']
      const { stdout, stderr } = await run([...words, ...more])
      if (stdout === '') throw new Error(stderr)
      return stdout
    }
    const submitJob = async (job: object): Promise<string> => {
      // JSON is YAML too.
      await writeFile(at('job.yaml'), JSON.stringify(job))
      const said = await asOperator('submit', at('job.yaml'))
      return (JSON.parse(said) as { jobId: string }).jobId
    }
    const askNode = async (method: string, ...params: readonly unknown[]): Promise<void> => {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
      const answer = await (await fetch(rpcUrl, { method: 'POST', headers, body })).json()
      if ('error' in (answer as object)) throw new Error(JSON.stringify(answer))
    }
    let jobs = 0
    return {
      ...{ url, rpcUrl, ledger, end, client, tokenFile, submitJob },
      pause: async (jobId, reason) => {
        await asOperator('job', 'pause', jobId, '--reason', reason)
      },
      submit: (units) => submitJob(echoJob((jobs += 1), units)),
      submitStudy: () =>
        submitJob({ ...boardingSchool.small, program: fileURLToPath(boardingSchool.moduleUrl) }),
      untilDone: async (jobId) => {
        for (;;) {
          const { jobs } = await client.status.query()
          const job = jobs.find((each) => each.jobId === jobId)
          if (job !== undefined && job.committed === job.units) return
          await delay(100)
        }
      },
      addWorker: async (name, ...options) => {
        const own = { coordinator: url, data: at(`worker-${name}`), name, slots: '1' }
        const { said, stop } = await begin('worker', own, options)
        return { said, account: String(said['account']), end: stop, vanish: () => stop('SIGKILL') }
      },
      fund: (account) => askNode('anvil_setBalance', account, `0x${(10n ** 18n).toString(16)}`),
      passWindows: async () => {
        await askNode('evm_increaseTime', localTerms.finalityWindow + localTerms.disputeWindow)
        await askNode('evm_mine')
      },
      audit: () => run(['audit', '--rpc', rpcUrl, '--ledger', ledger, '--mirror', url, '--all']),
    }
  } catch (error) {
    await end()
    throw error
  }
}

const echoJob = (job: number, units: number) => ({
  ...{ name: `echo-${job}`, program: 'echo.wasm', args: ['{n}', `job ${job}`] },
  matrix: { n: { from: 1, to: units } },
  limits: { fuel: 100_000_000, memory: '1MiB', output: '64KiB', wall: '60s' },
  replication: { quorum: 2 },
})

async function stopped(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'exit')
  child.kill(signal)
  await closed
}
