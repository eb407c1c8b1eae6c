/** A program in place of this one: same terminal, same signals, same exit code, same end. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * Runs it to its end; answers its exit code. The channel says nothing: that it breaks is how the
 * program hears that this process is gone, since no signal can be passed on by one that was killed.
 */
export async function runInstead(entry: string, args: readonly string[]): Promise<number> {
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'] as const
  const child = spawn(process.execPath, [entry, ...args], { stdio: [...stdio] })
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.on('SIGINT', pass)
  process.on('SIGTERM', pass)
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}
