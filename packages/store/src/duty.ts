/**
 * Duty: what one coordinator of several does just now, held by an advisory lock on the server.
 *
 * The lock lives in an open transaction: it ends with it, with the connection and so with the
 * process, however that dies; and the server itself ends a transaction that its holder has left
 * idle for a minute (`idle_in_transaction_session_timeout`), as when the line is cut. Such a
 * transaction has no snapshot, so it keeps nothing from being vacuumed; a pooler between may share
 * connections by transaction.
 */
import type pg from 'pg'

export type Release = () => Promise<void>

/** How often a holder shows the server that it is there. */
const SIGN_MS = 20_000

const takeSql = `SELECT pg_try_advisory_xact_lock(hashtextextended('pumasi duty ' || $1, 0)) AS taken`

/** Duties over one pool. */
export function dutiesOn(pool: pg.Pool) {
  const held = new Set<Release>()
  return {
    /** Answers how to give the duty back, or null while another connection has it. */
    claimDuty: async (name: string): Promise<Release | null> => {
      const lock = await openLock(pool)
      try {
        const { rows } = await lock.client.query<{ taken: boolean }>(takeSql, [name])
        if (rows[0]?.taken !== true) {
          await lock.end()
          return null
        }
      } catch (error) {
        await lock.end()
        throw error
      }
      const sign = setInterval(() => lock.sign(), SIGN_MS).unref()
      const release = async (): Promise<void> => {
        clearInterval(sign)
        if (held.delete(release)) await lock.end()
      }
      held.add(release)
      return release
    },
    /** Gives all of them back: a pool ends only when none of its connections is in use. */
    releaseAll: async (): Promise<void> => {
      await Promise.all([...held].map((release) => release()))
    },
  }
}

async function openLock(pool: pg.Pool) {
  const client = await pool.connect()
  let broken: Error | undefined
  // A lost connection has lost the duty too: the holder need not know.
  const onError = (error: Error): void => {
    broken = error
  }
  client.on('error', onError)
  const end = async (): Promise<void> => {
    await client.query('ROLLBACK').catch(onError)
    client.removeListener('error', onError)
    client.release(broken)
  }
  try {
    await client.query('BEGIN')
  } catch (error) {
    await end()
    throw error
  }
  return { client, end, sign: () => void client.query('SELECT 1').catch(onError) }
}
