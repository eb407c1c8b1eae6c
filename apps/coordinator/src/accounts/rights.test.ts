/**
 * Who may call what, with real tokens at the real server: a procedure with a guard that is not in
 * the table fails (that every procedure has its callers named is a test of the router's room). And
 * every change that an operator's right allows is in the log, once, with who did it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { utf8 } from '@pumasi/domain'
import type { JobSpec } from '@pumasi/domain'
import type { OperatorDeed } from '@pumasi/engine'
import { keysOf } from '@pumasi/engine/testing'
import { signInText, signPersonalText } from '@pumasi/proof'
import { gridRouter, transformer } from '@pumasi/protocol'
import { jobIdOf } from '@pumasi/rules'
import { operatorToken, startTestCoordinator } from '../testing/test-coordinator.ts'
import type { TestCoordinator } from '../testing/test-coordinator.ts'

type Right = 'anyone' | 'host' | 'member' | 'submitter' | 'operator'

/** Anybody may call the others. */
const guarded: Readonly<Record<string, Right>> = {
  ...{ 'operator.block': 'operator', 'operator.unblock': 'operator' },
  ...{ 'operator.retry': 'operator', 'operator.actions': 'operator' },
  ...{ 'host.acquire': 'host', 'host.renew': 'host', 'host.returnLease': 'host' },
  ...{ 'host.report': 'host' },
  ...{ 'job.submit': 'submitter', 'job.cancel': 'member', 'job.pause': 'member' },
  ...{ 'job.resume': 'member', 'job.prioritise': 'member', 'job.delete': 'member' },
}

const none = 'may'
/** What each kind of caller is told; `may` where it is let through. */
const answers: Readonly<Record<Right, Readonly<Record<string, string>>>> = {
  anyone: { stranger: none, host: none, guest: none, writer: none, chief: none },
  host: {
    ...{ stranger: 'HOST_TOKEN_MISSING', host: none, guest: 'HOST_TOKEN_MISSING' },
    ...{ writer: 'HOST_TOKEN_MISSING', chief: 'HOST_TOKEN_MISSING' },
  },
  member: {
    ...{ stranger: 'SIGN_IN_REQUIRED', host: 'SIGN_IN_REQUIRED' },
    ...{ guest: none, writer: none, chief: none },
  },
  submitter: {
    ...{ stranger: 'SIGN_IN_REQUIRED', host: 'SIGN_IN_REQUIRED' },
    ...{ guest: 'SUBMITTER_REQUIRED', writer: none, chief: none },
  },
  operator: {
    ...{ stranger: 'SIGN_IN_REQUIRED', host: 'SIGN_IN_REQUIRED' },
    ...{ guest: 'OPERATOR_REQUIRED', writer: 'OPERATOR_REQUIRED', chief: none },
  },
}
const refusals = new Set(Object.values(answers).flatMap((each) => Object.values(each)))

const procedures = Object.entries(gridRouter._def.procedures as unknown as Procedures).map(
  ([path, { _def }]) => ({ path, type: _def.type }),
)
type Procedures = Readonly<
  Record<string, { readonly _def: { readonly type: 'query' | 'mutation' | 'subscription' } }>
>

const [chief, writer, guest] = [keysOf('chief'), keysOf('writer'), keysOf('guest')]
let grid: TestCoordinator
let tokens: Readonly<Record<string, string | null>>
beforeAll(async () => {
  grid = await startTestCoordinator({ operators: [chief.account], submitters: [writer.account] })
  const signIn = async ({ account, walletKey }: typeof chief): Promise<string> => {
    const terms = await grid.call(null, (client) => client.account.signInTerms.mutate())
    const issuedAtMs = grid.clock.nowMs()
    const times = { issuedAtMs, expiresAtMs: issuedAtMs + 60_000 }
    const message = signInText({ ...terms, account, origin: grid.url, ...times })
    const answer = { message, signature: signPersonalText(message, walletKey) }
    return (await grid.call(null, (client) => client.account.signIn.mutate(answer))).token
  }
  tokens = {
    ...{ stranger: null, host: await grid.register(keysOf('host')) },
    ...{ guest: await signIn(guest), writer: await signIn(writer), chief: await signIn(chief) },
  }
})
afterAll(() => grid.end())

/** Calls as the wire does. Answers with the code of the failure, or `done`. */
async function call(path: string, token: string | null, input: unknown): Promise<string> {
  const isChange = procedures.find((each) => each.path === path)?.type === 'mutation'
  const body = JSON.stringify(transformer.serialize(input))
  const query = isChange ? '' : `?input=${encodeURIComponent(body)}`
  const response = await fetch(`${grid.url}/trpc/${path}${query}`, {
    method: isChange ? 'POST' : 'GET',
    headers: {
      ...(isChange && { 'content-type': 'application/json' }),
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    ...(isChange && { body }),
  })
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    await response.body?.cancel()
    return 'done'
  }
  const answer = (await response.json()) as { error?: { json: { data: { grid: Failure } } } }
  return answer.error?.json.data.grid.code ?? 'done'
}
interface Failure {
  readonly code: string
}

const rightTo = (path: string): Right => guarded[path] ?? 'anyone'

test('the table names procedures that are there', () => {
  const paths = procedures.map(({ path }) => path)
  expect(Object.keys(guarded).filter((path) => !paths.includes(path))).toEqual([])
})

test.each(procedures.map(({ path }) => [path, rightTo(path)] as const))(
  '%s is for %s, as the server sees callers',
  async (path, right) => {
    for (const [caller, expected] of Object.entries(answers[right])) {
      // Rights come before what was sent: nobody learns by it what they may not do.
      const code = await call(path, tokens[caller] ?? null, 'nonsense')
      expect([caller, refusals.has(code) ? code : none]).toEqual([caller, expected])
    }
  },
)

const spec = async (): Promise<JobSpec> => ({
  ...{ version: 1, name: 'a job', nonce: '', requester: null },
  program: await grid.blobs.putBlob(utf8('a program')),
  ...{ args: ['{n}'], axes: [{ name: 'n', from: 1, to: 3 }], stdin: [], files: [] },
  limits: { fuelMax: 1_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
  quorum: 2,
})

test('every change that an operator may make is logged, once, with who made it', async () => {
  const job = await spec()
  const jobId = jobIdOf(job)
  const { account } = keysOf('host')
  const reason = 'because'
  /** In an order in which each can be done. */
  const deeds: Readonly<Record<OperatorDeed, Deed>> = {
    'job.submit': ['job.submit', { spec: job, wallMaxMs: 60_000 }, jobId, null],
    'job.pause': ['job.pause', { jobId, reason }, jobId, reason],
    'job.resume': ['job.resume', { jobId }, jobId, null],
    'job.prioritise': ['job.prioritise', { jobId, priority: 3 }, jobId, 'priority 3'],
    'job.cancel': ['job.cancel', { jobId }, jobId, null],
    'job.delete': ['job.delete', { jobId }, jobId, null],
    'account.block': ['operator.block', { account, reason }, account, reason],
    'account.unblock': ['operator.unblock', { account, reason }, account, reason],
    'ledger.retry': ['operator.retry', { reason }, grid.coordinator.domain.ledger, reason],
  }
  const changes = procedures.filter(({ path, type }) => {
    const right = rightTo(path)
    return type === 'mutation' && right !== 'anyone' && right !== 'host'
  })
  const logged = Object.values(deeds).map(([path]) => path)
  expect(logged.toSorted()).toEqual(changes.map(({ path }) => path).toSorted())

  const operators = [
    [tokens['chief'] ?? null, chief.account],
    [operatorToken, null],
  ] as const
  for (const [token, operator] of operators) {
    for (const [deed, [path, input, subject, why]] of Object.entries(deeds)) {
      const [before] = await grid.store.fetchActions({ limit: 1 })
      expect([deed, await call(path, token, input)]).toEqual([deed, 'done'])
      const [newest] = await grid.store.fetchActions({ limit: 1 })
      const id = (before?.id ?? 0) + 1
      expect(newest).toMatchObject({ id, deed, operator, subject, reason: why })
    }
  }
})
/** Procedure, input, and the subject and reason that are to be logged. */
type Deed = readonly [path: string, input: unknown, subject: string, reason: string | null]
