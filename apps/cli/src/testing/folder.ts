/** A folder of its own for each test, gone afterwards. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Makes the folder; call it inside a test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-cli-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
