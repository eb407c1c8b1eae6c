/**
 * A chain of one's own that keeps its history: anvil, with its state saved after every new block
 * and loaded at the next start. It ends with the process that started it. SIGKILL loses what is
 * younger than the last save; a damaged state falls back to the one before (local-chain.test.ts).
 */
import { rename, rm, writeFile } from 'node:fs/promises'
import { GridError, fromHex, isGridError } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { createRpc } from '../rpc.ts'
import type { Rpc } from '../rpc.ts'
import { startAnvil } from './anvil.ts'
import type { Anvil, AnvilOptions } from './anvil.ts'
import { damagedOf, previousOf, readState, writeState } from './state-file.ts'

export interface LocalChainOptions {
  /** Where the chain is kept; created when missing. One running chain for each file. */
  readonly stateFile: string
  /** 0, the default, lets the system choose. */
  readonly port?: number
  /** Accounts that get play money to pay with. */
  readonly fund?: readonly Account[]
  /** The one origin whose pages may ask the chain, such as a console's; none when not given. */
  readonly pageOrigin?: string | null
}

export interface LocalChainExit {
  /** False when anvil ended by itself or was killed. */
  readonly expected: boolean
  readonly code: number | null
  readonly signal: string | null
}

export interface LocalChain {
  readonly rpcUrl: string
  readonly chainId: bigint
  /** What the chain began with: nothing, the last state, or, that being damaged, the one before. */
  readonly restoredFrom: 'nothing' | 'last' | 'previous'
  readonly exited: Promise<LocalChainExit>
  /** Saves what is on the chain now. @throws `CHAIN_UNREACHABLE` */
  readonly save: () => Promise<void>
  /** Saves, then ends the chain. Safe to repeat. */
  readonly close: () => Promise<void>
}

export const localChainId = 31_337

const fundingWei = 1_000n * 10n ** 18n
/** How often a new block is looked for; a save that takes long is followed by a longer pause. */
const lookMs = 250

/**
 * Starts the chain kept in `stateFile`, or a new one.
 * @throws `CHAIN_PORT_IN_USE`, `CHAIN_STATE_DAMAGED`, `CHAIN_NO_ANVIL`, `CHAIN_NOT_STARTED`
 */
export async function startLocalChain({
  stateFile,
  port = 0,
  pageOrigin = null,
  fund = [],
}: LocalChainOptions): Promise<LocalChain> {
  const { anvil, restoredFrom } = await restore(stateFile, { port, pageOrigin })
  const rpc = createRpc(anvil.rpcUrl, { timeoutMs: 20_000, answerMaxBytes: 1024 ** 3 })
  const saver = createSaver(rpc, stateFile)
  let closing: Promise<void> | undefined
  const exited = anvil.exited.then(async (exit) => {
    const expected = closing !== undefined
    await saver.stop()
    return { expected, ...exit }
  })
  const close = async (): Promise<void> => {
    try {
      await saver.stop()
      await saver.save()
    } finally {
      await anvil.kill()
    }
  }
  try {
    await fundAccounts(rpc, fund)
    await saver.save()
  } catch (error) {
    await anvil.kill()
    throw error
  }
  saver.start()
  return {
    rpcUrl: anvil.rpcUrl,
    chainId: BigInt(localChainId),
    restoredFrom,
    exited,
    save: saver.save,
    close: () => (closing ??= close()),
  }
}

type Restored = Pick<LocalChain, 'restoredFrom'> & { anvil: Anvil }

/** Begins with the newest state that is whole and that anvil takes. */
async function restore(stateFile: string, place: Place): Promise<Restored> {
  const candidates = [
    ['last', stateFile],
    ['previous', previousOf(stateFile)],
  ] as const
  let damaged = false
  for (const [restoredFrom, path] of candidates) {
    const anvil = await startFrom(path, place)
    if (anvil === 'missing') continue
    if (anvil !== 'damaged') return { anvil, restoredFrom }
    damaged = true
    await rename(path, damagedOf(path))
  }
  if (!damaged) return { anvil: await startFresh(place), restoredFrom: 'nothing' }
  throw new GridError('CHAIN_STATE_DAMAGED', `found no usable chain state at ${stateFile}`, {
    hint: 'The files were set aside as *.damaged. Start again for a new chain with a new ledger.',
    details: { stateFile },
  })
}

type Place = Pick<AnvilOptions, 'port' | 'pageOrigin'>

const startFresh = (place: Place): Promise<Anvil> =>
  startAnvil({ ...place, chainId: localChainId, loadFile: null })

async function startFrom(path: string, place: Place): Promise<Anvil | 'missing' | 'damaged'> {
  const json = await readState(path)
  if (typeof json === 'string') return json
  const loadFile = `${path}.loading`
  await writeFile(loadFile, json, { mode: 0o600 })
  try {
    return await startAnvil({ ...place, chainId: localChainId, loadFile })
  } catch (error) {
    if (isGridError(error, 'CHAIN_NOT_STARTED')) return 'damaged'
    throw error
  } finally {
    await rm(loadFile, { force: true })
  }
}

async function fundAccounts(rpc: Rpc, accounts: readonly Account[]): Promise<void> {
  for (const account of accounts) {
    const balance = BigInt(String(await rpc.call('eth_getBalance', [account, 'latest'])))
    if (balance >= fundingWei / 10n) continue
    await rpc.call('anvil_setBalance', [account, `0x${fundingWei.toString(16)}`])
  }
}

/** Saves after each new block, one save at a time. */
function createSaver(rpc: Rpc, stateFile: string) {
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let stopped = false
  let savedAt: unknown
  let queue: Promise<unknown> = Promise.resolve()

  const saveOnce = async (): Promise<void> => {
    const blockNumber = await rpc.call('eth_blockNumber', [])
    const dump = (await rpc.call('anvil_dumpState', [])) as Hex
    await writeState(stateFile, fromHex(dump))
    savedAt = blockNumber
  }
  const save = (): Promise<void> => {
    const saved = queue.then(saveOnce)
    queue = saved.catch(() => undefined)
    return saved
  }
  const look = async (): Promise<void> => {
    const startedAt = performance.now()
    try {
      if ((await rpc.call('eth_blockNumber', [])) !== savedAt) await save()
    } catch {
      // The disk may be full or anvil gone: the state on disk stays good, the next look retries.
    }
    schedule(Math.max(lookMs, 10 * (performance.now() - startedAt)))
  }
  const schedule = (afterMs: number): void => {
    if (stopped) return
    timer = setTimeout(() => {
      looking = look()
    }, afterMs).unref()
  }
  return {
    save,
    start: () => schedule(lookMs),
    /** Resolves when nothing will be written any more, unless `save` is called again. */
    stop: async (): Promise<void> => {
      stopped = true
      clearTimeout(timer)
      await looking
      await queue
    },
  }
}
