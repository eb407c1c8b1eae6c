/** A command of this one, run in this process: what it wrote, and its exit code. */
import { Command, CommanderError } from 'commander'
import { vi } from 'vitest'
import { failWith } from '../terminal/failure.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** What a command with `--json` said. */
export const json = ({ stdout }: Ran): Record<string, unknown> =>
  JSON.parse(stdout) as Record<string, unknown>

/** Runs `pumasi ARGS` as `main.ts` does, with the one command that `add` knows. */
export async function runCommand(
  add: (program: Command) => void,
  args: readonly string[],
): Promise<Ran> {
  const heard = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      heard[stream] += String(text)
      return true
    }),
  )
  const program = new Command('pumasi').exitOverride()
  add(program)
  const before = process.exitCode
  process.exitCode = 0
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else process.exitCode = failWith(error, args.includes('--json'))
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  const code = Number(process.exitCode)
  process.exitCode = before
  return { code, ...heard }
}
