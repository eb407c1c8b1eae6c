/** `pumasi attest`: audits each batch before it is committed, then signs or refuses it. */
import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { connectDisputes, connectLedger, decryptKeystore, readPassword } from '@pumasi/chain'
import { GridError, decodeUtf8, toErrorShape } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { createJudge } from '@pumasi/engine'
import type { LedgerOffice } from '@pumasi/engine'
import { accountOfKey } from '@pumasi/proof'
import { createNodeExecutor } from '@pumasi/sandbox'
import { createAttestor } from '../attest/attest-waiting.ts'
import type { Attested } from '../attest/attest-waiting.ts'
import { createRuler } from '../attest/rule-on-challenges.ts'
import type { Ruled, RulingParts } from '../attest/rule-on-challenges.ts'
import { accelerate } from '../audit/accelerate.ts'
import { addPlanOptions, planOf } from '../audit/plan-options.ts'
import type { PlanOptions } from '../audit/plan-options.ts'
import { addLedgerOptions } from '../ledger/options.ts'
import type { LedgerOptions } from '../ledger/options.ts'
import { mirrorAt } from '../mirror/mirror-at.ts'
import { connectRequester } from '../requester/connection.ts'
import { readNamed, urlOption } from '../terminal/options.ts'

interface AttestOptions extends LedgerOptions, PlanOptions {
  readonly coordinator: string
  readonly mirror?: string
  readonly keystore: string
  readonly password?: string
  readonly rulings?: string
  readonly once?: boolean
}

/** How often a coordinator is asked for a batch. */
const POLL_MS = 1_000
/** How often the ledger is asked for challenges. */
const LOOK_MS = 5_000
const clock = { nowMs: () => Date.now() }
/** Time to end a unit under way. */
const END_MS = 10_000

export function addAttestCommand(program: Command): void {
  const command = program
    .command('attest')
    .description('Audit each batch of a grid before it is committed, and sign or refuse it')
    .requiredOption('--coordinator <url>', 'whose batches', urlOption)
  addPlanOptions(addLedgerOptions(command))
    .requiredOption('--keystore <file>', "an attestor's key (see pumasi wallet)")
    .option('--password <file>', 'file with its password; asked for when not given')
    .option('--mirror <url|folder>', 'any copy of the data; the coordinator when not given')
    .option(
      '--rulings <folder>',
      'rule on challenges, too: executes their units and signs, into it',
    )
    .option('--once', 'answer what waits now, then end')
    .option('--json', 'print one JSON document a line for each batch')
    .addHelpText(
      'after',
      `
Checks header, bundle, roots, signatures, quorums and credits of every batch, and executes so many
of its units again, before it signs. What it refuses is told to the coordinator with the reason,
judged again after five seconds, then more and more rarely, every ten minutes in the end, and signed
once nothing speaks against it. A reason is printed once. Start it anew to have it judge at once.
With --rulings it also looks for open challenges on the ledger, executes their units again and puts
what came out, signed, into that folder: whoever gathers enough of them settles the challenge with
pumasi challenge settle.
A challenge that cannot be ruled on is said with the reason, and tried again as rarely; the others
go on.
Exit code with --once: 0 signed, or nothing waits; 1 refused; 2 nothing to compare with, or a
challenge not ruled on.

Examples:
  pumasi wallet new attestor.json
  pumasi attest --coordinator https://grid.example.org --rpc http://127.0.0.1:8545 \\
    --ledger 0x5fbd...0aa3 --keystore attestor.json --password attestor.password
  pumasi attest --coordinator URL --rpc URL --ledger 0x... --keystore attestor.json --once --json`,
    )
    .action(attest)
}

async function attest(options: AttestOptions): Promise<void> {
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  // Whoever started it has gone, perhaps while this was loading.
  process.once('disconnect', stop)
  if (process.connected === false) stop()
  // Told to end, it ends, whatever still hangs: a batch not answered is answered later.
  stopping.signal.addEventListener('abort', () => setTimeout(() => process.exit(1), END_MS).unref())
  const sealed = decodeUtf8(await readNamed(options.keystore))
  const question = `Password of ${options.keystore}: `
  const key = decryptKeystore(sealed, await readPassword(options.password, question))
  const ledger = connectLedger({ rpcUrl: options.rpc, address: options.ledger })
  const account = accountOfKey(key)
  await assertAttestor(ledger, account)
  await accelerate()
  const parallel = options.once ? availableParallelism() : 1
  const executor = createNodeExecutor({ threads: parallel })
  try {
    const { chainId, address } = await ledger.identify()
    const judge = createJudge(
      {
        ...{ ledger, executor, mirror: mirrorAt(options.mirror ?? options.coordinator) },
        clock,
        randomness: { randomBytes: (count) => randomBytes(count) },
      },
      { ...planOf(options), parallel },
    )
    const { call } = await connectRequester({ coordinator: options.coordinator })
    process.send?.({ type: 'ready', account })
    if (!options.json) process.stderr.write(`attestor ${account}\n`)
    const domain = { chainId, ledger: address }
    const turn = createAttestor({ call, judge, key, domain, clock })
    const look = rulerOf(options, { ledger, executor, key, domain })
    if (options.once) {
      report(await turn(), options)
      reportRulings(await look(), options)
      return
    }
    const { signal } = stopping
    await Promise.all([
      keepTrying(signal, async () => {
        report(await turn(), options)
        return POLL_MS
      }),
      // Whatever hinders a ruling, batches still want their signature.
      keepTrying(signal, async () => {
        reportRulings(await look().catch(notNow), options)
        return LOOK_MS
      }),
    ])
  } finally {
    await executor.close()
    process.disconnect?.()
  }
}

/** Goes on through a coordinator, a node or a mirror that is away; a step says how long to rest. */
async function keepTrying(signal: AbortSignal, step: () => Promise<number>): Promise<void> {
  let told = ''
  while (!signal.aborted) {
    let restMs = POLL_MS
    try {
      restMs = await step()
      told = ''
    } catch (error) {
      const { code, message, retryable } = toErrorShape(error)
      if (!retryable) throw error
      if (told !== code) process.stderr.write(`${code}: ${message}; tried again\n`)
      told = code
    }
    await sleep(restMs, undefined, { signal }).catch(() => undefined)
  }
}

/** Anything may be better at the next look. */
function notNow(error: unknown): never {
  const { code, message } = toErrorShape(error)
  throw new GridError(code, message, { retryable: true, cause: error })
}

/** Rules on challenges where a folder for rulings was named. */
function rulerOf(
  { rulings: folder, rpc: rpcUrl, ledger: address, mirror, coordinator }: AttestOptions,
  parts: Pick<RulingParts, 'ledger' | 'executor' | 'key' | 'domain'>,
): () => Promise<readonly Ruled[]> {
  if (folder === undefined) return async () => []
  const disputes = connectDisputes({ rpcUrl, address })
  return createRuler({ ...parts, disputes, mirror: mirrorAt(mirror ?? coordinator), folder, clock })
}

function reportRulings(rulings: readonly Ruled[], { json, once }: AttestOptions): void {
  if (once && rulings.some(({ right }) => right === null)) process.exitCode ||= 2
  for (const ruled of rulings)
    process.stdout.write(json ? `${JSON.stringify(ruled)}\n` : `${describeRuled(ruled)}\n`)
}

const describeRuled = ({ batchId, unit, right, file, reason, ...rest }: Ruled): string =>
  `challenge of batch ${batchId}, unit ${unit}: ` +
  (right === null
    ? `not ruled on${describeRest(reason, rest)}`
    : `${right ? 'right' : 'wrong'}, signed in ${file}`)

function report(attested: Attested | null, { json, once }: AttestOptions): void {
  if (once)
    process.exitCode = { signed: 0, refused: 1, incomplete: 2 }[attested?.answer ?? 'signed']
  if (json) process.stdout.write(`${JSON.stringify(attested ?? { answer: 'nothing' })}\n`)
  else if (attested !== null) process.stdout.write(`${describe(attested)}\n`)
  else if (once) process.stdout.write('no batch waits for this attestor\n')
}

const describe = ({ batchId, answer, receipts, unitsReexecuted, refusal, ...rest }: Attested) =>
  `batch ${batchId}: ${answer}, ${receipts} receipts checked, ` +
  `${unitsReexecuted} units executed again${describeRest(refusal, rest)}`

/** Why there is no yes or no, what to do about it, and when it is tried again; else nothing. */
const describeRest = (
  reason: string | null,
  { nextStep, againInMs }: Pick<Ruled, 'nextStep' | 'againInMs'>,
): string => {
  if (reason === null) return ''
  const again = `Tried again in ${(againInMs ?? 0) / 1_000} s, then more and more rarely.`
  return `\n  ${reason}\n  ${nextStep}\n  ${again}`
}

/** @throws `ATTESTOR_UNKNOWN` */
async function assertAttestor(ledger: LedgerOffice, account: Account): Promise<void> {
  const { attestors, committer } = await ledger.fetchStaff()
  if (attestors.includes(account)) return
  const role = account === committer ? ', who commits and so never attests' : ''
  throw new GridError('ATTESTOR_UNKNOWN', `found ${account}${role}, no attestor of the ledger`, {
    hint:
      attestors.length === 0
        ? 'This ledger has no attestors: its admin appoints them.'
        : `Use the keystore of one of: ${attestors.join(', ')}.`,
    details: { account, expected: attestors },
  })
}
