/** A port that is taken is said at once, not after a chain was started for it. */
import { createServer } from 'node:net'
import { unusableAddress } from '../terminal/unusable-address.ts'

const HOST = '127.0.0.1'

/**
 * Who takes it between this and the coordinator's start is told then.
 * @param port 0 for any, which is always free
 * @throws `PORT_IN_USE`, `ADDRESS_UNUSABLE`
 */
export function assertPortFree(port: number): Promise<void> {
  if (port === 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      reject(unusableAddress(cause, { host: HOST, port }))
    })
    probe.listen({ host: HOST, port }, () => probe.close(() => resolve()))
  })
}
