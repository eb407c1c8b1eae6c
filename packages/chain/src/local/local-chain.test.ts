import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Account } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deployLedger } from '../deploy.ts'
import { connectLedger } from '../reader.ts'
import { createRpc } from '../rpc.ts'
import { committerKey, contentOf } from '../testing/chain.ts'
import { keySigner } from '../signing/signer.ts'
import { openLedger } from '../writer.ts'
import { startLocalChain } from './local-chain.ts'
import type { LocalChain } from './local-chain.ts'
import { damagedOf, previousOf, readState } from './state-file.ts'

let folder: string
let stateFile: string
let chain: LocalChain | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-local-chain-'))
  stateFile = join(folder, 'chain.state')
})
afterEach(async () => {
  await chain?.close().catch(() => undefined)
  await rm(folder, { recursive: true })
})

async function start(): Promise<LocalChain> {
  chain = await startLocalChain({ stateFile, fund: [accountOfKey(committerKey)] })
  return chain
}
const open = ({ rpcUrl }: { rpcUrl: string }, address: Account) =>
  openLedger({ rpcUrl, address, signer: keySigner(committerKey) })

/** A chain with a ledger of `batches` batches, closed. */
async function history(batches: number): Promise<Account> {
  const { rpcUrl, close } = await start()
  const address = await deployLedger({ rpcUrl, privateKey: committerKey })
  const ledger = open({ rpcUrl }, address)
  for (let id = 1; id <= batches; id += 1) await ledger.commitBatch(id, contentOf(id))
  await close()
  return address
}

/** Blocks in the state file, the genesis included. */
async function blocksSaved(): Promise<number> {
  const json = await readState(stateFile)
  return (JSON.parse(Buffer.from(json).toString('utf8')) as { blocks: unknown[] }).blocks.length
}

describe('startLocalChain', () => {
  it('begins a new chain with funded accounts only', async () => {
    const { rpcUrl, restoredFrom, chainId } = await start()
    const rpc = createRpc(rpcUrl)
    expect(restoredFrom).toBe('nothing')
    expect(BigInt(String(await rpc.call('eth_chainId', [])))).toBe(chainId)
    expect(await rpc.call('eth_accounts', [])).toEqual([])
    const balance = await rpc.call('eth_getBalance', [accountOfKey(committerKey), 'latest'])
    expect(BigInt(String(balance))).toBe(1_000n * 10n ** 18n)
  })

  it('keeps blocks, events, receipts and times across a restart', async () => {
    const { rpcUrl, close } = await start()
    const address = await deployLedger({ rpcUrl, privateKey: committerKey })
    const reports = []
    for (const id of [1, 2, 3])
      reports.push(await open({ rpcUrl }, address).commitBatch(id, contentOf(id)))
    const tip = await createRpc(rpcUrl).call('eth_getBlockByNumber', ['latest', true])
    await close()

    const again = await start()
    expect(again.restoredFrom).toBe('last')
    expect(await createRpc(again.rpcUrl).call('eth_getBlockByNumber', ['latest', true])).toEqual(
      tip,
    )
    const ledger = open(again, address)
    // Idempotent over the restart: the old commits, receipts included, are found.
    for (const report of reports)
      expect(await ledger.commitBatch(report.id, contentOf(report.id))).toEqual({
        ...report,
        timing: null,
      })
    const next = await ledger.commitBatch(4, contentOf(4))
    expect(next.blockNumber).toBe(5)
    expect(next.header.committedAt).toBeGreaterThanOrEqual(reports[2]?.header.committedAt ?? NaN)
    // Only once nothing is being written any more.
    await again.close()
    expect(readdirSync(folder).sort()).toEqual(['chain.state', 'chain.state.previous'])
  })

  it('gives the key enough to go on with after a restart', async () => {
    const first = await start()
    const account = accountOfKey(committerKey)
    await createRpc(first.rpcUrl).call('anvil_setBalance', [account, '0x1'])
    await first.close()
    const { rpcUrl } = await start()
    await expect(deployLedger({ rpcUrl, privateKey: committerKey })).resolves.toBeDefined()
  })

  it('saves by itself after a new block', async () => {
    const { rpcUrl } = await start()
    const address = await deployLedger({ rpcUrl, privateKey: committerKey })
    await expect.poll(blocksSaved, { timeout: 60_000 }).toBe(2)
    const copy = join(folder, 'copy')
    await copyFile(stateFile, copy)
    const other = await startLocalChain({ stateFile: copy })
    expect(await connectLedger({ rpcUrl: other.rpcUrl, address }).fetchBatchCount()).toBe(0)
    await other.close()
  })

  it('lets pages of one origin ask it, and no others', async () => {
    const pageOrigin = 'http://127.0.0.1:4600'
    chain = await startLocalChain({ stateFile, pageOrigin })
    const { headers } = await fetch(chain.rpcUrl, { method: 'POST', body: '{}' })
    expect(headers.get('access-control-allow-origin')).toBe(pageOrigin)
    await chain.close()
    await start()
    const alone = await fetch(chain.rpcUrl, { method: 'POST', body: '{}' })
    expect(alone.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('names a port in use', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const started = startLocalChain({ stateFile, port })
    await expect(started).rejects.toMatchObject({ code: 'CHAIN_PORT_IN_USE', details: { port } })
    server.close()
  })

  it('names a port in use without calling a good state damaged', async () => {
    await history(1)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const started = startLocalChain({ stateFile, port })
    await expect(started).rejects.toMatchObject({ code: 'CHAIN_PORT_IN_USE' })
    server.close()
    expect(existsSync(stateFile)).toBe(true)
  })
})

describe('a damaged state', () => {
  const damage = {
    torn: () => truncate(stateFile, 2_000),
    empty: () => truncate(stateFile, 0),
    'no gzip': () => writeFile(stateFile, 'hello'),
    'no JSON': () => writeFile(stateFile, gzipSync('hello')),
    'JSON of something else': () => writeFile(stateFile, gzipSync('{"blocks":[]}')),
    'flipped byte': async () => {
      const bytes = await readFile(stateFile)
      bytes.writeUInt8(bytes.readUInt8(3_000) ^ 1, 3_000)
      await writeFile(stateFile, bytes)
    },
  }

  it.each(Object.entries(damage))('%s: falls back to the one before', async (_, spoil) => {
    const address = await history(2)
    await copyFile(stateFile, previousOf(stateFile))
    await spoil()
    const again = await start()
    expect(again.restoredFrom).toBe('previous')
    const ledger = open(again, address)
    expect(await ledger.fetchBatches(1, 2)).toHaveLength(2)
    expect((await ledger.commitBatch(3, contentOf(3))).id).toBe(3)
    expect(existsSync(damagedOf(stateFile))).toBe(true)
  })

  it('missing after a crash between the two renames: falls back too', async () => {
    const address = await history(1)
    await copyFile(stateFile, previousOf(stateFile))
    await rm(stateFile)
    const again = await start()
    expect(again.restoredFrom).toBe('previous')
    expect(await open(again, address).fetchBatchCount()).toBe(1)
  })

  it('with none before is set aside and said, and the next start is a new chain', async () => {
    await history(1)
    await rm(previousOf(stateFile))
    await damage.torn()
    await expect(start()).rejects.toMatchObject({ code: 'CHAIN_STATE_DAMAGED' })
    expect((await start()).restoredFrom).toBe('nothing')
  })
})

describe('death', () => {
  const owner = async () => {
    const script = fileURLToPath(new URL('../testing/owner.ts', import.meta.url))
    const child = spawn(process.execPath, [script, stateFile], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [rpcUrl] = (await once(createInterface(child.stdout), 'line')) as [string]
    return { child, rpcUrl }
  }
  /** Resolves when nobody listens there any more. */
  const gone = (rpcUrl: string) =>
    expect
      .poll(
        () =>
          createRpc(rpcUrl)
            .call('eth_chainId', [])
            .catch(() => 'gone'),
        { timeout: 60_000 },
      )
      .toBe('gone')

  it('of the owner by SIGKILL ends the chain, and what was saved goes on', async () => {
    const { child, rpcUrl } = await owner()
    const address = await deployLedger({ rpcUrl, privateKey: committerKey })
    await open({ rpcUrl }, address).commitBatch(1, contentOf(1))
    await expect.poll(blocksSaved, { timeout: 60_000 }).toBe(3)
    await open({ rpcUrl }, address).commitBatch(2, contentOf(2))
    child.kill('SIGKILL')
    await once(child, 'exit')
    await gone(rpcUrl)

    const ledger = open(await start(), address)
    expect(await ledger.fetchBatchCount()).toBeGreaterThanOrEqual(1)
    // What SIGKILL took is committed again, what it left is found.
    for (const id of [1, 2, 3]) await ledger.commitBatch(id, contentOf(id))
    expect(await ledger.fetchBatches(1, 3)).toHaveLength(3)
  })

  /** Shells this process started. */
  const shells = (): number[] => {
    const listed = execFileSync('ps', ['-A', '-o', 'ppid=,pid=,comm='], { encoding: 'utf8' })
    const rows = listed.split('\n').map((line) => line.trim().split(/\s+/))
    const own = rows.filter(
      ([ppid, , name]) => ppid === String(process.pid) && /sh$/.test(name ?? ''),
    )
    return own.map(([, pid]) => Number(pid))
  }

  it('of the guard by SIGKILL ends the chain and is told', async () => {
    const before = shells()
    const { rpcUrl, exited } = await start()
    const [guard] = shells().filter((pid) => !before.includes(pid))
    process.kill(guard ?? NaN, 'SIGKILL')
    expect(await exited).toMatchObject({ expected: false, signal: 'SIGKILL' })
    await gone(rpcUrl)
  })

  it('of the chain itself is told', async () => {
    const { exited, close, rpcUrl } = await start()
    await close()
    expect(await exited).toMatchObject({ expected: true })
    await gone(rpcUrl)
  })
})
