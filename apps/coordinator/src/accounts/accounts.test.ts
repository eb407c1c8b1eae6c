/** Signing in over HTTP, and what an account may do from then on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Account, JobId, JobSpec } from '@pumasi/domain'
import { keysOf } from '@pumasi/engine/testing'
import { signInText, signPersonalText } from '@pumasi/proof'
import { stranger } from '@pumasi/protocol'
import type { GridClient } from '@pumasi/protocol'
import { operatorToken, startTestCoordinator } from '../testing/test-coordinator.ts'
import type { TestCoordinator } from '../testing/test-coordinator.ts'

const chief = keysOf('chief')
const writer = keysOf('writer')
const guest = keysOf('guest')
let grid: TestCoordinator
beforeAll(async () => {
  grid = await startTestCoordinator({
    operators: [chief.account],
    submitters: [writer.account],
  })
})
afterAll(() => grid.end())

const messageFor = async ({ account }: typeof guest): Promise<string> => {
  const { nonce, chainId } = await grid.call(null, (client) => client.account.signInTerms.mutate())
  const issuedAtMs = grid.clock.nowMs()
  const times = { issuedAtMs, expiresAtMs: issuedAtMs + 60_000 }
  return signInText({ account, origin: grid.url, chainId, nonce, ...times })
}
const signIn = async (keys: typeof guest): Promise<string> => {
  const message = await messageFor(keys)
  const signature = signPersonalText(message, keys.walletKey)
  return (await grid.call(null, (client) => client.account.signIn.mutate({ message, signature })))
    .token
}
const whoami = (token: string | null) => grid.call(token, (client) => client.account.whoami.query())
const noJob = `0x${'00'.repeat(32)}` as JobId
const cancel = (token: string) =>
  grid.call(token, (client) => client.job.cancel.mutate({ jobId: noJob }))

test('an account that signed in is known until its message ends', async () => {
  const token = await signIn(guest)
  expect(await whoami(token)).toEqual({ ...stranger, account: guest.account })
  grid.clock.advance(60_000)
  expect(await whoami(token)).toEqual(stranger)
  expect(await whoami(null)).toEqual(stranger)
})

test('an operator is one by account, and nobody else is', async () => {
  const token = await signIn(chief)
  expect(await whoami(token)).toEqual({
    ...stranger,
    account: chief.account,
    operator: true,
    submitter: true,
  })
  expect(await cancel(token)).toBe(false)
  await expect(cancel(await signIn(guest))).rejects.toMatchObject({ code: 'UNKNOWN_JOB' })
})

test('signatures in capitals are signatures too', async () => {
  const message = await messageFor(guest)
  const signature = signPersonalText(message, guest.walletKey).toUpperCase().replace('0X', '0x')
  const answer = { message, signature: signature as never }
  const { account } = await grid.call(null, (client) => client.account.signIn.mutate(answer))
  expect(account).toBe(guest.account)
})

test('a token of one kind is none of another', async () => {
  const token = await signIn(guest)
  const host = await grid.register(keysOf('host'))
  expect(await whoami(host)).toEqual({ ...stranger, session: keysOf('host').session })
  await expect(
    grid.call(token, (client) => client.host.acquire.mutate({ count: 1 })),
  ).rejects.toMatchObject({ code: 'HOST_TOKEN_MISSING' })
})

const specOf = async (account: Account | null, nonce = ''): Promise<JobSpec> => ({
  ...{ version: 1, name: 'a job', nonce, requester: account },
  program: await grid.blobs.putBlob(utf8('a program')),
  ...{ args: ['{n}'], axes: [{ name: 'n', from: 1, to: 3 }], stdin: [], files: [] },
  limits: { fuelMax: 1_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 },
  quorum: 2,
})

describe('in a browser', () => {
  /** What a page of this grid, or another, sends: a call by POST with its cookie. */
  const post = (path: string, json: object, headers: Record<string, string> = {}) =>
    fetch(`${grid.url}/trpc/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: grid.url, ...headers },
      body: JSON.stringify({ json }),
    })
  const enter = async (keys: typeof guest): Promise<Response> => {
    const message = await messageFor(keys)
    return post('account.enter', { message, signature: signPersonalText(message, keys.walletKey) })
  }
  const cookieOf = (response: Response): string => response.headers.get('set-cookie') ?? ''
  const whoamiWith = async (headers: Record<string, string>) => {
    const response = await fetch(`${grid.url}/trpc/account.whoami`, { headers })
    return ((await response.json()) as { result: { data: { json: unknown } } }).result.data.json
  }

  test('a page signs in, acts and signs out', async () => {
    const entered = await enter(chief)
    expect(await entered.text()).not.toContain('page.')
    const [cookie = ''] = cookieOf(entered).split(';')
    expect(cookieOf(entered)).toMatch(/HttpOnly; SameSite=Strict$/)
    expect(await whoamiWith({ cookie })).toMatchObject({ account: chief.account, operator: true })
    expect((await post('job.cancel', { jobId: noJob }, { cookie })).status).toBe(200)

    const left = await post('account.leave', {}, { cookie })
    expect(cookieOf(left)).toContain('pumasi-session=; Max-Age=0')
    expect(await whoamiWith({ cookie })).toEqual(stranger)
    expect((await post('job.cancel', { jobId: noJob }, { cookie })).status).toBe(401)
  })

  test('a page of another origin has no session, and ends none', async () => {
    const [cookie = ''] = cookieOf(await enter(chief)).split(';')
    const elsewhere = { cookie, origin: 'http://127.0.0.1:1' }
    expect((await post('job.cancel', { jobId: noJob }, elsewhere)).status).toBe(401)
    expect(cookieOf(await post('account.leave', {}, elsewhere))).toBe('')
    expect(await whoamiWith({ cookie, 'sec-fetch-site': 'cross-site' })).toEqual(stranger)
    expect(await whoamiWith({ cookie })).toMatchObject({ account: chief.account })
    const upload = { 'tus-resumable': '1.0.0', 'upload-length': '1', ...elsewhere }
    const begun = await fetch(`${grid.url}/uploads`, { method: 'POST', headers: upload })
    expect(begun.status).toBe(401)
  })

  test('a session ends when its message does, and is no token', async () => {
    const [cookie = ''] = cookieOf(await enter(guest)).split(';')
    expect(await whoami(cookie.replace('pumasi-session=', ''))).toEqual(stranger)
    grid.clock.advance(60_000)
    expect(await whoamiWith({ cookie })).toEqual(stranger)
  })
})

describe('jobs of their requesters', () => {
  const submit = async (token: string, spec: JobSpec, priority?: number) =>
    grid.call(token, (client) =>
      client.job.submit.mutate({
        ...{ spec, wallMaxMs: 60_000 },
        ...(priority === undefined ? {} : { priority }),
      }),
    )
  const fetchJob = (jobId: JobId) => grid.call(null, (client) => client.job.fetch.query({ jobId }))

  test('a submitter submits in its own name and steers what is its own', async () => {
    const token = await signIn(writer)
    const { jobId } = await submit(token, await specOf(writer.account), 7)
    expect(await fetchJob(jobId)).toMatchObject({
      ...{ requester: writer.account, priority: 7, state: 'running', pauseReason: null },
    })
    const steer = (act: (client: GridClient) => Promise<unknown>) => grid.call(token, act)
    expect(await steer(({ job }) => job.pause.mutate({ jobId, reason: 'wait' }))).toBe('applied')
    expect(await steer(({ job }) => job.pause.mutate({ jobId, reason: 'more' }))).toBe('repeated')
    expect(await fetchJob(jobId)).toMatchObject({ state: 'paused', pauseReason: 'wait' })
    expect(await steer(({ job }) => job.resume.mutate({ jobId }))).toBe('applied')
    expect(await steer(({ job }) => job.prioritise.mutate({ jobId, priority: -5 }))).toBe('applied')
    expect(await fetchJob(jobId)).toMatchObject({ state: 'running', priority: -5 })
    expect(await steer(({ job }) => job.cancel.mutate({ jobId }))).toBe(true)
    expect(await steer(({ job }) => job.resume.mutate({ jobId }))).toBe('over')
    expect(await fetchJob(jobId)).toMatchObject({ state: 'cancelled' })
  })

  test('nobody else steers it but an operator', async () => {
    const token = await signIn(writer)
    const { jobId } = await submit(token, await specOf(writer.account, 'mine'))
    const acts: ((client: GridClient) => Promise<unknown>)[] = [
      ({ job }) => job.pause.mutate({ jobId, reason: 'no' }),
      ({ job }) => job.resume.mutate({ jobId }),
      ({ job }) => job.prioritise.mutate({ jobId, priority: 1 }),
      ({ job }) => job.cancel.mutate({ jobId }),
    ]
    const other = await signIn(guest)
    for (const act of acts) {
      await expect(grid.call(other, act)).rejects.toMatchObject({ code: 'NOT_YOUR_JOB' })
      await expect(grid.call(null, act)).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' })
    }
    expect(await fetchJob(jobId)).toMatchObject({ state: 'running', priority: 0 })
    const [pause] = acts as [(client: GridClient) => Promise<unknown>]
    expect(await grid.call(await signIn(chief), pause)).toBe('applied')
  })

  test('nobody submits in the name of another, and only submitters submit', async () => {
    const token = await signIn(writer)
    for (const name of [guest.account, null]) {
      const refused = submit(token, await specOf(name))
      await expect(refused).rejects.toMatchObject({ code: 'JOB_REQUESTER_WRONG' })
    }
    const unwelcome = submit(await signIn(guest), await specOf(guest.account))
    await expect(unwelcome).rejects.toMatchObject({ code: 'SUBMITTER_REQUIRED' })
    expect(await submit(operatorToken, await specOf(null, 'op'))).toMatchObject({ unitCount: 3 })
  })

  test('a requester has a quota, and an operator none', async () => {
    const token = await signIn(writer)
    const many = async (account: Account | null) => ({
      ...(await specOf(account, 'many')),
      axes: [{ name: 'n', from: 1, to: 1_001 }],
    })
    await expect(submit(token, await many(writer.account))).rejects.toMatchObject({
      ...{ code: 'QUOTA_REACHED', details: { bound: 'unitsOpen', expectedMax: 1_000 } },
    })
    expect(await submit(operatorToken, await many(null))).toMatchObject({ unitCount: 1_001 })
  })

  test('a submitter may upload a program, and somebody who only signed in may not', async () => {
    const bytes = utf8('another program')
    const put = async (token: string) =>
      (await grid.put(bytes, digestOf(bytes), { authorization: `Bearer ${token}` })).status
    expect(await put(await signIn(guest))).toBe(401)
    expect(await put(await signIn(writer))).toBe(200)
  })
})

describe('operators', () => {
  const actions = async (token: string, limit = 10) =>
    grid.call(token, (client) => client.operator.actions.query({ limit }))

  test('block an account, which gets no work and is told why, and lift it again', async () => {
    const token = await signIn(chief)
    const host = keysOf('kept out')
    const hostToken = await grid.register(host)
    const acquire = () => grid.call(hostToken, (client) => client.host.acquire.mutate({ count: 1 }))
    expect((await acquire()).suspended).toBeNull()
    const block = { account: host.account, reason: 'sends <b>lies</b>' }
    const blocked = await grid.call(token, (client) => client.operator.block.mutate(block))
    const again = await grid.call(token, (client) => client.operator.block.mutate(block))
    expect([blocked, again]).toEqual([true, false])
    const expected = 'blocked by an operator: sends <b>lies</b>'
    expect(await acquire()).toMatchObject({ leases: [], suspended: expected })
    const listed = { text: host.account, from: 0, limit: 5 }
    const { rows, total } = await grid.call(null, (client) => client.accounts.list.query(listed))
    const [shown] = rows
    expect(total).toBe(1)
    expect(shown).toMatchObject({
      ...{ account: host.account, hosts: 1, name: 'a host', suspended: null, trust: null },
      blocked: { reason: block.reason, operator: chief.account },
    })
    const lift = { account: host.account, reason: 'mended' }
    await grid.call(token, (client) => client.operator.unblock.mutate(lift))
    expect((await acquire()).suspended).toBeNull()
    expect((await actions(token)).slice(0, 3)).toMatchObject([
      { deed: 'account.unblock', subject: host.account, reason: 'mended' },
      { deed: 'account.block', operator: chief.account },
      { deed: 'account.block', operator: chief.account, reason: block.reason },
    ])
  })

  test('are logged with whatever they do, and others are not', async () => {
    const token = await signIn(chief)
    const before = (await actions(token))[0]?.id ?? 0
    const requester = await signIn(writer)
    await cancel(operatorToken)
    await expect(cancel(requester)).rejects.toMatchObject({ code: 'UNKNOWN_JOB' })
    await grid.call(token, (client) =>
      client.operator.retry.mutate({ reason: 'the chain is back' }),
    )
    expect(grid.retries()).toBe(1)
    const logged = (await actions(token)).filter(({ id }) => id > before)
    expect(logged.map(({ deed, operator, subject }) => [deed, operator, subject])).toEqual([
      ['ledger.retry', chief.account, grid.coordinator.domain.ledger],
      ['job.cancel', null, noJob],
    ])
    expect(await actions(token, 1)).toHaveLength(1)
  })

  test('an action that cannot be logged is not done', async () => {
    const token = await signIn(chief)
    const { jobId } = await grid.call(operatorToken, async (client) =>
      client.job.submit.mutate({ spec: await specOf(null, 'unlogged'), wallMaxMs: 60_000 }),
    )
    const { appendAction } = grid.store
    grid.store.appendAction = () => Promise.reject(new Error('no disk'))
    await expect(
      grid.call(token, (client) => client.job.cancel.mutate({ jobId })),
    ).rejects.toMatchObject({ code: 'INTERNAL' })
    grid.store.appendAction = appendAction
    const job = await grid.call(null, (client) => client.job.fetch.query({ jobId }))
    expect(job.state).toBe('running')
  })

  test('a unit tells where it is and hides what open units’ receipts claim', async () => {
    const { jobId } = await grid.call(operatorToken, async (client) =>
      client.job.submit.mutate({ spec: await specOf(null, 'history'), wallMaxMs: 60_000 }),
    )
    const unit = (unitIndex: number) =>
      grid.call(null, (client) => client.job.unit.query({ jobId, unitIndex }))
    expect(await unit(2)).toMatchObject({
      ...{ whereabouts: { code: 'WAITS_FOR_HOSTS', vacant: 2 }, quorum: 2, leases: [] },
      ...{ receipts: [], batch: null, unit: { state: 'open' } },
    })
    await expect(unit(3)).rejects.toMatchObject({ code: 'UNKNOWN_UNIT' })
  })
})
