/** A server of this machine that answers as a test wants it to, gone when the test is over. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Act = (request: IncomingMessage, response: ServerResponse) => void

/** Answers its URL; call it inside a test. */
export async function serve(act: Act): Promise<string> {
  const server = createServer(act).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
