/** A named run as a command: its options, the run, and the exit code that says how it went. */

/** What a named run is made of. */
export interface NamedRun<Options> {
  readonly usage: string
  /** Null when help was asked for. @throws TypeError on anything unknown */
  readonly readOptions: (args: readonly string[]) => Options | null
  /** Whether all went well. */
  readonly run: (options: Options) => Promise<boolean>
}

/** Exit code: 0 all went well; 1 it did not; 2 wrong usage. */
export async function runCommand<Options>({
  usage,
  readOptions,
  run,
}: NamedRun<Options>): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2))
    if (options === null) process.stdout.write(usage)
    else process.exitCode = (await run(options)) ? 0 : 1
  } catch (error) {
    process.stderr.write(`${String(error)}\n`)
    process.exitCode = error instanceof TypeError ? 2 : 1
  }
}

/** The value of an option that is a whole number. @throws TypeError on anything else */
export function wholeOption(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : NaN
  if (value >= min && value <= max) return value
  throw new TypeError(`found --${name} ${text}, expected a whole number from ${min} to ${max}`)
}
