/** `pumasi run`: one execution in the sandbox, as a requester tries a program first. */
import type { Command } from 'commander'
import {
  GridError,
  MIB,
  decodeOutput,
  digestOf,
  encodeCanonical,
  formatCount,
  parseCount,
  parseDuration,
  parseSize,
} from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { Execution } from '@pumasi/engine'
import { createNodeExecutor } from '@pumasi/sandbox'
import { print } from '../terminal/failure.ts'
import { collect, optionOf, readNamed } from '../terminal/options.ts'
import { startProgress } from '../terminal/progress.ts'

interface RunOptions {
  readonly arg: readonly string[]
  readonly stdin?: string
  readonly file: readonly string[]
  readonly fuelMax: number
  readonly memoryMax: number
  readonly outputMax: number
  readonly wallMax: number
  readonly seed: string
  readonly json?: boolean
}

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('Run a WebAssembly module locally, in the sandbox the grid uses')
    .argument('<module>', 'a WASI command module (.wasm)')
    .option('--arg <text>', 'an argument for the program; repeat for more', collect, [])
    .option('--stdin <file>', 'standard input')
    .option('--file <name=path>', 'a read-only input file; repeat for more', collect, [])
    .option('--fuel-max <count>', 'most fuel', optionOf(parseCount, 'a count such as 2G'), 10e9)
    .option(
      '--memory-max <size>',
      'most memory',
      optionOf(parseSize, 'a size such as 64MiB'),
      256 * MIB,
    )
    .option(
      '--output-max <size>',
      'most output',
      optionOf(parseSize, 'a size such as 1MiB'),
      16 * MIB,
    )
    .option(
      '--wall-max <time>',
      'most real time',
      optionOf(parseDuration, 'a time such as 60s'),
      600_000,
    )
    .option('--seed <text>', 'seeds random numbers, as a unit’s id does on the grid', 'local run')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Prints the output digest and the exact fuel: both are the same on every machine.
Exit code: 0 when the program exited with 0, 1 otherwise.

Examples:
  pumasi run hello.wasm
  pumasi run fit.wasm --arg --seed --arg 7 --fuel-max 2G --json
  pumasi run sort.wasm --stdin numbers.txt --file table.csv=data/table.csv`,
    )
    .action(runModule)
}

async function runModule(path: string, options: RunOptions): Promise<void> {
  const request = {
    program: await readNamed(path),
    args: options.arg,
    stdin: options.stdin === undefined ? new Uint8Array() : await readNamed(options.stdin),
    files: await Promise.all(options.file.map(readFile)),
    seed: digestOf(encodeCanonical(options.seed)) satisfies Digest,
    limits: {
      fuelMax: BigInt(options.fuelMax),
      memoryMaxBytes: options.memoryMax,
      outputMaxBytes: options.outputMax,
    },
  }
  const executor = createNodeExecutor({ threads: 1 })
  const progress = process.stderr.isTTY && !options.json ? startProgress('fuel') : null
  try {
    const execution = await executor.execute(request, {
      wallMaxMs: options.wallMax,
      onProgress: (fuel) => progress?.update(Number(fuel), options.fuelMax),
    })
    progress?.end()
    report(execution, options.json === true)
    process.exitCode = execution.exitClass === 'exited' && execution.exitCode === 0 ? 0 : 1
  } finally {
    await executor.close()
  }
}

async function readFile(pair: string): Promise<{ name: string; bytes: Uint8Array }> {
  const at = pair.indexOf('=')
  if (at < 1) {
    throw new GridError('USAGE', `found --file ${pair}, expected --file NAME=PATH`, {
      hint: 'Give the name the program sees, an equals sign, and a path here.',
    })
  }
  return { name: pair.slice(0, at), bytes: await readNamed(pair.slice(at + 1)) }
}

function report({ exitClass, exitCode, fuel, output, outputHash }: Execution, json: boolean): void {
  const { stdout, stderr, files } = decodeOutput(output)
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
  if (json) {
    const written = files.map(({ name, bytes }) => ({
      name,
      size: bytes.length,
      digest: digestOf(bytes),
    }))
    print({
      outputHash,
      fuel,
      exitClass,
      exitCode,
      stdout: text(stdout),
      stderr: text(stderr),
      files: written,
    })
    return
  }
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  const lines = [
    `exit    ${exitClass}${exitClass === 'exited' ? ` ${exitCode}` : ''}`,
    `fuel    ${fuel} (${formatCount(fuel)})`,
    `output  ${outputHash}`,
    ...files.map(({ name, bytes }) => `file    ${name} (${bytes.length} bytes)`),
  ]
  process.stdout.write(
    `${stdout.length > 0 && stdout.at(-1) !== 10 ? '\n' : ''}${lines.join('\n')}\n`,
  )
}
