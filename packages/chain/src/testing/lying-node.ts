/** A node between the adapter and the real one that answers some calls in its own way. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Question {
  readonly method: string
  readonly params: readonly unknown[]
}
/** Gives the answer's `result`; `truth` asks the real node. */
export type Answerer = (question: Question, truth: () => Promise<unknown>) => Promise<unknown>

export interface LyingNode {
  readonly url: string
  readonly close: () => void
}

/** Serves raw HTTP on a free port. */
export async function serve(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LyingNode> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

export const startLyingNode = (rpcUrl: string, answer: Answerer): Promise<LyingNode> => {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const truth = async (): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' }
      const real = await fetch(rpcUrl, { method: 'POST', headers, body })
      const { result, error } = (await real.json()) as { result?: unknown; error?: Error }
      if (error !== undefined) throw error
      return result
    }
    const reply = await answer(JSON.parse(body) as Question, truth).then(
      (result) => ({ jsonrpc: '2.0', id: 1, result }),
      (error: unknown) => ({ jsonrpc: '2.0', id: 1, error }),
    )
    response.end(JSON.stringify(reply))
  }
  return serve((request, response) => void respond(request, response))
}
