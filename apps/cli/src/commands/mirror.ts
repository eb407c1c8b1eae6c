/** `pumasi mirror`: keep a verified copy of everything a ledger refers to. */
import type { Command } from 'commander'
import { connectLedger } from '@pumasi/chain'
import type { Account } from '@pumasi/domain'
import { describePlace, mirrorLedger } from '@pumasi/engine'
import { openFolder } from '../mirror/folder-mirror.ts'
import { mirrorAt } from '../mirror/mirror-at.ts'
import { print } from '../terminal/failure.ts'
import { addressOption, urlOption } from '../terminal/options.ts'
import { startProgress } from '../terminal/progress.ts'

interface MirrorOptions {
  readonly rpc: string
  readonly ledger: Account
  readonly from: string
  readonly to: string
  readonly json?: boolean
}

export function addMirrorCommand(program: Command): void {
  program
    .command('mirror')
    .description('Copy everything a ledger refers to into a folder, checked')
    .requiredOption('--rpc <url>', 'JSON-RPC endpoint of a node you trust', urlOption)
    .requiredOption('--ledger <address>', 'the ledger contract', addressOption)
    .requiredOption('--from <url|folder>', 'a coordinator, or another mirror')
    .requiredOption('--to <folder>', 'where the copy is kept')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Safe to interrupt and to repeat: only what is missing is fetched.
Exit code: 0 the copy is complete; 1 something is missing or damaged.

Examples:
  pumasi mirror --rpc URL --ledger 0x5fbd... --from http://127.0.0.1:4600 --to copy
  pumasi audit --rpc URL --ledger 0x5fbd... --mirror copy --all`,
    )
    .action(mirror)
}

async function mirror({ rpc, ledger, from, to, json }: MirrorOptions): Promise<void> {
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
  const { batches, copied, present, findings } = report
  if (json) {
    print({ ok: findings.length === 0, ...report })
  } else {
    process.stdout.write(`${batches} batches: ${copied} blobs copied, ${present} there before\n`)
    for (const { code, place, found, expected } of findings) {
      process.stdout.write(
        `  ${code} at ${describePlace(place)}: found ${found}, expected ${expected}\n`,
      )
    }
  }
  process.exitCode = findings.length === 0 ? 0 : 1
}
