/** `coordinator`, `worker`, `backup`, `restore`: processes and options of their own. */
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { runInstead } from '../terminal/run-instead.ts'

/** Entry points of the apps; starting a process is all that the CLI may do with them. */
export const entryPoints = {
  coordinator: fileURLToPath(new URL('../../../coordinator/src/main.ts', import.meta.url)),
  pumasi: fileURLToPath(new URL('../main.ts', import.meta.url)),
  worker: fileURLToPath(new URL('../../../worker/src/main.ts', import.meta.url)),
} as const

export function addProcessCommands(program: Command): void {
  const { coordinator, worker } = entryPoints
  const processes = {
    coordinator: [coordinator, [], 'Run a coordinator (its own --help has the options)'],
    worker: [worker, [], 'Lend this machine to a grid (its own --help has the options)'],
    backup: [coordinator, ['backup'], 'Write what a coordinator keeps into a folder'],
    restore: [coordinator, ['restore'], 'Put a backup back into an empty place'],
  } as const
  for (const [name, [entry, first, description]] of Object.entries(processes)) {
    program
      .command(name)
      .description(description)
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .argument('[options...]')
      .action(async (args: readonly string[]) => {
        process.exitCode = await runInstead(entry, [...first, ...args])
      })
  }
}
