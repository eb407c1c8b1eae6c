/** `pumasi audit`: from a chain and a mirror alone, decide everything again. */
import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { connectLedger } from '@pumasi/chain'
import { auditLedger, findFaults, witnessCommits } from '@pumasi/engine'
import type { AuditProgress, AuditReport, Mirror } from '@pumasi/engine'
import { createNodeExecutor } from '@pumasi/sandbox'
import { accelerate } from '../audit/accelerate.ts'
import { openJournal } from '../audit/journal.ts'
import type { FileJournal } from '../audit/journal.ts'
import { addPlanOptions, planOf } from '../audit/plan-options.ts'
import type { PlanOptions } from '../audit/plan-options.ts'
import { writeFaults } from '../ledger/fault-files.ts'
import { addLedgerOptions } from '../ledger/options.ts'
import type { LedgerOptions } from '../ledger/options.ts'
import { mirrorAt } from '../mirror/mirror-at.ts'
import { auditExitCodes, describeAudit } from '../terminal/audit-report.ts'
import { failWith, print } from '../terminal/failure.ts'
import { wholeNumber } from '../terminal/options.ts'
import { startProgress } from '../terminal/progress.ts'
import type { Progress } from '../terminal/progress.ts'

type Reader = ReturnType<typeof connectLedger>

interface AuditOptions extends LedgerOptions, PlanOptions {
  readonly mirror: string
  readonly all?: boolean
  readonly batch?: number
  readonly cores: number
  readonly resume?: string
  readonly faults?: string
}

export function addAuditCommand(program: Command): void {
  const command = program
    .command('audit')
    .description('Check a ledger: rebuild every root, check every signature, re-execute a sample')
  addPlanOptions(addLedgerOptions(command))
    .requiredOption('--mirror <url|folder>', 'any copy of the data; it is not trusted')
    .option('--all', 'execute every unit again')
    .option('--batch <id>', 'this batch alone, on what those before it say', wholeNumber(1))
    .option('--cores <count>', 'executions at a time', wholeNumber(1), availableParallelism())
    .option('--resume <file>', 'a journal: go on where an interrupted audit was')
    .option('--faults <file>', 'write what proves itself on the chain, for pumasi fault')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Which units are executed again is drawn by blocks mined after their batches were committed: all
auditors with the same options draw the same.

Exit code: 0 everything agrees; 1 something differs, and where; 2 nothing to compare with
(missing data, an unreachable node or mirror, a machine that could not finish).

Examples:
  pumasi audit --rpc http://127.0.0.1:8545 --ledger 0x5fbd...0aa3 --mirror http://127.0.0.1:4600
  pumasi audit --rpc URL --ledger 0x... --mirror ./copy --confidence 0.99 --max-fraud 0.005
  pumasi audit --rpc URL --ledger 0x... --mirror ./copy --all --resume audit.journal
  pumasi audit --rpc URL --ledger 0x... --mirror ./copy --faults faults.json
  pumasi audit --rpc URL --ledger 0x... --mirror ./copy --batch 17 --all --json
  pumasi audit --rpc URL --ledger 0x... --mirror ./copy --rules 0x5a1f...c0de`,
    )
    .action(audit)
}

async function audit(options: AuditOptions): Promise<void> {
  const { rpc, ledger: address, mirror, batch, cores, resume, json } = options
  const plan = planOf(options)
  const sample = options.all ? Number.POSITIVE_INFINITY : plan.sample
  await accelerate()
  const executor = createNodeExecutor({ threads: cores })
  const { rewriterVersion } = executor
  const bars = createBars()
  let journal: FileJournal | undefined
  try {
    const ledger = connectLedger({ rpcUrl: rpc, address })
    if (resume !== undefined) {
      const { chainId } = await ledger.identify()
      journal = await openJournal(resume, { chainId, ledger: address, rewriterVersion })
    }
    const report = await auditLedger(
      { ledger, mirror: mirrorAt(mirror), executor, journal },
      // While some are executed the data of the next are fetched.
      { ...plan, sample, parallel: 2 * cores, batch },
      bars.update,
    )
    bars.end()
    // The verdict stands, perhaps after hours: what follows adds to it, and may fail for itself.
    process.exitCode = auditExitCodes[report.verdict]
    const commits = await addition(() => witness(ledger, report, batch))
    if (json) print({ ...report, commits })
    else process.stdout.write(describeAudit(report, commits ?? []))
    const { faults } = options
    if (faults === undefined) return
    const ports = { ledger, mirror: mirrorAt(mirror) }
    const saved = await addition(() => saveFaults(ports, report, faults))
    if (saved === null && report.ok) process.exitCode = 2
  } catch (error) {
    // A chain that cannot be read at all is nothing to compare with, not a lie.
    failWith(error, json === true)
    process.exitCode = 2
  } finally {
    bars.end()
    await executor.close()
    await journal?.close()
  }
}

/** What is told beside a verdict; null, and why on stderr, where it cannot be. */
async function addition<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act()
  } catch (error) {
    failWith(error, false)
    return null
  }
}

/** Of a ledger whose headers do not hold together nothing more is asked. */
async function witness(ledger: Reader, { findings, batches }: AuditReport, batch?: number) {
  const broken = findings.some(({ code }) => code === 'HEADER_CHAIN')
  return witnessCommits(ledger, batch ?? 1, broken ? 0 : (batch ?? batches))
}

async function saveFaults(
  ports: { readonly ledger: Reader; readonly mirror: Mirror },
  { findings }: AuditReport,
  path: string,
): Promise<void> {
  const found = await findFaults(ports, findings)
  await writeFaults(path, await ports.ledger.identify(), found)
  const count = `${found.length} of the batches can be proven wrong on the chain`
  process.stderr.write(`${count}: ${path}\n`)
}

/** One display for each stage, begun when the stage begins. */
function createBars() {
  const titles = { batches: 'batches', units: 'units run again' }
  let stage: AuditProgress['stage'] | null = null
  let bar: Progress | null = null
  return {
    update: (progress: AuditProgress): void => {
      if (progress.stage !== stage) {
        bar?.end()
        stage = progress.stage
        bar = startProgress(titles[stage])
      }
      bar?.update(progress.done, progress.total)
    },
    end: (): void => {
      bar?.end()
      bar = null
    },
  }
}
