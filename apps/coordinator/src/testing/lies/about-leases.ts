/** Lies about leases, and floods. */
import { digestOf, utf8 } from '@pumasi/domain'
import { expireLeases } from '@pumasi/engine'
import { lyingExecutor } from '@pumasi/engine/testing'
import { MESSAGE_BYTES_MAX } from '@pumasi/protocol'
import { operatorToken } from '../test-coordinator.ts'
import { announce } from './announce.ts'
import { codeOf } from './stage.ts'
import { claiming, refusedWith } from './telling.ts'
import type { HostLie } from './telling.ts'

export const aboutLeases: readonly HostLie[] = [
  [
    'two outputs for one unit',
    'a lie, and the truth after it',
    'lost',
    async ({ stage, liar, leased }) => {
      await stage.report(liar, await stage.work(liar, leased, {}, lyingExecutor))
      return refusedWith(await stage.report(liar, await stage.work(liar, leased)))
    },
  ],
  [
    'lease of another host',
    'work under a lease of another',
    'RECEIPT_FOREIGN_LEASE',
    async (scene) => {
      const { leaseId } = await scene.stage.lease(scene.honest, scene.jobId)
      return claiming({ leaseId })(scene)
    },
  ],
  [
    'lease of another host',
    'work under a lease nobody granted',
    'RECEIPT_FOREIGN_LEASE',
    claiming({ leaseId: digestOf(utf8('granted by nobody')) as never }),
  ],
  [
    'lease of another host',
    'giving a lease of another back',
    'lost',
    async ({ stage, liar, honest, jobId }) => {
      const { leaseId } = await stage.lease(honest, jobId)
      return stage.returnAs(liar, leaseId, 'MACHINE_TOO_SMALL')
    },
  ],
  [
    'flood of requests',
    'registrations without end',
    'RATE_LIMITED',
    async ({ stage, liar: { session } }) => {
      // As if from elsewhere, so that those who come after it are let in.
      const ask = () =>
        stage.grid.call(null, (client) => client.host.challenge.mutate({ session }), '203.0.113.66')
      for (let asked = 0; asked < 10_000; asked += 1) {
        const code = await codeOf(ask())
        if (code !== 'no refusal') return code
      }
      return 'no refusal'
    },
  ],
  [
    'flood of requests',
    'more receipts in a message than it may have',
    'BAD_MESSAGE',
    async ({ stage, liar, leased }) => {
      const signed = await stage.work(liar, leased)
      return codeOf(stage.report(liar, ...Array<typeof signed>(51).fill(signed)))
    },
  ],
  [
    'flood of requests',
    'a message of megabytes',
    'MESSAGE_TOO_LARGE',
    ({ stage, liar }) =>
      announce(`${stage.grid.url}/trpc/host.report`, liar.token, MESSAGE_BYTES_MAX + 1),
  ],
  [
    'never returning',
    'a lease it keeps',
    'expired',
    async ({ stage, liar, jobId, settle }) => {
      await settle()
      const { leases } = await stage.historyOf(jobId, 0)
      return leases.find(({ account }) => account === liar.account)?.state ?? 'no lease'
    },
  ],
  [
    'returning after the deadline',
    'a receipt whose unit went to others',
    'lost',
    async ({ stage, liar, leased }) => {
      const signed = await stage.work(liar, leased)
      stage.grid.clock.advance(60_001)
      await expireLeases(stage.grid.coordinator)
      return refusedWith(await stage.report(liar, signed))
    },
  ],
  [
    'returning after the deadline',
    'a receipt for a job that was cancelled',
    'cancelled',
    async ({ stage, liar, leased, jobId }) => {
      const signed = await stage.work(liar, leased)
      await stage.grid.call(operatorToken, (client) => client.job.cancel.mutate({ jobId }))
      return refusedWith(await stage.report(liar, signed))
    },
  ],
]
