/**
 * Owner file: which process uses a data directory. It names the process and, on Linux, when that
 * process began, so that a number left by kill -9 is not taken for whoever has it now.
 */
import { randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { GridError } from '@pumasi/domain'

/** Writes this process into the file, in the place of one that ended. @throws `DATA_DIR_IN_USE` */
export async function takeOwnership(file: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, `${process.pid} ${await beginningOf(process.pid)}`, { mode: 0o600 })
  try {
    // A link appears whole or not at all, and only where nothing is.
    if (await linked(draft, file)) return
    await assertEnded(file)
    await rm(file, { force: true })
    if (await linked(draft, file)) return
    await assertEnded(file)
    throw inUse(file, 'another process')
  } finally {
    await rm(draft, { force: true })
  }
}

async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EEXIST') return false
    throw error
  }
}

async function assertEnded(file: string): Promise<void> {
  const [number, beginning = ''] = (await readFile(file, 'utf8').catch(() => '')).split(' ')
  const pid = Number(number)
  if (!(Number.isSafeInteger(pid) && pid > 0) || pid === process.pid || !isAlive(pid)) return
  const now = await beginningOf(pid)
  if (beginning === '' || now === '' || beginning === now) throw inUse(file, `process ${pid}`)
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

/** Boot and start time of a process; empty where the system does not say. */
async function beginningOf(pid: number): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything; behind it state is the first field, start time the
    // 20th.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Killed, but not yet collected by its parent: it holds nothing any more.
    return state === 'Z' || state === 'X' ? 'ended' : `${boot.trim()}:${fields[18] ?? ''}`
  } catch {
    return ''
  }
}

const inUse = (file: string, owner: string): GridError =>
  new GridError('DATA_DIR_IN_USE', `found ${owner} using this data directory`, {
    hint: 'Stop it first, or choose another directory with --data.',
    details: { owner, file },
  })
