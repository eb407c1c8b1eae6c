/** Gives a prepared job to a grid. */
import { GridError } from '@pumasi/domain'
import type { Submitted } from '@pumasi/protocol'
import type { GridConnection } from './connect.ts'
import type { PreparedJob } from './prepare-job.ts'

/**
 * Uploads what the coordinator does not have, and submits; the same job again is the same job.
 * `priority` counts among jobs of the same requester: higher goes first.
 * @throws `SIGN_IN_REQUIRED` before anything is sent, the coordinator's refusal
 */
export async function submitJob(
  grid: GridConnection,
  { spec: written, wallMaxMs, blobs }: PreparedJob,
  priority = 0,
): Promise<Submitted> {
  const { account, operator } = await grid.call((client) => client.account.whoami.query())
  if (account === null && !operator) {
    throw new GridError('SIGN_IN_REQUIRED', 'found nobody signed in, and no operator token', {
      hint: 'Sign in with a wallet first (signIn, or pumasi login): the sign-in may have ended.',
    })
  }
  // Part of what the job's id is made of: nobody else can submit this one.
  const spec = { ...written, requester: account }
  for (const bytes of blobs.values()) await grid.upload(bytes)
  return grid.call((client) => client.job.submit.mutate({ spec, wallMaxMs, priority }))
}
