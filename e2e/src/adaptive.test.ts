/** A job that asks for trust, on real processes: a turncoat is caught, and a stranger can check. */
import { randomBytes } from 'node:crypto'
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deployLedger, startLocalChain } from '@pumasi/chain'
import type { LocalChain } from '@pumasi/chain'
import type { Hex } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import { createGridClient } from '@pumasi/protocol'
import type { HostView } from '@pumasi/protocol'
import { defaultTrustRules } from '@pumasi/rules'
import { compileEcho } from '../grid/echo.ts'
import { makeFolder, run, start } from './testing/pumasi.ts'
import type { Running } from './testing/pumasi.ts'

/** So small that a few dozen units show everything. */
const trust = {
  ...defaultTrustRules,
  probationUnits: 2,
  auditFloorPpm: 500_000,
  vestingChecks: 1,
}

const UNITS = { known: 6, turned: 12 }

let folder: Awaited<ReturnType<typeof makeFolder>>
let chain: LocalChain
let ledger: string
const running: Running[] = []
const at = (...names: string[]): string => join(folder.path, ...names)
const flags = (options: Readonly<Record<string, string>>): string[] =>
  Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])

beforeAll(async () => {
  folder = await makeFolder()
  const privateKey: Hex = `0x${randomBytes(32).toString('hex')}`
  await writeFile(at('committer.key'), `${privateKey}\n`, { mode: 0o600 })
  await writeFile(at('trust.json'), JSON.stringify(trust))
  await writeFile(at('echo.wasm'), await compileEcho())
  for (const [name, units] of Object.entries(UNITS)) {
    const matrix = `matrix: { n: { from: 1, to: ${units} } }`
    const job = `name: ${name}\nprogram: echo.wasm\nargs: ['{n}', '${name}']\n${matrix}\n`
    await writeFile(at(`${name}.yaml`), `${job}replication: { trust: adaptive }\n`)
  }
  chain = await startLocalChain({
    stateFile: at('chain.state'),
    fund: [accountOfKey(privateKey)],
  })
  ledger = await deployLedger({ rpcUrl: chain.rpcUrl, privateKey })
  await mkdir(at('coordinator'))
})
afterAll(async () => {
  await Promise.all(running.map((one) => end(one)))
  await chain.close()
  await folder.remove()
})

function startOne(args: readonly string[]): Running {
  const one = start(args)
  running.push(one)
  return one
}
async function end({ child, ended }: Running, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') {
  child.kill(signal)
  await ended
}

/** A mirror is a folder of files named by their digests. */
async function layFlat(blobs: string, folder: string): Promise<void> {
  await mkdir(folder)
  const entries = await readdir(blobs, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name))
  await Promise.all(
    files.map(({ parentPath, name }) => cp(join(parentPath, name), join(folder, `0x${name}`))),
  )
}

it('believes every unit, pays the turncoat for none of its lies, and convinces a stranger', async () => {
  const coordinator = startOne([
    'coordinator',
    ...flags({
      ...{ data: at('coordinator'), port: '0', rpc: chain.rpcUrl, ledger },
      ...{ 'committer-key': at('committer.key'), 'trust-rules': at('trust.json') },
      ...{ 'lease-seconds': '5', 'batch-seconds': '1', 'seed-confirmations': '1' },
    }),
  ])
  const [, url = ''] = await coordinator.said(/"url":"(http:[^"]+)"/)
  const client = createGridClient({ url, token: () => null })
  const work = (name: string, ...more: string[]): Running =>
    startOne(['worker', ...flags({ coordinator: url, data: at(name), name, slots: '1' }), ...more])
  const submit = (name: keyof typeof UNITS): Running => {
    const token = at('coordinator', 'operator.token')
    const job = ['submit', at(`${name}.yaml`), '--wait']
    return startOne([...job, '--coordinator', url, '--token-file', token])
  }
  const turncoatAt = async (): Promise<HostView | undefined> => {
    const { hosts } = await client.status.query()
    return hosts.find(({ name }) => name === 'turncoat')
  }

  // Three new accounts vouch for each other; the third is honest as long as it is watched.
  const watched = ['one', 'two', 'turncoat'].map((name) => work(name))
  expect(await submit('known').ended).toMatchObject({ code: 0 })
  await Promise.all(watched.map((worker) => end(worker)))
  const known = await turncoatAt()
  expect(known).toMatchObject({ refused: 0, credited: known?.received })

  // Alone with work, it lies; the others come back.
  work('turncoat', '--lying')
  const submitted = submit('turned')
  while ((await turncoatAt())?.received === known?.received) await pause(100)
  for (const name of ['one', 'two']) work(name)
  expect(await submitted.ended).toMatchObject({ code: 0 })

  const { jobs, hosts, refusals } = await client.status.query()
  expect(jobs.map(({ believed, committed }) => [believed, committed])).toEqual([
    [UNITS.turned, UNITS.turned],
    [UNITS.known, UNITS.known],
  ])
  const turncoat = hosts.find(({ name }) => name === 'turncoat')
  expect(turncoat?.creditMicro).toBe(known?.creditMicro)
  expect(new Set(refusals.map(({ account }) => account))).toEqual(new Set([turncoat?.account]))
  expect(refusals.map(({ code }) => code)).toContain('OUTPUT_DIFFERS')

  const place = ['--rpc', chain.rpcUrl, '--ledger', ledger]
  // Dead before it is copied: receipts that later checks have proven may go into one more batch.
  await end(coordinator, 'SIGKILL')
  await layFlat(at('coordinator', 'blobs'), at('copy'))
  const audit = await run(['audit', ...place, '--mirror', at('copy'), '--all', '--json'])
  const units = UNITS.known + UNITS.turned
  const expected = { ok: true, findings: [], units, unitsReexecuted: units }
  expect(JSON.parse(audit.stdout)).toMatchObject(expected)
  expect(audit.code).toBe(0)
})
