/** The subscription as a browser would see it: the event stream behind a real server. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { GridError } from '@pumasi/domain'
import type { StopSignal } from '@pumasi/domain'
import superjson from 'superjson'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gridRouter } from './router.ts'
import { noBrowser, stranger } from './service.ts'
import type { GridService } from './service.ts'

/** What the service does when somebody watches. */
let watch: (signal: StopSignal | undefined) => AsyncIterable<unknown>
const service = {
  watch: (signal: StopSignal | undefined) => watch(signal),
} as unknown as GridService

let server: Server
let url: string
beforeAll(async () => {
  server = createServer(
    createHTTPHandler({
      router: gridRouter,
      basePath: '/trpc/',
      createContext: () => ({ service, caller: stranger, network: null, browser: noBrowser }),
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/trpc/watch`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

interface StreamEvent {
  readonly event: string
  readonly data: string
}

/** Events of a stream as they arrive, comments and pings left out. */
async function* readEvents(response: Response): AsyncGenerator<StreamEvent> {
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (text + chunk).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(
        block
          .split('\n')
          .filter((line) => !line.startsWith(':'))
          .map((line) => [
            line.slice(0, line.indexOf(':')),
            line.slice(line.indexOf(':') + 1).trim(),
          ]),
      )
      const event = fields.get('event') ?? 'message'
      if (fields.has('data') && event !== 'ping') yield { event, data: fields.get('data') ?? '' }
    }
  }
}

const valueOf = ({ data }: StreamEvent): unknown => superjson.parse(data)

test('a status arrives when it is there, bigint and all, until the service ends', async () => {
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  watch = async function* () {
    yield { creditMicro: 2n ** 60n }
    await released
    yield { creditMicro: 2n ** 60n + 1n }
  }
  const response = await fetch(url, { headers: { accept: 'text/event-stream' } })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch('text/event-stream')
  const events = readEvents(response)
  const next = async (): Promise<StreamEvent> => (await events.next()).value as StreamEvent
  const connected = await next()
  expect(connected.event).toBe('connected')
  // What makes a browser notice a line that looks open but is dead.
  expect(JSON.parse(connected.data)).toEqual({ reconnectAfterInactivityMs: 15_000 })
  expect(valueOf(await next())).toEqual({ creditMicro: 2n ** 60n })
  release()
  expect(valueOf(await next())).toEqual({ creditMicro: 2n ** 60n + 1n })
  expect((await next()).event).toBe('return')
})

test('whoever goes away ends the watching', async () => {
  let left = (): void => undefined
  const gone = new Promise<void>((resolve) => (left = resolve))
  watch = async function* (signal) {
    yield { jobs: 1 }
    await new Promise<void>((resolve) => {
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
    left()
  }
  const leaving = new AbortController()
  const events = readEvents(await fetch(url, { signal: leaving.signal }))
  await events.next()
  expect(valueOf((await events.next()).value as StreamEvent)).toEqual({ jobs: 1 })
  leaving.abort()
  await gone
})

test.each([
  [
    'of the house arrives whole',
    new GridError('STORE_UNREACHABLE', 'found no store', { retryable: true }),
    { code: 'STORE_UNREACHABLE', message: 'found no store', retryable: true },
  ],
  [
    'of the platform says nothing',
    new Error('password is hunter2'),
    { code: 'INTERNAL', message: 'INTERNAL', retryable: false },
  ],
])('a failure on the way %s', async (_, thrown, grid) => {
  watch = async function* () {
    yield { jobs: 1 }
    throw thrown
  }
  const events: StreamEvent[] = []
  for await (const event of readEvents(await fetch(url))) events.push(event)
  const failure = events.find(({ event }) => event === 'serialized-error')
  expect(failure && valueOf(failure)).toMatchObject({ message: grid.message, data: { grid } })
  expect(JSON.stringify(events)).not.toMatch(/hunter2|node_modules|watch\.test/)
})
