/** Which of this project's programs a job runs: the one whose module has the job's digest. */
import type { Digest } from '@pumasi/domain'
import { programs } from '@pumasi/programs'
import type { ListedProgram } from '@pumasi/programs'
import { sha256 } from '../sha256.ts'

/** Null for a program of somebody else, whatever its job calls itself. */
export async function findProgram(digest: Digest): Promise<ListedProgram | null> {
  for (const program of programs) {
    const response = await fetch(program.moduleUrl)
    if (!response.ok) continue
    if ((await sha256(new Uint8Array(await response.arrayBuffer()))) === digest) return program
  }
  return null
}
