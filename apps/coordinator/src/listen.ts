/** Opens the port, or says why it cannot be. */
import { GridError } from '@pumasi/domain'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config/settings.ts'

/** Answers the URL. @throws `PORT_IN_USE`, `ADDRESS_UNUSABLE` */
export async function listen(
  server: FastifyInstance,
  { host, port }: Pick<Config, 'host' | 'port'>,
): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (cause) {
    const { code, message } = cause as { code?: string; message?: string }
    if (code === 'EADDRINUSE') {
      throw new GridError('PORT_IN_USE', `found port ${port} on ${host} in use`, {
        hint: 'Stop the program that uses it, or choose another one with --port.',
        details: { host, port },
        cause,
      })
    }
    throw new GridError('ADDRESS_UNUSABLE', `cannot listen on ${host}, port ${port}: ${message}`, {
      hint: 'Give an address of this machine with --host, and a port this user may open.',
      details: { host, port, code },
      cause,
    })
  }
}
