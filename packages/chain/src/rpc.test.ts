import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { isGridError } from '@pumasi/domain'
import { afterEach, describe, expect, it } from 'vitest'
import { createRpc } from './rpc.ts'
import { connectLedger } from './reader.ts'
import { serve } from './testing/lying-node.ts'

const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

const serving = async (answer: string): Promise<string> => {
  const { url, close } = await serve((_, response) => response.end(answer))
  closers.push(close)
  return url
}

describe('createRpc', () => {
  it('gives the result', async () => {
    const rpc = createRpc(await serving('{"jsonrpc":"2.0","id":1,"result":"0x7"}'))
    expect(await rpc.call('eth_chainId', [])).toBe('0x7')
  })

  it('names a node that accepts connections and never answers, within its time', async () => {
    const sockets = new Set<{ destroy: () => void }>()
    const server = createServer((socket) => sockets.add(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => {
      server.close()
      sockets.forEach((socket) => socket.destroy())
    })
    const rpcUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const address = `0x${'11'.repeat(20)}`
    const asked = connectLedger({ rpcUrl, address, timeoutMs: 50 }).identify()
    await expect(asked).rejects.toMatchObject({
      code: 'CHAIN_UNREACHABLE',
      retryable: true,
      details: { reason: 'nothing within 50 ms', origin: rpcUrl },
    })
  })

  it('names a node that sends bytes without end', async () => {
    const { url, close } = await serve((_, response) => {
      const more = (): boolean => {
        while (response.write('x'.repeat(4096)));
        return response.once('drain', more).writable
      }
      more()
    })
    closers.push(close)
    await expect(
      createRpc(url, { answerMaxBytes: 10_000 }).call('eth_x', []),
    ).rejects.toMatchObject({
      code: 'CHAIN_UNREACHABLE',
      details: { reason: 'more than 10000 bytes' },
    })
  })

  it('names a node that sends headers and then nothing', async () => {
    const { url, close } = await serve((_, response) => response.write('{"result":'))
    closers.push(close)
    await expect(createRpc(url, { timeoutMs: 50 }).call('eth_x', [])).rejects.toMatchObject({
      code: 'CHAIN_UNREACHABLE',
    })
  })

  it.each(['', 'hello', '[]', 'null', '7', '{}', '{"jsonrpc":"2.0","id":1}'])(
    'takes %j for no answer',
    async (answer) => {
      const rpc = createRpc(await serving(answer))
      await expect(rpc.call('eth_x', [])).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
    },
  )

  it('passes on what the node refuses', async () => {
    const rpc = createRpc(await serving('{"error":{"code":-32000,"message":"no","data":"0x01"}}'))
    await expect(rpc.call('eth_x', [])).rejects.toMatchObject({
      code: 'CHAIN_REFUSED',
      details: { method: 'eth_x', message: 'no', data: '0x01' },
    })
  })

  it.each(['BlockOutOfRangeError: block height is 11 but requested was 10', 'header not found'])(
    'asks to try a node again that has not got its block yet: %s',
    async (message) => {
      const rpc = createRpc(await serving(JSON.stringify({ error: { code: -32000, message } })))
      const lagging = { code: 'CHAIN_UNREACHABLE', retryable: true }
      await expect(rpc.call('eth_call', [])).rejects.toMatchObject(lagging)
    },
  )

  it('names a port where nobody listens, without the secrets in the URL', async () => {
    const url = await serving('')
    closers.splice(0).forEach((close) => close())
    const error: unknown = await createRpc(`${url}/v3/secret?key=secret`)
      .call('eth_chainId', [])
      .catch((reason: unknown) => reason)
    expect(isGridError(error, 'CHAIN_UNREACHABLE')).toBe(true)
    expect(JSON.stringify(error) + String(error)).not.toContain('secret')
  })

  it.each(['', 'nonsense', 'ws://127.0.0.1:1', 'file:///etc/passwd', 'http://me:secret@host'])(
    'refuses the URL %j',
    (url) => {
      expect(() => createRpc(url)).toThrow(expect.objectContaining({ code: 'CHAIN_BAD_URL' }))
    },
  )
})
