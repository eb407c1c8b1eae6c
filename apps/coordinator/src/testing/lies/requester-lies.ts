/** What a requester may try who may submit; each answers the code it is refused with. */
import { gzipSync } from 'node:zlib'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Account, Axis, JobSpec } from '@pumasi/domain'
import { keysOf } from '@pumasi/engine/testing'
import { signInText, signPersonalText } from '@pumasi/proof'
import { codeIn } from './announce.ts'
import { codeOf } from './stage.ts'
import type { Stage } from './stage.ts'

export const requesterLieKinds = [
  ...['hostile module', 'zip bomb', 'million-unit job', 'path tricks in file names'],
  ...['job that never fits a host', 'name of another', 'flood of jobs'],
]

export const requester = keysOf('requester')

export interface Asking {
  readonly stage: Stage
  /** Of the requester's account, signed in. */
  readonly token: string
}

export type RequesterLie = readonly [
  kind: string,
  name: string,
  code: string,
  tell: (asking: Asking) => Promise<string>,
]

/** Signs in as the web does, for a minute. */
export async function signIn({ grid }: Stage, keys = requester): Promise<string> {
  const { nonce, chainId } = await grid.call(null, (client) => client.account.signInTerms.mutate())
  const issuedAtMs = grid.clock.nowMs()
  const times = { issuedAtMs, expiresAtMs: issuedAtMs + 60_000 }
  const message = signInText({ account: keys.account, origin: grid.url, chainId, nonce, ...times })
  const signature = signPersonalText(message, keys.walletKey)
  return (await grid.call(null, (client) => client.account.signIn.mutate({ message, signature })))
    .token
}

const own = (nonce: string, changes: Partial<JobSpec> = {}) => ({
  nonce,
  changes: { requester: requester.account as Account | null, ...changes },
})
const submitting =
  (nonce: string, changes: Partial<JobSpec>) =>
  async ({ stage, token }: Asking) => {
    const asked = own(nonce, changes)
    return codeOf(stage.submit(await stage.specOf(asked.nonce, asked.changes), token))
  }
const naming = (name: string) =>
  submitting(name, { files: [{ name, digest: digestOf(utf8('a program')) }] })
const units = (to: number): Axis[] => [{ name: 'n', from: 1, to }]

/** Three accounts lease the only unit and give it back; answers how the unit ended. */
const givenBack =
  (code: string, changes: Partial<JobSpec> = {}) =>
  async ({ stage, token }: Asking) => {
    const asked = own(code, { axes: units(1), ...changes })
    const { jobId } = await stage.submit(await stage.specOf(asked.nonce, asked.changes), token)
    for (const name of ['steady', 'sound', 'third']) {
      const host = await stage.join(name)
      await stage.returnAs(host, (await stage.lease(host, jobId)).leaseId, code)
    }
    return (await stage.historyOf(jobId, 0)).unit.failure ?? 'no failure'
  }

/** Megabytes of nothing in a kilobyte: a message, and a blob, that grow when they are unpacked. */
const bomb = gzipSync(new Uint8Array(4 * 1024 * 1024))

export const requesterLies: readonly RequesterLie[] = [
  ['hostile module', 'one that no sandbox takes', 'RETURNED_BY_HOSTS', givenBack('WASM_REFUSED')],
  [
    'hostile module',
    'one that nobody uploaded',
    'JOB_MISSING_BLOB',
    submitting('absent', { program: digestOf(utf8('nobody uploaded this')) }),
  ],
  [
    'zip bomb',
    'a packed message',
    'BAD_MESSAGE',
    async ({ stage, token }) => {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
      const answer = await fetch(`${stage.grid.url}/trpc/job.submit`, {
        ...{ method: 'POST', body: bomb },
        headers: { ...headers, authorization: `Bearer ${token}` },
      })
      return codeIn(await answer.text())
    },
  ],
  [
    'zip bomb',
    'a packed program, named by what is in it',
    'BLOB_MISMATCH',
    async ({ stage, token }) => {
      const digest = digestOf(new Uint8Array(4 * 1024 * 1024))
      const headers = { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' }
      const answer = await stage.grid.put(bomb, digest, headers)
      return codeIn(await answer.text())
    },
  ],
  [
    'zip bomb',
    'arguments that stand for gigabytes',
    'JOB_ARGS_TOO_LONG',
    submitting('arguments', {
      axes: [{ name: 'x', values: ['', 'y'.repeat(4_096)] }],
      args: Array<string>(256).fill('{x}'.repeat(1_365)),
    }),
  ],
  [
    'million-unit job',
    'ten million units',
    'JOB_TOO_LARGE',
    submitting('ten million', { axes: units(10_000_000) }),
  ],
  [
    'million-unit job',
    'axes that multiply beyond all numbers',
    'JOB_TOO_LARGE',
    submitting('beyond', {
      args: [],
      axes: Array.from({ length: 16 }, (_, at) => ({
        ...{ name: `x${at}`, from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER },
      })),
    }),
  ],
  [
    'million-unit job',
    'more units than an account may have open',
    'QUOTA_REACHED',
    submitting('quota', { axes: units(1_001) }),
  ],
  ...['../../etc/passwd', '/etc/passwd', 'a/./b', 'a\\..\\b', 'a//b', 'nul\0', ''].map(
    (name): RequesterLie => [
      ...([
        'path tricks in file names',
        JSON.stringify(name),
        'BAD_MESSAGE',
        naming(name),
      ] as const),
    ],
  ),
  [
    'job that never fits a host',
    'memory beyond every machine',
    'BAD_MESSAGE',
    submitting('memory', {
      limits: { fuelMax: 1n, memoryMaxBytes: 2 ** 40, outputMaxBytes: 1_000 },
    }),
  ],
  [
    'job that never fits a host',
    'memory that its hosts have not',
    'RETURNED_BY_HOSTS',
    givenBack('MACHINE_TOO_SMALL', {
      limits: { fuelMax: 1n, memoryMaxBytes: 2 ** 30, outputMaxBytes: 1_000 },
    }),
  ],
  [
    'name of another',
    'a job in the name of another account',
    'JOB_REQUESTER_WRONG',
    submitting('other', { requester: keysOf('another').account }),
  ],
  [
    'name of another',
    'cancelling a job of somebody else',
    'NOT_YOUR_JOB',
    async ({ stage, token }) => {
      const { jobId } = await stage.submit(await stage.specOf('of the operator'))
      return codeOf(stage.grid.call(token, (client) => client.job.cancel.mutate({ jobId })))
    },
  ],
  [
    'name of another',
    'submitting without leave',
    'SUBMITTER_REQUIRED',
    async ({ stage }) => {
      const guest = keysOf('guest')
      const spec = await stage.specOf('guest', { requester: guest.account })
      return codeOf(stage.submit(spec, await signIn(stage, guest)))
    },
  ],
  [
    'flood of jobs',
    'one after the other',
    'QUOTA_REACHED',
    async (asking) => {
      for (let asked = 0; asked < 100; asked += 1) {
        const code = await submitting(`flood ${asked}`, { axes: units(1) })(asking)
        if (code !== 'no refusal') return code
      }
      return 'no refusal'
    },
  ],
]
