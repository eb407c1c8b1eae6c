/** The end of a server: nobody comes in, those inside get so long, then the doors close. */
import type { FastifyInstance } from 'fastify'

/** Lines whose last answer has ended are looked for this often. */
const IDLE_CHECK_MS = 100

/** Answers true when everybody left in time. */
export async function closeInTime(server: FastifyInstance, stopMs: number): Promise<boolean> {
  let whole = true
  const late = setTimeout(() => {
    whole = false
    server.server.closeAllConnections()
  }, stopMs)
  const idle = setInterval(() => server.server.closeIdleConnections(), IDLE_CHECK_MS)
  try {
    await server.close()
  } finally {
    clearTimeout(late)
    clearInterval(idle)
  }
  return whole
}
