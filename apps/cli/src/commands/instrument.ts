/** `pumasi instrument`: the sandbox's rewrite alone, bytes to bytes, for use elsewhere. */
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { GridError, digestOf } from '@pumasi/domain'
import { instrument, REWRITER_VERSION } from '@pumasi/sandbox'
import { print } from '../terminal/failure.ts'
import { readNamed } from '../terminal/options.ts'

interface InstrumentOptions {
  readonly reference?: boolean
  readonly json?: boolean
}

export function addInstrumentCommand(program: Command): void {
  program
    .command('instrument')
    .description('Write fuel, canonical NaN and a bounded stack into a WebAssembly module')
    .argument('<in>', 'a WebAssembly module (.wasm), with any imports')
    .argument('<out>', 'where the rewritten module is written')
    .option('--reference', 'count every instruction by itself: slow, to compare with')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
The rewritten module runs in any engine. It exports what it had and
  pumasi:fuel              mutable i64: set it before the first call; below zero, it ran out
  pumasi:stack             mutable i32: bytes of virtual stack left; set again after a trap
  pumasi:stop              mutable i32: why it trapped by itself: 1 fuel, 2 stack, 3 memory that
                           the host refused although the module may have it; otherwise 0
  pumasi:memory-max-pages  mutable i32: pages its memory may grow to; may be lowered
  pumasi:start             only if it had a start function: call it first, once

Examples:
  pumasi instrument program.wasm metered.wasm
  pumasi instrument program.wasm counted.wasm --reference --json`,
    )
    .action(instrumentModule)
}

async function instrumentModule(
  from: string,
  to: string,
  { reference, json }: InstrumentOptions,
): Promise<void> {
  const original = await readNamed(from)
  const variant = reference ? ({ variant: 'reference' } as const) : {}
  const { bytes, exports, hasStart, memory } = instrument(original, {
    ...variant,
    allowAnyImport: true,
  })
  await write(to, bytes)
  const { start, ...always } = exports
  const added = hasStart ? [...Object.values(always), start] : Object.values(always)
  if (json) {
    print({
      rewriterVersion: REWRITER_VERSION,
      sizeBefore: original.length,
      size: bytes.length,
      digest: digestOf(bytes),
      exports: added,
      memory: memory ?? null,
    })
    return
  }
  const percent = ((bytes.length / original.length - 1) * 100).toFixed(0)
  process.stdout.write(
    `${to}: ${bytes.length} bytes (${percent} % more), rewriter ${REWRITER_VERSION}\n` +
      `digest  ${digestOf(bytes)}\nexports ${added.join(', ')}\n`,
  )
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes)
  } catch (cause) {
    throw new GridError('FILE_UNWRITABLE', `found no way to write ${path}`, {
      hint: 'Check that the folder exists and may be written to.',
      details: { path },
      cause,
    })
  }
}
