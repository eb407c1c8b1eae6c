/** Nodes an auditor may choose by mistake, for pages of any origin. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** At `/silent` a node that never answers, elsewhere one of a chain without our ledger. */
export async function serveOtherNodes() {
  const server = createServer((request, response) => {
    const allowed = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
    if (request.method === 'OPTIONS') return response.writeHead(204, allowed).end()
    if (request.url === '/silent') return
    const parts: Buffer[] = []
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        const { method } = JSON.parse(Buffer.concat(parts).toString()) as { method: string }
        const result = method === 'eth_chainId' ? '0x1' : '0x'
        response.writeHead(200, allowed).end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }))
      })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
