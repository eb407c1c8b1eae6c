/** The machine's side against a coordinator that may say anything. */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { GridError, digestOf, utf8 } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { keysOf, testIdentity } from '@pumasi/engine/testing'
import { scopeEveryJob, signDelegation, verifyDelegation } from '@pumasi/proof'
import type { Delegation, SignedDelegation } from '@pumasi/proof'
import {
  PROTOCOL_VERSION,
  PROTOCOL_VERSION_LEAST,
  fingerprintOf,
  gridRouter,
  noBrowser,
  stranger,
} from '@pumasi/protocol'
import type { GridService } from '@pumasi/protocol'
import { keepKeys } from '../keys.ts'
import type { OwnKeys } from '../keys.ts'
import { pair } from './pair.ts'
import type { Invitation, PairOptions } from './pair.ts'
import { keepPairing, keysOfPairing, readPairing } from './paired.ts'

const domain = { chainId: testIdentity.chainId, ledger: testIdentity.address }
const versions = {
  protocolVersion: PROTOCOL_VERSION,
  protocolVersionLeast: PROTOCOL_VERSION_LEAST,
}
const NOW_MS = 1_800_000_000_000
const nowS = NOW_MS / 1_000
const wallet = keysOf('the owner')
const stranger2 = keysOf('somebody else')

let folder: string
let keys: OwnKeys
let server: Server
let service: Partial<GridService>
let begun: number
/** What the coordinator hands over, one after the other. */
let answers: (SignedDelegation | null | GridError)[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-pair-'))
  keys = await keepKeys(folder)
  begun = 0
  answers = []
  service = {
    describe: async () => ({ ...domain, ...versions }) as never,
    challenge: async () => ({ challenge: digestOf(utf8('challenge')), expiresAtMs: 0 }),
    beginPairing: async () => {
      begun += 1
      const claim = digestOf(utf8(`claim ${begun}`))
      return { code: 'ABCD2345', claim, expiresAtMs: NOW_MS + 600_000 }
    },
    collectPairing: async () => {
      const answer = answers.shift() ?? null
      if (answer !== null && 'code' in answer) throw answer
      return { delegation: answer }
    },
  }
  const handle = createHTTPHandler({
    router: gridRouter,
    basePath: '/trpc/',
    createContext: () => ({
      service: service as GridService,
      ...{ caller: stranger, network: null, browser: noBrowser },
    }),
  })
  server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

const grant = (changes: Partial<Delegation> = {}, signer = wallet): SignedDelegation =>
  signDelegation(
    {
      ...{ account: signer.account, session: keys.session, scope: scopeEveryJob, epoch: 0 },
      ...{ notBefore: nowS - 10, expiresAt: nowS + 86_400, ...changes },
    },
    domain,
    signer.walletKey,
  )

const run = (changes: Partial<PairOptions> = {}, shown: Invitation[] = []) =>
  pair({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ keys, name: 'attic', platform: 'linux', wallet: wallet.account },
    show: (invitation) => shown.push(invitation),
    confirm: async () => true,
    nowMs: () => NOW_MS,
    sleep: async () => undefined,
    signal: new AbortController().signal,
    ...changes,
  })

test('shows code and key, waits for the signature, and keeps what was signed', async () => {
  const signed = grant()
  answers = [null, null, signed]
  const shown: Invitation[] = []
  const pairing = await run({}, shown)
  expect(pairing).toEqual({ domain, signed })
  expect(shown).toEqual([
    {
      ...{ code: 'ABCD-2345', fingerprint: fingerprintOf(keys.session) },
      ...{ page: expect.stringMatching(/\/pair$/) as string, expiresAtMs: NOW_MS + 600_000 },
    },
  ])
  if (pairing === null) throw new Error('a pairing expected')
  await keepPairing(folder, pairing)
  expect((await stat(join(folder, 'paired.json'))).mode & 0o777).toBe(0o600)
  expect((await readdir(folder)).toSorted()).toEqual([
    ...['paired.json', 'session.key', 'wallet.key'],
  ])
  const kept = await readPairing(folder)
  if (kept === null) throw new Error('a kept pairing expected')
  const paired = keysOfPairing(keys, kept)
  expect([paired.account, paired.session]).toEqual([wallet.account, keys.session])
  expect(verifyDelegation(paired.delegate(domain, nowS), domain)).toBe(true)
})

test('a code that ran out is replaced by another', async () => {
  answers = [new GridError('PAIRING_UNKNOWN', 'gone'), grant()]
  await run()
  expect(begun).toBe(2)
})

test.each([
  [
    'signed by another than it names',
    () => ({ ...grant(), signature: grant({}, stranger2).signature }),
    'PAIRING_FORGED',
  ],
  ['for another key', () => grant({ session: stranger2.session }), 'PAIRING_FORGED'],
  ['of a wallet nobody here named', () => grant({}, stranger2), 'PAIRING_OTHER_WALLET'],
  ['that is over', () => grant({ expiresAt: nowS }), 'PAIRING_OVER'],
  ['that has not begun', () => grant({ notBefore: nowS + 60 }), 'PAIRING_OVER'],
])('a coordinator that hands over a delegation %s is found out', async (_what, lie, code) => {
  answers = [lie()]
  await expect(run()).rejects.toMatchObject({ code })
})

test('a wallet that its owner does not know is asked about, and another code shown', async () => {
  answers = [grant({}, stranger2), grant()]
  const asked: Account[] = []
  const confirm = async (account: Account): Promise<boolean> => {
    asked.push(account)
    return account === wallet.account
  }
  const pairing = await run({ wallet: null, confirm })
  expect(asked).toEqual([stranger2.account, wallet.account])
  expect(pairing?.signed.delegation.account).toBe(wallet.account)
  expect(begun).toBe(2)
})

test('told to stop, it stops', async () => {
  const stopping = new AbortController()
  const sleep = async (): Promise<void> => stopping.abort()
  expect(await run({ sleep, signal: stopping.signal })).toBeNull()
})

test('a machine that was never paired has no pairing', async () => {
  expect(await readPairing(folder)).toBeNull()
})

test.each([
  ['nothing', ''],
  ['no JSON', 'hello'],
  ['another form', '{"chainId":"1"}'],
  ['a number without end', `{"chainId":"${'9'.repeat(200)}"}`],
])('a file with %s is refused, never taken for none', async (_what, text) => {
  await writeFile(join(folder, 'paired.json'), text)
  await expect(readPairing(folder)).rejects.toMatchObject({ code: 'PAIRING_DAMAGED' })
})

test('what was signed for one ledger is shown to no other, and to none after its time', () => {
  const paired = keysOfPairing(keys, { domain, signed: grant() })
  const code = (act: () => unknown): unknown => {
    try {
      return act()
    } catch (error) {
      return (error as { code: unknown }).code
    }
  }
  const other = { ...domain, chainId: 1n }
  expect(code(() => paired.delegate(other, nowS))).toBe('PAIRING_OTHER_LEDGER')
  expect(code(() => paired.delegate(domain, nowS + 86_400))).toBe('PAIRING_OVER')
})
