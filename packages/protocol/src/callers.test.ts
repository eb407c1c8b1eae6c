/** Who may call what: every procedure of the router, by everybody. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { gridRouter } from './router.ts'
import { account, callers, digest, jobId, serveWire, session, signature } from './testing/wire.ts'
import type { Wire } from './testing/wire.ts'

let wire: Wire
beforeAll(async () => {
  wire = await serveWire()
})
afterAll(() => wire.close())
beforeEach(() => wire.reset())

describe('who may call what', () => {
  type Client = ReturnType<Wire['clientOf']>
  const leaseId = digest(1) as never
  const everybody = ['nobody', 'host', 'account', 'submitter', 'operator']
  const delegation = {
    delegation: {
      ...{ account: session, session, scope: digest(3), notBefore: 0, expiresAt: 1, epoch: 0 },
    },
    signature,
  }
  const wish = { session, name: 'a', platform: 'b', challenge: digest(2), signature }
  const page = { text: '', from: 0, limit: 5 }
  const members = ['account', 'submitter', 'operator']
  const calls: Readonly<Record<string, readonly [string[], (client: Client) => Promise<unknown>]>> =
    {
      describe: [everybody, ({ describe: one }) => one.query()],
      status: [everybody, (client) => client.status.query()],
      'account.signInTerms': [everybody, (client) => client.account.signInTerms.mutate()],
      'account.signIn': [
        everybody,
        (client) => client.account.signIn.mutate({ message: 'a text', signature }),
      ],
      'account.enter': [
        everybody,
        (client) => {
          wire.answer = () => ({ cookies: [] })
          return client.account.enter.mutate({ message: 'a text', signature })
        },
      ],
      'account.leave': [
        everybody,
        (client) => {
          wire.answer = () => ({ cookies: [] })
          return client.account.leave.mutate()
        },
      ],
      'host.challenge': [everybody, ({ host }) => host.challenge.mutate({ session })],
      'host.register': [
        everybody,
        ({ host }) =>
          host.register.mutate({
            ...{ protocolVersion: 1, name: 'a', platform: 'b', challenge: digest(2), signature },
            delegation,
          }),
      ],
      'host.acquire': [['host'], ({ host }) => host.acquire.mutate({ count: 1 })],
      'host.renew': [['host'], ({ host }) => host.renew.mutate({ leaseIds: [leaseId] })],
      'host.returnLease': [
        ['host'],
        ({ host }) => host.returnLease.mutate({ leaseId, code: 'MACHINE_BUSY', message: 'later' }),
      ],
      'host.report': [
        ['host'],
        ({ host }) =>
          host.report.mutate({
            receipts: [
              {
                receipt: {
                  ...{ jobId, unitIndex: 0, programHash: digest(4), inputHash: digest(5) },
                  ...{ outputHash: digest(6), exitClass: 'exited', fuel: 2n ** 60n, leaseId },
                  ...{ rewriterVersion: 1, account: session },
                },
                signature,
              },
            ],
          }),
      ],
      'attestor.waiting': [everybody, ({ attestor }) => attestor.waiting.query()],
      'attestor.answer': [
        everybody,
        ({ attestor }) =>
          attestor.answer.mutate({ batchId: 1, attestor: session, signature, refusal: 'no' }),
      ],
      'pairing.begin': [everybody, ({ pairing }) => pairing.begin.mutate(wish)],
      'pairing.look': [everybody, ({ pairing }) => pairing.look.mutate({ code: 'abcd-2345' })],
      'pairing.approve': [
        everybody,
        ({ pairing }) => pairing.approve.mutate({ code: 'ABCD2345', delegation }),
      ],
      'pairing.collect': [everybody, ({ pairing }) => pairing.collect.mutate({ claim: digest(8) })],
      'job.submit': [
        ['submitter', 'operator'],
        ({ job }) =>
          job.submit.mutate({
            wallMaxMs: 1_000,
            spec: {
              ...{ version: 1, name: 'a', nonce: '', requester: null, program: digest(7) },
              ...{ args: [], axes: [], stdin: [], files: [], quorum: 1 },
              limits: { fuelMax: 2n ** 60n, memoryMaxBytes: 65_536, outputMaxBytes: 1 },
            },
          }),
      ],
      'job.cancel': [members, ({ job }) => job.cancel.mutate({ jobId })],
      'job.pause': [members, ({ job }) => job.pause.mutate({ jobId, reason: 'why' })],
      'job.resume': [members, ({ job }) => job.resume.mutate({ jobId })],
      'job.prioritise': [members, ({ job }) => job.prioritise.mutate({ jobId, priority: -100 })],
      'job.delete': [members, ({ job }) => job.delete.mutate({ jobId })],
      'job.list': [everybody, ({ job }) => job.list.query()],
      'job.fetch': [everybody, ({ job }) => job.fetch.query({ jobId })],
      'job.units': [everybody, ({ job }) => job.units.query({ jobId, from: 0, limit: 5 })],
      'job.unit': [everybody, ({ job }) => job.unit.query({ jobId, unitIndex: 0 })],
      'job.proof': [everybody, ({ job }) => job.proof.query({ jobId, unitIndex: 0 })],
      'job.search': [everybody, ({ job }) => job.search.query({ ...page, state: 'all' })],
      'hosts.search': [everybody, ({ hosts }) => hosts.search.query(page)],
      'ledger.batches': [everybody, ({ ledger }) => ledger.batches.query({ from: 0, limit: 5 })],
      'ledger.history': [everybody, ({ ledger }) => ledger.history.query({ range: 'day' })],
      'ledger.office': [everybody, ({ ledger }) => ledger.office.query()],
      'ledger.challenges': [everybody, ({ ledger }) => ledger.challenges.query()],
      'accounts.list': [everybody, ({ accounts }) => accounts.list.query(page)],
      'accounts.work': [everybody, ({ accounts }) => accounts.work.query({ account })],
      'accounts.refusals': [
        everybody,
        ({ accounts }) => accounts.refusals.query({ account, limit: 5 }),
      ],
      'accounts.credit': [everybody, ({ accounts }) => accounts.credit.query({ account })],
      'operator.block': [
        ['operator'],
        (client) => client.operator.block.mutate({ account, reason: 'why' }),
      ],
      'operator.unblock': [
        ['operator'],
        (client) => client.operator.unblock.mutate({ account, reason: 'why' }),
      ],
      'operator.retry': [['operator'], (client) => client.operator.retry.mutate({ reason: 'why' })],
      'operator.actions': [['operator'], (client) => client.operator.actions.query({ limit: 5 })],
    }
  const rows = Object.entries(calls).flatMap(([path, [allowed, call]]) =>
    everybody.map((who) => [path, who, allowed.includes(who), call] as const),
  )

  test.each(rows)('%s by %s: %s', async (path, who, allowed, call) => {
    if (allowed) {
      await call(wire.clientOf(who))
      expect(wire.asked).toHaveLength(1)
      return
    }
    const lacking = path.startsWith('operator.') ? 'OPERATOR_REQUIRED' : 'SUBMITTER_REQUIRED'
    const refusal = members.includes(who) ? lacking : 'SIGN_IN_REQUIRED'
    const guard = path.startsWith('host.') ? 'HOST_TOKEN_MISSING' : refusal
    expect(await wire.failureOf(call(wire.clientOf(who)))).toMatchObject({
      code: guard,
      retryable: false,
      hint: expect.stringMatching(/token|operator/),
    })
    expect(wire.asked).toEqual([])
  })

  test('everybody is told who they are taken for, by nobody but the context', async () => {
    for (const [who, caller] of Object.entries(callers)) {
      expect(await wire.clientOf(who).account.whoami.query()).toEqual(caller)
    }
    expect(wire.asked).toEqual([])
  })

  test('a page gets its session as a cookie and never in an answer', async () => {
    wire.answer = () => ({ account, expiresAtMs: 7, cookies: ['a secret'] })
    const entered = await wire.clientOf(null).account.enter.mutate({ message: 'a text', signature })
    expect([entered, wire.kept]).toEqual([{ account, expiresAtMs: 7 }, ['a secret']])
    wire.answer = () => ({ cookies: ['forget it'] })
    expect(await wire.clientOf(null).account.leave.mutate()).toBeUndefined()
    expect(wire.kept).toEqual(['a secret', 'forget it'])
    expect(wire.asked.at(-1)).toEqual(['leavePage', 'shown'])
  })

  test('every other procedure is in the table, but for the subscription', () => {
    const { procedures } = gridRouter._def as unknown as { procedures: object }
    const others = ['watch', 'account.whoami']
    expect(Object.keys(procedures).sort()).toEqual([...Object.keys(calls), ...others].sort())
  })

  test('a guard comes before the message is looked at', async () => {
    const response = await wire.post('job.submit', '{}')
    expect(response.status).toBe(401)
  })
})
