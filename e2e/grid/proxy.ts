/**
 * Proxy: one address before several coordinators, connection by connection in turn, as plain TCP.
 * A connection that cannot be made to one of them goes to the next; if to none, it is cut.
 */
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface Proxy {
  readonly url: string
  readonly close: () => void
}

export async function startProxy(ports: readonly number[]): Promise<Proxy> {
  const open = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    open.add(socket)
    return socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy())
  }
  let turn = 0
  const pass = (client: Socket, first: number, tried: number): void => {
    const port = ports[(first + tried) % ports.length]
    if (tried === ports.length || port === undefined) return void client.destroy()
    const server = keep(connect(port, '127.0.0.1'))
    let connected = false
    server.once('connect', () => {
      connected = true
      client.pipe(server).pipe(client)
    })
    server.once('close', () => {
      if (connected) client.destroy()
      else pass(client, first, tried + 1)
    })
    client.once('close', () => server.destroy())
  }
  const listener = createServer({ pauseOnConnect: false }, (client) => {
    turn += 1
    pass(keep(client), turn, 0)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      listener.close()
      for (const socket of open) socket.destroy()
    },
  }
}
