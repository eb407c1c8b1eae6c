/**
 * The load generator: many hosts in one process, told what to do by its parent, a step at a time.
 * Signing and writing the messages are a client's own cost and happen between the measured steps.
 */
import { digestOf } from '@pumasi/domain'
import type { Account, Digest, JobId, LeaseId } from '@pumasi/domain'
import type { Receipt, SigningDomain } from '@pumasi/proof'
import { createGridClient, transformer } from '@pumasi/protocol'
import { rulesInForce } from '@pumasi/rules'
import { registerHosts, signFast } from './hosts.ts'
import type { LoadHost } from './hosts.ts'
import { OUTPUTS, benchSpec, outputOf, programBytes } from './spec.ts'
import type { JobShape } from './spec.ts'
import { inParallel, send } from './wire.ts'

interface Held {
  readonly host: LoadHost
  readonly leases: readonly {
    readonly leaseId: LeaseId
    readonly jobId: JobId
    readonly unitIndex: number
    readonly inputHash: Digest
  }[]
}

interface Report {
  readonly token: string
  readonly body: Buffer
  readonly receipts: number
}

export interface Target {
  readonly url: string
  readonly operatorToken: string
  readonly chainId: string
  readonly ledger: Account
}

const FUEL = 123_456_789n

export function createGenerator() {
  let target: Target
  let domain: SigningDomain
  let hosts: readonly LoadHost[] = []
  let program: Digest
  let outputs: readonly Digest[] = []
  let answers: { readonly host: LoadHost; readonly text: string }[] = []
  let reports: Report[] = []
  let turn = 0

  const post = (path: string, token: string, body: Buffer) =>
    send('POST', `${target.url}/trpc/${path}`, token, body)
  const put = async (bytes: Uint8Array): Promise<Digest> => {
    const digest = digestOf(bytes)
    const { status, text } = await send(
      'PUT',
      `${target.url}/blobs/${digest}`,
      target.operatorToken,
      Buffer.from(bytes),
      'application/octet-stream',
    )
    if (status !== 200) throw new Error(`found ${status} ${text}, expected an upload`)
    return digest
  }

  const holdings = (): Held[] =>
    answers.map(({ host, text }) => {
      const { result } = JSON.parse(text) as { result: { data: { json: Held } } }
      return { host, leases: result.data.json.leases }
    })

  const steps = {
    async prepare(to: Target, hostCount: number): Promise<void> {
      target = to
      domain = { chainId: BigInt(to.chainId), ledger: to.ledger }
      hosts = await registerHosts(to.url, domain, hostCount)
      program = await put(programBytes)
      outputs = Array.from({ length: OUTPUTS }, (_, n) => digestOf(outputOf(n)))
      await inParallel(
        Array.from({ length: OUTPUTS }, (_, n) => n),
        16,
        async (n) => void (await put(outputOf(n))),
      )
    },

    /** Submits a job; answers milliseconds. */
    async submit(shape: JobShape): Promise<number> {
      const client = createGridClient({ url: target.url, token: () => target.operatorToken })
      const startedAt = performance.now()
      await client.job.submit.mutate({ spec: benchSpec(shape), wallMaxMs: 3_600_000 })
      return performance.now() - startedAt
    },

    /** Asks for `count` leases `times` times, each time as another host; answers milliseconds. */
    async acquire(count: number, times: number, atOnce: number): Promise<number> {
      answers = []
      const body = Buffer.from(JSON.stringify({ json: { count } }))
      const asking = Array.from({ length: times }, () => hosts[(turn += 1) % hosts.length])
      return inParallel(asking, atOnce, async (host) => {
        if (host === undefined) throw new Error('no hosts')
        const { status, text } = await post('host.acquire', host.token, body)
        if (status !== 200) throw new Error(`found ${status} ${text}, expected leases`)
        answers.push({ host, text })
      })
    },

    /** Signs a receipt for each lease held and writes the messages; answers how many receipts. */
    async sign(bundle: number): Promise<number> {
      reports = holdings().flatMap(({ host, leases }) => {
        const signed = leases.map((lease) => {
          const receipt: Receipt = {
            jobId: lease.jobId,
            unitIndex: lease.unitIndex,
            programHash: program,
            inputHash: lease.inputHash,
            outputHash: outputs[lease.unitIndex % OUTPUTS] as Digest,
            exitClass: 'exited',
            fuel: FUEL,
            rewriterVersion: rulesInForce.rewriterVersion,
            leaseId: lease.leaseId,
            account: host.account,
          }
          return signFast(receipt, domain, host.key)
        })
        const bundles = Array.from({ length: Math.ceil(signed.length / bundle) }, (_, n) =>
          signed.slice(n * bundle, (n + 1) * bundle),
        )
        return bundles.map((receipts) => ({
          token: host.token,
          body: Buffer.from(JSON.stringify(transformer.serialize({ receipts }))),
          receipts: receipts.length,
        }))
      })
      answers = []
      return reports.reduce((sum, { receipts }) => sum + receipts, 0)
    },

    /** Sends every report; answers milliseconds. Anything but `accepted` is a failure. */
    async report(atOnce: number): Promise<number> {
      const sending = reports
      reports = []
      return inParallel(sending, atOnce, async ({ token, body, receipts }) => {
        const { status, text } = await post('host.report', token, body)
        const accepted = text.match(/"answer":"accepted"/g)?.length ?? 0
        if (status !== 200 || accepted !== receipts) {
          throw new Error(`found ${status} ${text.slice(0, 500)}, expected ${receipts} accepted`)
        }
      })
    },

    /**
     * Sends reports and asks for leases, each at a fixed pace whatever the answers do, until the
     * reports are used up; answers how long each asking took from the moment it was due.
     */
    async pace(bundlesPerSecond: number, count: number): Promise<readonly number[]> {
      const sending = reports
      reports = []
      answers = []
      const ask = Buffer.from(JSON.stringify({ json: { count } }))
      const latencies: number[] = []
      const open: Promise<unknown>[] = []
      const startedAt = performance.now()
      for (const [n, { token, body }] of sending.entries()) {
        const dueMs = startedAt + (1_000 * n) / bundlesPerSecond
        const waitMs = dueMs - performance.now()
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
        const host = hosts[(turn += 1) % hosts.length] as LoadHost
        open.push(post('host.report', token, body))
        open.push(
          post('host.acquire', host.token, ask).then(({ text }) => {
            latencies.push(performance.now() - dueMs)
            answers.push({ host, text })
          }),
        )
      }
      await Promise.all(open)
      return latencies
    },
  }
  return steps
}
export type Generator = ReturnType<typeof createGenerator>
