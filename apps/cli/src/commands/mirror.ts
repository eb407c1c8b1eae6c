/** `pumasi mirror`: keep a verified copy of everything a ledger refers to, and serve it. */
import { once } from 'node:events'
import type { Command } from 'commander'
import { connectLedger } from '@pumasi/chain'
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { describePlace, mirrorLedger } from '@pumasi/engine'
import type { MirrorReport } from '@pumasi/engine'
import { openFolder } from '../mirror/folder-mirror.ts'
import { mirrorAt } from '../mirror/mirror-at.ts'
import { serveMirror } from '../mirror/serve-mirror.ts'
import type { HostAndPort } from '../mirror/serve-mirror.ts'
import { print } from '../terminal/failure.ts'
import { addressOption, listenOption, urlOption } from '../terminal/options.ts'
import { startProgress } from '../terminal/progress.ts'

interface MirrorOptions {
  readonly rpc?: string
  readonly ledger?: Account
  readonly from?: string
  readonly to: string
  readonly serve?: HostAndPort
  readonly json?: boolean
}

export function addMirrorCommand(program: Command): void {
  program
    .command('mirror')
    .description(
      'Copy everything a ledger refers to into a folder, checked, or serve such a folder',
    )
    .option('--rpc <url>', 'JSON-RPC endpoint of a node you trust', urlOption)
    .option('--ledger <address>', 'the ledger contract', addressOption)
    .option('--from <url|folder>', 'a coordinator, or another mirror')
    .requiredOption('--to <folder>', 'where the copy is kept')
    .option('--serve <host:port>', 'serve the folder over HTTP, until Ctrl-C', listenOption)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Safe to interrupt and to repeat: only what is missing is fetched. With --serve alone nothing is
copied; with --rpc, --ledger and --from too, first the copy is brought up to date.
Exit code: 0 the copy is complete; 1 something is missing or damaged.

Examples:
  pumasi mirror --rpc URL --ledger 0x5fbd... --from http://127.0.0.1:4600 --to copy
  pumasi mirror --to copy --serve 127.0.0.1:4700
  pumasi audit --rpc URL --ledger 0x5fbd... --mirror http://127.0.0.1:4700 --all`,
    )
    .action(mirror)
}

async function mirror(options: MirrorOptions): Promise<void> {
  const { rpc, ledger, from, to, serve, json } = options
  const sources = [rpc, ledger, from].filter((each) => each !== undefined).length
  if (sources !== 3 && (sources !== 0 || serve === undefined)) {
    throw new GridError(
      'USAGE',
      `found ${sources} of --rpc, --ledger and --from, expected all three`,
      {
        hint: 'Without any of them --serve HOST:PORT serves a folder as it is.',
      },
    )
  }
  if (rpc !== undefined && ledger !== undefined && from !== undefined) {
    const report = await copy(rpc, ledger, from, to)
    if (json === true) print({ ok: report.findings.length === 0, ...report })
    else describe(report)
    process.exitCode = report.findings.length === 0 ? 0 : 1
  }
  if (serve !== undefined) await serveUntilStopped(to, serve)
}

async function copy(rpc: string, ledger: Account, from: string, to: string): Promise<MirrorReport> {
  const progress = startProgress('batches')
  const report = await mirrorLedger(
    {
      ledger: connectLedger({ rpcUrl: rpc, address: ledger }),
      source: mirrorAt(from),
      target: await openFolder(to),
    },
    progress.update,
  )
  progress.end()
  return report
}

function describe({ batches, copied, present, findings }: MirrorReport): void {
  process.stdout.write(`${batches} batches: ${copied} blobs copied, ${present} there before\n`)
  for (const { code, place, found, expected } of findings) {
    process.stdout.write(
      `  ${code} at ${describePlace(place)}: found ${found}, expected ${expected}\n`,
    )
  }
}

async function serveUntilStopped(folder: string, where: HostAndPort): Promise<void> {
  await openFolder(folder)
  const { url, close } = await serveMirror(folder, where)
  process.stderr.write(`serving ${folder} at ${url}; Ctrl-C ends it\n`)
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)))
  await close()
}
