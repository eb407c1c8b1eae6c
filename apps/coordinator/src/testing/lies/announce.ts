/** A message that says how large it will be, and is answered before any of it is sent. */
import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'

/** The code it is refused with. */
export async function announce(url: string, token: string, size: number): Promise<string> {
  const blob = url.includes('/blobs/')
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': blob ? 'application/octet-stream' : 'application/json',
    'content-length': String(size),
  }
  const call = request(url, { method: blob ? 'PUT' : 'POST', headers })
  call.on('error', () => undefined)
  call.flushHeaders()
  const [answer] = (await once(call, 'response')) as [IncomingMessage]
  let text = ''
  for await (const part of answer.setEncoding('utf8')) text += String(part)
  call.destroy()
  return codeIn(text)
}

/** The house's code in an answer of the wire, or of its other routes. */
export const codeIn = (text: string): string =>
  /"(?:grid|error)":\{"code":"([A-Z_]+)"/.exec(text)?.[1] ?? text
