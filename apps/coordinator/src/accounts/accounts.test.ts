/** Signing in over HTTP, and what an account may do from then on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keysOf } from '@pumasi/engine/testing'
import { signInText, signPersonalText } from '@pumasi/proof'
import { stranger } from '@pumasi/protocol'
import { startTestCoordinator } from '../testing/test-coordinator.ts'
import type { TestCoordinator } from '../testing/test-coordinator.ts'

const chief = keysOf('chief')
const guest = keysOf('guest')
let grid: TestCoordinator
beforeAll(async () => {
  grid = await startTestCoordinator({ operators: [chief.account] })
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
const cancel = (token: string) =>
  grid.call(token, (client) => client.job.cancel.mutate({ jobId: `0x${'00'.repeat(32)}` as never }))

test('an account that signed in is known until its message ends', async () => {
  const token = await signIn(guest)
  expect(await whoami(token)).toEqual({ ...stranger, account: guest.account })
  grid.clock.advance(60_000)
  expect(await whoami(token)).toEqual(stranger)
  expect(await whoami(null)).toEqual(stranger)
})

test('an operator is one by account, and nobody else is', async () => {
  const token = await signIn(chief)
  expect(await whoami(token)).toEqual({ ...stranger, account: chief.account, operator: true })
  expect(await cancel(token)).toBe(false)
  await expect(cancel(await signIn(guest))).rejects.toMatchObject({
    code: 'OPERATOR_REQUIRED',
    message: expect.stringContaining(guest.account) as string,
  })
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
