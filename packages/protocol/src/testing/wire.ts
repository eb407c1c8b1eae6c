/** The router behind a real server, over a service that notes its questions. */
import { createServer } from 'node:http'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Account, GridError, JobId } from '@pumasi/domain'
import { expect } from 'vitest'
import { createGridClient, toGridError } from '../client.ts'
import type { GridClient } from '../client.ts'
import { gridRouter } from '../router.ts'
import { noBrowser, stranger } from '../service.ts'
import type { Caller, GridService } from '../service.ts'

export const digest = (n: number) => digestOf(utf8(`digest ${n}`))
export const session = `0x${'ab'.repeat(20)}` as Account
export const jobId = digest(0) as string as JobId
export const signature = `0x${'cd'.repeat(65)}` as never
export const account = `0x${'ac'.repeat(20)}` as Account

/** Who speaks, by the token that is shown. */
export const callers: Readonly<Record<string, Caller>> = {
  nobody: stranger,
  host: { ...stranger, session },
  account: { ...stranger, account },
  submitter: { ...stranger, account, submitter: true },
  operator: { ...stranger, operator: true, submitter: true },
}

export interface Wire {
  readonly url: string
  /** What the service was asked. */
  readonly asked: (readonly [name: string, ...args: unknown[]])[]
  /** What browsers were told to keep. */
  readonly kept: string[]
  /** What the service shall answer. */
  answer: (name: string) => unknown
  readonly clientOf: (token: string | null) => GridClient
  readonly failureOf: (call: Promise<unknown>) => Promise<GridError>
  readonly post: (path: string, body: string) => Promise<Response>
  /** Forgets what was asked and kept, and answers null. */
  readonly reset: () => void
  readonly close: () => Promise<unknown>
}

export async function serveWire(): Promise<Wire> {
  const asked: Wire['asked'] = []
  const kept: string[] = []
  const service = new Proxy({} as GridService, {
    get:
      (_, name: string) =>
      async (...args: unknown[]) => {
        asked.push([name, ...args])
        return wire.answer(name)
      },
  })
  const browser = {
    ...{ ...noBrowser, session: 'shown' },
    keep: (cookies: readonly string[]) => void kept.push(...cookies),
  }
  const handle = createHTTPHandler({
    router: gridRouter,
    basePath: '/trpc/',
    createContext: ({ req }) => {
      const token = req.headers.authorization?.replace('Bearer ', '') ?? ''
      return { service, caller: callers[token] ?? stranger, network: null, browser }
    },
  })
  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const wire: Wire = {
    ...{ url, asked, kept, answer: () => null },
    clientOf: (token) => createGridClient({ url, token: () => token }),
    failureOf: (call) =>
      call.then(
        () => expect.fail('an error expected'),
        (error: unknown) => toGridError(error, url),
      ),
    post: (path, body) => {
      const headers = { 'content-type': 'application/json', authorization: 'Bearer host' }
      return fetch(`${url}/trpc/${path}`, { method: 'POST', headers, body })
    },
    reset: () => {
      ;[asked.length, kept.length] = [0, 0]
      wire.answer = () => null
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
  return wire
}
