import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployLedger, openLedger, startLocalChain } from '@pumasi/chain'
import type { LocalChain } from '@pumasi/chain'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Account, Root } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import { createGridClient } from '@pumasi/protocol'
import { readConfig } from './config/read-config.ts'
import { settingNames } from './config/settings.ts'
import { startCoordinator } from './start.ts'
import { silent } from './testing/test-coordinator.ts'

const privateKey = digestOf(utf8('a committer of no value'))
let folder: string
let chain: LocalChain
let ledger: Account
let otherLedger: Account

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-start-'))
  const fund = [accountOfKey(privateKey)]
  chain = await startLocalChain({ stateFile: join(folder, 'chain.state'), fund })
  ledger = await deployLedger({ rpcUrl: chain.rpcUrl, privateKey })
  otherLedger = await deployLedger({ rpcUrl: chain.rpcUrl, privateKey })
  await writeFile(join(folder, 'committer.key'), privateKey)
})
afterAll(async () => {
  await chain.close()
  await rm(folder, { recursive: true })
})

function start(changed: Record<string, string> = {}, env: NodeJS.ProcessEnv = {}) {
  const flags = {
    data: join(folder, 'data'),
    port: '0',
    rpc: chain.rpcUrl,
    ledger,
    'committer-key': join(folder, 'committer.key'),
    ...changed,
  }
  const read = readConfig(
    settingNames,
    Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
    env,
  )
  if (read === null) throw new Error('a configuration expected')
  return startCoordinator(read.config, { logger: silent, hide: () => undefined })
}

test('starts, serves, stops, and starts again on the same data only with its ledger', async () => {
  const first = await start()
  const described = await createGridClient({ url: first.url }).describe.query()
  expect(described).toMatchObject({ ledger, chainId: 31_337n })
  await first.stop()
  await expect(fetch(first.url)).rejects.toThrow()

  const other = start({ ledger: otherLedger })
  await expect(other).rejects.toMatchObject({ code: 'DATA_OF_ANOTHER_LEDGER' })
  await expect(other).rejects.toThrow(`31337 ${ledger} (chain id, address), expected 31337`)

  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const port = String((taken.address() as AddressInfo).port)
  const inUse = expect.objectContaining({ code: 'PORT_IN_USE', hint: expect.any(String) })
  await expect(start({ port })).rejects.toEqual(inUse)
  taken.close()
  await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'ADDRESS_UNUSABLE' })

  // No failed start kept the store locked.
  const again = await start()
  await again.stop()
})

test('a ledger that holds what the store does not know is refused, and nothing is written', async () => {
  const writer = openLedger({ rpcUrl: chain.rpcUrl, address: otherLedger, privateKey })
  const root = digestOf(utf8('root')) as string as Root
  await writer.commitBatch(1, {
    ...{ unitsRoot: root, creditsRoot: root, unitCount: 1, cumulativeCreditMicro: 1n },
    ...{ dataHash: digestOf(utf8('data')), rulesHash: digestOf(utf8('rules')) },
  })
  const data = join(folder, 'empty')
  const refused = start({ data, ledger: otherLedger })
  await expect(refused).rejects.toMatchObject({
    code: 'LEDGER_CONTRADICTS',
    message: expect.stringContaining('batch 1'),
  })
  expect(await writer.fetchBatchCount()).toBe(1)
})

test.each([
  ['no committer key', { 'committer-key': '/nowhere/committer.key' }, 'SECRET_MISSING'],
  ['no node', { rpc: 'http://127.0.0.1:1' }, 'CHAIN_UNREACHABLE'],
  ['no contract', { ledger: `0x${'77'.repeat(20)}` }, 'CHAIN_NO_CONTRACT'],
])('%s: a start says so before it opens the store', async (_what, changed, code) => {
  const data = join(folder, 'never')
  await expect(start({ data, ...changed })).rejects.toMatchObject({ code })
})

test('an unreachable database is named without its password', async () => {
  const data = join(folder, 'server')
  const env = { DATABASE_URL: 'postgres://grid:secret@127.0.0.1:1/grid' }
  const failure = await start({ data }, env).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'STORE_UNREACHABLE' })
  expect(String(failure)).not.toContain('secret')
})
