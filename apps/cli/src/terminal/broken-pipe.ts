/** What becomes of a command when nobody reads what it prints any more, as with `| head`. */

/** As a shell tells of a command that a broken pipe ended; no verdict of ours has this number. */
export const BROKEN_PIPE_EXIT = 141

/** From now on a reader that goes ends this process, quietly; its children end with it. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit(BROKEN_PIPE_EXIT)
    })
  }
}
