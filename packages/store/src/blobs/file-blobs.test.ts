import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { blobsConform } from '../testing/blob-conformance.ts'
import { openFileBlobs } from './file-blobs.ts'

let root: string
let folder: string
let count = 0
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pumasi-blobs-'))
})
beforeEach(() => {
  folder = join(root, String((count += 1)))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** Every file in the folder. */
const files = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

blobsConform({
  fresh: (stores) => Promise.all(Array.from({ length: stores }, () => openFileBlobs(folder))),
  kept: files,
  age: (digest) => utimes(join(folder, digest.slice(2, 4), digest.slice(2)), 0, 0),
  damage: (digest) => writeFile(join(folder, digest.slice(2, 4), digest.slice(2)), 'other bytes'),
})

describe('a folder', () => {
  test('that is not usable is a retryable error', async () => {
    await mkdir(folder, { recursive: true })
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(openFileBlobs(join(file, 'blobs'))).rejects.toMatchObject({
      code: 'BLOB_UNREACHABLE',
      retryable: true,
    })
  })

  test('drops uploads that lost their sender long ago, and only those', async () => {
    const incoming = join(folder, 'incoming')
    await mkdir(incoming, { recursive: true })
    for (const name of ['old', 'new']) await writeFile(join(incoming, name), 'half')
    await utimes(join(incoming, 'old'), 0, 0)
    await openFileBlobs(folder)
    expect(await files()).toEqual(['new'])
  })

  test('without room refuses by code, keeps nothing half, and takes the next that fits', async () => {
    // The system itself ends the write, at a limit it sets to the process.
    const script = new URL('../testing/put-within-limit.ts', import.meta.url).pathname
    const shell = `ulimit -f 64; exec "$0" "$1" "$2"`
    const { stdout } = await promisify(execFile)('bash', [
      ...['-c', shell, process.execPath, script, folder],
    ])
    expect(JSON.parse(stdout)).toEqual({
      refused: { code: 'BLOB_STORE_FULL', retryable: true },
      thenTaken: true,
    })
    expect(await files()).toHaveLength(1)
  })
})
