/** Starts a load generator as a process of its own; its steps become calls. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Generator } from './generator.ts'

const entry = fileURLToPath(new URL('./main.ts', import.meta.url))

export type Load = Generator & { readonly stop: () => void; readonly pid: number }

export function startLoad(): Load {
  const child = fork(entry, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const call = async (name: string, args: unknown[]): Promise<unknown> => {
    child.send({ name, args })
    const answered = new AbortController()
    const { signal } = answered
    const [{ value, error }] = (await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(() => [{ error: 'it ended' }]),
    ]).finally(() => answered.abort())) as [{ value?: unknown; error?: string }]
    if (error !== undefined) throw new Error(`the load generator failed: ${error}`)
    return value
  }
  return new Proxy({} as Load, {
    get: (_, name: string) => {
      if (name === 'pid') return child.pid
      return name === 'stop' ? () => void child.kill() : (...args: unknown[]) => call(name, args)
    },
  })
}
