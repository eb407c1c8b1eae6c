/**
 * Lock file: keeps two processes out of one PGlite folder.
 *
 * Holds the process id and, on Linux, a mark of that very process (boot and start time), so that a
 * lock left by kill -9 is recognised even when its id is in use again, as in a restarted container.
 */
import { randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { GridError } from '@pumasi/domain'

interface Holder {
  readonly pid: number
  readonly mark: string | null
}

/** Takes the lock and answers how to give it back. @throws `STORE_LOCKED` */
export async function acquireLock(path: string): Promise<() => Promise<void>> {
  const mine: Holder = { pid: process.pid, mark: await markOf(process.pid) }
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(mine), { flag: 'wx' })
  try {
    await takeOver(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
  return () => rm(path, { force: true })
}

/**
 * Puts the draft in the place of no lock or a stale one. Only who holds the guard beside it removes
 * a stale lock, so nobody removes one that was just taken.
 */
async function takeOver(draft: string, path: string): Promise<void> {
  // A link appears whole or not at all, so nobody reads a lock half written.
  if (await succeeds(link(draft, path), 'EEXIST')) return
  await assertStale(path)
  const guard = `${path}.takeover`
  if (!(await succeeds(link(draft, guard), 'EEXIST'))) {
    await assertStale(guard)
    await rm(guard, { force: true })
    if (!(await succeeds(link(draft, guard), 'EEXIST'))) throw locked(path, null)
  }
  try {
    await assertStale(path)
    await rm(path, { force: true })
    if (!(await succeeds(link(draft, path), 'EEXIST'))) throw locked(path, null)
  } finally {
    await rm(guard, { force: true })
  }
}

/** @throws `STORE_LOCKED` when its holder lives */
async function assertStale(path: string): Promise<void> {
  const content = await readFile(path, 'utf8').catch(() => '')
  const holder = parseHolder(content)
  if (holder !== null && (await isAlive(holder))) throw locked(path, holder.pid)
}

async function succeeds(step: Promise<void>, excused: string): Promise<boolean> {
  try {
    await step
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === excused) return false
    throw error
  }
}

function parseHolder(content: string): Holder | null {
  try {
    const holder = JSON.parse(content) as Partial<Holder> | null
    const { pid, mark } = holder ?? {}
    return Number.isSafeInteger(pid) && Number(pid) > 0
      ? { pid: Number(pid), mark: typeof mark === 'string' ? mark : null }
      : null
  } catch {
    return null
  }
}

async function isAlive({ pid, mark }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const now = await markOf(pid)
  return mark === null || now === null || mark === now
}

/** What tells a process from a later one with its id; null where the system does not say. */
async function markOf(pid: number): Promise<string | null> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything; behind it state is the first field, start time the
    // 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, started] = [fields[0], fields[19]]
    if (started === undefined) return null
    // Killed, but not yet collected by its parent: it holds nothing any more.
    return state === 'Z' || state === 'X' ? 'ended' : `${boot.trim()}:${started}`
  } catch {
    return null
  }
}

const locked = (path: string, pid: number | null): GridError =>
  new GridError(
    'STORE_LOCKED',
    `found ${path} held by ${pid === null ? 'another process' : `process ${pid}`}, expected the store to be free`,
    {
      hint: 'Stop the coordinator that uses this data directory, or choose another with --data.',
      details: { path, pid },
    },
  )
