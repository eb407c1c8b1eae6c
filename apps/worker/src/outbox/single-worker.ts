/**
 * One worker for each data directory: two would run the same leases and clear each other's outbox.
 *
 * Held by a local socket named after the directory, which the system frees however its process
 * ends. Where sockets have no name of their own (not Linux, not Windows) it is a file that a killed
 * process leaves; nobody answers there, so it is taken over.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { realpath, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GridError } from '@pumasi/domain'

/** Answers how to leave the directory to others. @throws `WORKER_DIR_IN_USE` */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  const address = addressOf(await realpath(folder), process.platform)
  const server =
    (await listen(address)) ?? ((await takeOver(address)) ? await listen(address) : null)
  if (server === null) {
    throw new GridError('WORKER_DIR_IN_USE', `found another worker using ${folder}`, {
      hint: 'Stop it, or give this one a directory of its own with --data.',
      details: { folder },
    })
  }
  // It holds the name and keeps no process alive.
  server.unref()
  return async () => {
    server.close()
    await once(server, 'close')
  }
}

/** Where the claim on a folder is held. */
export function addressOf(folder: string, platform: NodeJS.Platform): string {
  const name = `pumasi-worker-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`
  if (platform === 'linux') return `\0${name}`
  return platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
}

/** Null when the address is taken. */
async function listen(address: string): Promise<Server | null> {
  const server = createServer((socket) => socket.destroy())
  server.listen(address)
  try {
    await once(server, 'listening')
    return server
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null
    throw error
  }
}

/** Removes a socket file behind which nobody is any more; false when somebody is. */
async function takeOver(address: string): Promise<boolean> {
  const socket = connect(address)
  try {
    await once(socket, 'connect')
    return false
  } catch (error) {
    const stale = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'
    if (stale && address.startsWith('/')) await rm(address, { force: true })
    return stale
  } finally {
    socket.destroy()
  }
}
