import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, run } from './testing/pumasi.ts'

let folder: Awaited<ReturnType<typeof makeFolder>>
beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => folder.remove())

test('prints the settings in force, where they come from, and no secret', async () => {
  const file = join(folder.path, 'coordinator.yaml')
  const ledger = `0x${'ab'.repeat(20)}`
  await writeFile(
    file,
    `rpc: http://127.0.0.1:1\nledger: "${ledger}"\ncommitter-key: key\nbatch-units: 7\n`,
  )
  const args = ['coordinator', '--config', file, '--print-config', '--port', '9']
  const env = { DATABASE_URL: 'postgres://grid:swordfish@127.0.0.1/grid', PUMASI_HOST: '::1' }
  const { code, stdout, stderr } = await run(args, env)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain(`batch-units: 7  # ${file}: batch-units`)
  expect(stdout).toContain('port: 9  # --port')
  expect(stdout).toContain('host: ::1  # PUMASI_HOST')
  expect(stdout).not.toContain('swordfish')
})

test.each([
  [['--prot', '1'], {}, 'did you mean --port?'],
  [[], { PUMASI_LEASE_SECOND: '1' }, 'did you mean PUMASI_LEASE_SECONDS?'],
])('the unknown setting %j %j ends it with 2 and the nearest name', async (args, env, words) => {
  const { code, stderr } = await run(['coordinator', ...args], env)
  expect(code).toBe(2)
  expect(stderr).toContain(words)
})

test('a backup of nothing, or into no folder, is refused', async () => {
  const nothing = await run(['backup', join(folder.path, 'b'), '--data', join(folder.path, 'd')])
  expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining('BACKUP_OF_NOTHING')])
  const nowhere = await run(['restore', join(folder.path, 'none'), '--data', folder.path])
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('BACKUP_DAMAGED')])
})
