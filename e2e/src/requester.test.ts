/** A requester with a wallet, at the command line: signs in, submits, steers, signs out. */
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployLedger, encryptKeystore, startLocalChain } from '@pumasi/chain'
import type { LocalChain } from '@pumasi/chain'
import type { Hex } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import type { JobView } from '@pumasi/protocol'
import { makeFolder, run, start } from './testing/pumasi.ts'
import type { Running } from './testing/pumasi.ts'

const jobFile = fileURLToPath(
  new URL('../../packages/programs/src/boarding-school/job.yaml', import.meta.url),
)
/** Keys of no value. */
const committerKey: Hex = `0x${'5e'.repeat(32)}`
const writerKey: Hex = `0x${'6a'.repeat(32)}`
const writer = accountOfKey(writerKey)

let folder: Awaited<ReturnType<typeof makeFolder>>
let chain: LocalChain | undefined
let coordinator: Running | undefined
let url = ''
const at = (name: string): string => join(folder.path, name)

beforeAll(async () => {
  folder = await makeFolder()
  const fund = [accountOfKey(committerKey)]
  chain = await startLocalChain({ stateFile: at('chain.state'), fund })
  const { rpcUrl } = chain
  const ledger = await deployLedger({ rpcUrl, privateKey: committerKey })
  await writeFile(at('committer.key'), committerKey, { mode: 0o600 })
  await writeFile(at('password'), 'a password\n', { mode: 0o600 })
  coordinator = start([
    ...['coordinator', '--rpc', rpcUrl, '--ledger', ledger, '--data', at('data'), '--port', '0'],
    ...['--committer-key', at('committer.key'), '--submitters', writer],
  ])
  url = (await coordinator.said(/"url":"([^"]+)"/))[1] ?? ''
  await writeFile(at('writer.json'), encryptKeystore(writerKey, 'a password'))
})
afterAll(async () => {
  coordinator?.child.kill('SIGTERM')
  await coordinator?.ended
  await chain?.close()
  await folder.remove()
})

/** Runs a command at that coordinator, with sign-ins kept in the folder. */
const pumasi = (...args: readonly string[]) =>
  run([...args, '--coordinator', url], { XDG_CONFIG_HOME: at('config') })

test('a wallet submits, steers its job, and steers no more once it is signed out', async () => {
  const login = ['login', '--keystore', at('writer.json'), '--password', at('password')]
  expect(await pumasi(...login)).toMatchObject({ code: 0, stdout: expect.stringContaining(writer) })
  const submitted = await pumasi('submit', jobFile, '--priority', '3', '--json')
  expect(submitted.code).toBe(0)
  const { jobId } = JSON.parse(submitted.stdout) as { jobId: string }
  const paused = await pumasi('job', 'pause', jobId, '--reason', 'the data are wrong')
  expect([paused.code, paused.stdout]).toEqual([0, 'done\n'])
  const shown = (await pumasi('job', 'status', jobId)).stdout
  expect(shown).toContain(`paused (the data are wrong), priority 3, of ${writer}`)
  expect((await pumasi('job', 'priority', jobId, '-7')).stdout).toBe('done\n')
  expect((await pumasi('job', 'resume', jobId)).stdout).toBe('done\n')
  const [job] = JSON.parse((await pumasi('job', 'list', '--json')).stdout) as JobView[]
  expect(job).toMatchObject({ jobId, requester: writer, priority: -7, state: 'running' })
  expect((await pumasi('logout')).stdout).toBe('signed out\n')
  const signedOut = await pumasi('job', 'cancel', jobId)
  const refused = expect.stringContaining('SIGN_IN_REQUIRED')
  expect([signedOut.code, signedOut.stderr]).toEqual([1, refused])
})
