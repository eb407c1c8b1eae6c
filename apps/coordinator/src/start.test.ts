import { once } from 'node:events'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployLedger, keySigner, openLedger, startLocalChain } from '@pumasi/chain'
import type { LocalChain } from '@pumasi/chain'
import { readSecret } from '@pumasi/daemon'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Account, Root } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import { createGridClient } from '@pumasi/protocol'
import { readConfig } from './config/read-config.ts'
import { settingNames } from './config/settings.ts'
import { startCoordinator } from './start.ts'
import { logTo } from './telemetry/log.ts'

const privateKey = digestOf(utf8('a committer of no value'))
let folder: string
let chain: LocalChain
let ledger: Account
let otherLedger: Account
const lines: string[] = []

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
  return startCoordinator(read.config, logTo({ write: (line) => lines.push(line) }, 'info'))
}

test('starts, serves, stops, and starts again on the same data only with its ledger', async () => {
  const first = await start()
  const described = await createGridClient({ url: first.url }).describe.query()
  expect(described).toMatchObject({ ledger, chainId: 31_337n, rpcUrl: chain.rpcUrl })
  expect(await first.stop()).toBe(true)
  await expect(fetch(first.url)).rejects.toThrow()

  const other = start({ ledger: otherLedger })
  await expect(other).rejects.toMatchObject({ code: 'DATA_OF_ANOTHER_LEDGER' })
  await expect(other).rejects.toThrow(`31337 ${ledger} (chain id, address), expected 31337`)

  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const port = String((taken.address() as AddressInfo).port)
  const inUse = expect.objectContaining({ code: 'PORT_IN_USE', hint: expect.any(String) })
  await expect(start({ port })).rejects.toEqual(inUse)
  const metrics = { 'metrics-listen': `127.0.0.1:${port}` }
  await expect(start(metrics)).rejects.toMatchObject({ code: 'ADDRESS_UNUSABLE' })
  taken.close()
  await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'ADDRESS_UNUSABLE' })

  // No failed start kept the store locked.
  const again = await start()
  await again.stop()
})

test('a ledger that holds what the store does not know is refused, and nothing is written', async () => {
  const writer = openLedger({
    rpcUrl: chain.rpcUrl,
    address: otherLedger,
    signer: keySigner(privateKey),
  })
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

test('a key that may not commit is refused before anything is opened', async () => {
  const key = join(folder, 'stranger.key')
  await writeFile(key, digestOf(utf8('nobody the ledger knows')))
  const data = join(folder, 'of a stranger')
  await expect(start({ data, 'committer-key': key })).rejects.toMatchObject({
    code: 'CHAIN_NOT_COMMITTER',
    details: { expected: accountOfKey(privateKey) },
  })
  await expect(access(join(data, 'database'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('tells its state, its metrics and its traces, and no secret', async () => {
  const received: string[] = []
  const collector = createHttpServer((incoming, answer) => {
    incoming.on('data', (part: Buffer) => received.push(part.toString()))
    incoming.on('end', () => answer.end('{}'))
  }).listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
  const running = await start({
    ...{ 'metrics-listen': '127.0.0.1:0', 'otlp-endpoint': endpoint },
    rpc: `${chain.rpcUrl}/?apikey=0123456789`,
  })
  const ready = await fetch(`${running.url}/readyz`)
  expect(await ready.json()).toEqual({ ok: true, state: 'ready', reasons: {} })
  const described = await createGridClient({ url: running.url }).describe.query()
  expect(described.rpcUrl).toBe(chain.rpcUrl)

  const page = await (await fetch(`http://127.0.0.1:${running.metricsPort}/metrics`)).text()
  for (const line of [
    ...['pumasi_store_up 1', 'pumasi_batches_uncommitted 0', 'pumasi_commit_age_seconds 0'],
    ...['pumasi_units{state="open"} 0', 'pumasi_troubles 0', 'pumasi_disk_free_bytes '],
  ]) {
    expect(page).toContain(line)
  }
  const elsewhere = await fetch(`http://127.0.0.1:${running.metricsPort}/trpc/describe`)
  expect(elsewhere.status).toBe(404)

  const traceId = '0af7651916cd43dd8448eb211c80319c'
  await fetch(`${running.url}/trpc/status`, {
    headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  })
  const secrets = await Promise.all(
    ['coordinator.secret', 'operator.token'].map((name) => readSecret(join(folder, 'data', name))),
  )
  await running.stop()
  collector.close()
  const spans = received.join('')
  expect(spans).toContain('GET /trpc/:path')
  expect(spans).toContain('store.fetchBatchStatus')
  expect(spans).toContain(traceId)
  for (const secret of [...secrets, privateKey, '0123456789']) {
    expect(lines.join('') + spans + page).not.toContain(secret)
  }
})

test('stopping lets requests under way end, takes no new ones, and ends event streams', async () => {
  const running = await start()
  const token = await readSecret(join(folder, 'data', 'operator.token'))
  const bytes = utf8('sent while stopping')
  const upload = request(`${running.url}/blobs/${digestOf(bytes)}`, {
    method: 'PUT',
    headers: {
      ...{ 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` },
      'content-length': bytes.length,
    },
  })
  upload.write(bytes.subarray(0, 4))
  const watching = await fetch(`${running.url}/trpc/watch`, {
    headers: { accept: 'text/event-stream' },
  })
  const stopped = running.stop()
  await expect(fetch(`${running.url}/healthz`)).rejects.toThrow()
  upload.end(bytes.subarray(4))
  const [answer] = (await once(upload, 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(200)
  answer.resume()
  await watching.text()
  expect(await stopped).toBe(true)
})

test('stopping waits for nobody for ever', async () => {
  const running = await start({ 'stop-seconds': '1' })
  const token = await readSecret(join(folder, 'data', 'operator.token'))
  const upload = request(`${running.url}/blobs/${digestOf(utf8('never'))}`, {
    method: 'PUT',
    headers: {
      ...{ 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` },
      'content-length': 1_000,
    },
  })
  upload.on('error', () => undefined)
  const ended = once(upload, 'close').catch(() => undefined)
  upload.write('some')
  await fetch(`${running.url}/healthz`)
  expect(await running.stop()).toBe(false)
  await ended
})

test('serves HTTPS, and another certificate once it is told to read it', async () => {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const write = async (name: string): Promise<void> => {
    const pair = await generate([{ name: 'commonName', value: name }], { keySize: 2048 })
    await writeFile(cert, pair.cert)
    await writeFile(key, pair.private)
  }
  await write('first.example.org')
  const running = await start({ 'tls-cert': cert, 'tls-key': key })
  const nameSeen = async (): Promise<string> => {
    const call = secureRequest(`${running.url}/healthz`, {
      rejectUnauthorized: false,
      agent: false,
    })
    call.end()
    const [answer] = (await once(call, 'response')) as [IncomingMessage]
    const { subject } = (answer.socket as TLSSocket).getPeerCertificate()
    answer.resume()
    return String(subject.CN)
  }
  expect(running.url).toMatch(/^https:/)
  expect(await nameSeen()).toBe('first.example.org')
  await write('second.example.org')
  running.reload()
  expect(await nameSeen()).toBe('second.example.org')
  // Half of a pair: what was in force stays.
  await writeFile(key, 'no key at all')
  expect(running.reload).toThrow(expect.objectContaining({ code: 'TLS_UNUSABLE' }))
  expect(await nameSeen()).toBe('second.example.org')
  await running.stop()
  await expect(start({ 'tls-cert': cert, 'tls-key': key })).rejects.toMatchObject({
    code: 'TLS_UNUSABLE',
  })
})
