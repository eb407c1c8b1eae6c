import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployLedger, startLocalChain } from '@pumasi/chain'
import type { LocalChain } from '@pumasi/chain'
import { readSecret } from '@pumasi/daemon'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Account, Digest, JobSpec } from '@pumasi/domain'
import { executeUnit } from '@pumasi/engine'
import { grantOf, hashExecutor, keysOf } from '@pumasi/engine/testing'
import { accountOfKey, signChallenge, signDelegation, signReceipt } from '@pumasi/proof'
import type { Receipt } from '@pumasi/proof'
import { PROTOCOL_VERSION, createGridClient } from '@pumasi/protocol'
import { openFileBlobs } from '@pumasi/store'
import { readConfig } from '../config/read-config.ts'
import { settingNames } from '../config/settings.ts'
import { startCoordinator } from '../start.ts'
import { logTo } from '../telemetry/log.ts'
import { runBackupCommand } from './backup-command.ts'

const privateKey = digestOf(utf8('a committer of no value'))
let folder: string
let chain: LocalChain
let ledger: Account
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-restore-'))
  const fund = [accountOfKey(privateKey)]
  chain = await startLocalChain({ stateFile: join(folder, 'chain.state'), fund })
  ledger = await deployLedger({ rpcUrl: chain.rpcUrl, privateKey })
  await writeFile(join(folder, 'committer.key'), privateKey)
})
afterAll(async () => {
  await chain.close()
  await rm(folder, { recursive: true })
})

function start(data: string) {
  const flags = { data, port: '0', rpc: chain.rpcUrl, ledger, 'batch-seconds': '1' }
  const args = Object.entries({ ...flags, 'committer-key': join(folder, 'committer.key') })
  const read = readConfig(
    settingNames,
    args.flatMap(([name, value]) => [`--${name}`, value]),
    {},
  )
  if (read === null) throw new Error('a configuration expected')
  return startCoordinator(read.config, logTo({ write: () => undefined }, 'error'))
}
async function command(name: 'backup' | 'restore', ...args: readonly string[]) {
  let text = ''
  const code = await runBackupCommand(name, args, {}, (more) => (text += more))
  return { code, text }
}

/** One host runs a job of two units to its commit; answers what everybody sees then. */
async function liveThroughAJob(url: string, operatorToken: string): Promise<void> {
  let token: string | null = operatorToken
  const client = createGridClient({ url, token: () => token })
  const { chainId, rules } = await client.describe.query()
  const domain = { chainId, ledger }
  const put = async (bytes: Uint8Array): Promise<Digest> => {
    const digest = digestOf(bytes)
    const answer = await fetch(`${url}/blobs/${digest}`, {
      method: 'PUT',
      body: bytes as Uint8Array<ArrayBuffer>,
      headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(200)
    return digest
  }
  const spec: JobSpec = {
    ...{ version: 1, name: 'kept', nonce: '', requester: null, args: ['{n}'], quorum: 2 },
    program: await put(utf8('a program')),
    ...{ axes: [{ name: 'n', from: 1, to: 2 }], stdin: [], files: [] },
    limits: { fuelMax: 2_000_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
  }
  await client.job.submit.mutate({ spec, wallMaxMs: 60_000 })
  for (const name of ['one', 'two']) {
    const keys = keysOf(name)
    token = null
    const { challenge } = await client.host.challenge.mutate({ session: keys.session })
    const now = Math.floor(Date.now() / 1_000)
    const grant = { ...grantOf(keys), notBefore: now - 60, expiresAt: now + 3_600 }
    token = (
      await client.host.register.mutate({
        ...{ protocolVersion: PROTOCOL_VERSION, name: 'host', platform: 'test', challenge },
        delegation: signDelegation(grant, domain, keys.walletKey),
        signature: signChallenge(challenge, domain, keys.sessionKey),
      })
    ).token
    const ports = {
      executor: { ...hashExecutor, rewriterVersion: rules.rewriterVersion },
      transport: {
        fetchBlob: async (digest: Digest) =>
          new Uint8Array(await (await fetch(`${url}/blobs/${digest}`)).arrayBuffer()),
        putBlob: put,
      },
      signer: {
        sign: (claim: Omit<Receipt, 'account'>) =>
          signReceipt({ ...claim, account: keys.account }, domain, keys.sessionKey),
      },
    }
    const { leases } = await client.host.acquire.mutate({ count: 2 })
    for (const leased of leases) {
      const receipts = [await executeUnit(ports, leased, new Map(), {})]
      expect(await client.host.report.mutate({ receipts })).toMatchObject([{ answer: 'accepted' }])
    }
  }
  while ((await client.status.query()).jobs[0]?.committed !== 2) await fetch(`${url}/healthz`)
}

test('backed up, lost, restored: the same status, and the ledger agrees', async () => {
  const data = join(folder, 'data')
  const first = await start(data)
  const token = await readSecret(join(data, 'operator.token'))
  await liveThroughAJob(first.url, token)
  const { atMs: _, ...before } = await createGridClient({ url: first.url }).status.query()
  // Its database is in use: nothing is read that could be half written.
  const backup = join(folder, 'backup')
  const early = command('backup', backup, '--data', data)
  await expect(early).rejects.toMatchObject({ code: 'STORE_LOCKED' })
  await first.stop()

  const written = await command('backup', backup, '--data', data)
  expect(written).toMatchObject({ code: 0, text: expect.stringMatching(/^\d+ rows written\n/) })
  expect((await stat(join(backup, 'operator.token'))).mode & 0o077).toBe(0)
  const blobs = await openFileBlobs(join(data, 'blobs'))
  const bad = await blobs.putBlob(utf8('soon damaged'))
  await writeFile(join(data, 'blobs', bad.slice(2, 4), bad.slice(2)), 'other')
  const second = await command('backup', join(folder, 'second'), '--data', data)
  expect(second.code).toBe(1)
  expect(second.text).toContain(`damaged, left out: ${bad}\n`)

  await rm(data, { recursive: true })
  const nothing = command('backup', join(folder, 'third'), '--data', data)
  await expect(nothing).rejects.toMatchObject({ code: 'BACKUP_OF_NOTHING' })
  const restored = await command('restore', backup, '--data', data)
  expect(restored).toMatchObject({ code: 0, text: expect.stringContaining('rows restored') })

  const again = await start(data)
  const { atMs: __, ...after } = await createGridClient({ url: again.url }).status.query()
  expect(after).toEqual(before)
  expect(after.batches[0]?.commit).not.toBeNull()
  expect(await readSecret(join(data, 'operator.token'))).toBe(token)
  for (const { dataHash } of after.batches) {
    expect((await fetch(`${again.url}/blobs/${dataHash}`)).status).toBe(200)
  }
  await again.stop()
  // What is there is never written over.
  const over = command('restore', backup, '--data', data)
  await expect(over).rejects.toMatchObject({ code: 'RESTORE_NOT_EMPTY' })
}, 180_000)

test.each([
  [[], 0, 'Usage: pumasi backup FOLDER'],
  [['--help'], 0, 'Usage: pumasi backup FOLDER'],
  [['somewhere', '--print-config'], 0, 'data: .pumasi  # default'],
])('backup %j says what it would do', async (args, code, text) => {
  const answer = await command('backup', ...args)
  expect([answer.code, answer.text]).toEqual([code, expect.stringContaining(text)])
})

test.each([[['--data', 'x']], [['folder', '--rpc', 'x']], [['folder', 'more']]])(
  'backup %j is refused',
  async (args) => {
    await expect(command('backup', ...args)).rejects.toMatchObject({ code: 'USAGE' })
  },
)
