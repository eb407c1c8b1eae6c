/** HTTP as cheap as it gets for a load generator: kept connections, bodies made beforehand. */
import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

/** A coordinator that takes longer has stopped. */
const ANSWER_MS = 30_000

export interface Answer {
  readonly status: number
  readonly text: string
}

export function send(
  method: 'POST' | 'PUT',
  url: string,
  token: string | null,
  body: Buffer,
  type = 'application/json',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string | number> = {
      'content-type': type,
      'content-length': body.length,
    }
    if (token !== null) headers['authorization'] = `Bearer ${token}`
    const outgoing = request(url, { method, agent, headers, timeout: ANSWER_MS }, (incoming) => {
      const parts: Buffer[] = []
      incoming.on('data', (part: Buffer) => parts.push(part))
      incoming.on('error', reject)
      incoming.on('end', () => {
        resolve({
          status: incoming.statusCode ?? 0,
          text: Buffer.concat(parts).toString('utf8'),
        })
      })
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer from ${url}`)))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Runs `act` over all items, so many at a time; answers the milliseconds it took. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  act: (item: T) => Promise<void>,
): Promise<number> {
  const startedAt = performance.now()
  const queue = items.values()
  const runner = async (): Promise<void> => {
    for (const item of queue) await act(item)
  }
  await Promise.all(Array.from({ length: atOnce }, runner))
  return performance.now() - startedAt
}
