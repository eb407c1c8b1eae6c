/** GridLedger's calls and events between values and bytes; a revert becomes a named error. */
import { GridError, isGridError, parseAccount } from '@pumasi/domain'
import type { Account, Digest, Hex, JobId, Root } from '@pumasi/domain'
import { gridLedgerAbi } from '@pumasi/ledger/abi'
import type { LedgerTerms } from '@pumasi/ledger/abi'
import type { BatchStanding, BatchVoid, Challenge, Ruling, Sanction } from '@pumasi/engine'
import type { BatchContent, CreditProof, FaultProof, Header } from '@pumasi/proof'
import type { UnitLeaf, UnitProof } from '@pumasi/proof'
import { Interface } from 'ethers'
import type { Result } from 'ethers'
import type { ChainNode, Log } from './node.ts'

const abi = new Interface(gridLedgerAbi)

const topicOf = (event: string): Hex => abi.getEvent(event)?.topicHash as Hex

/** First topics of the events that are read. */
export const committedTopic = topicOf('BatchCommitted')
export const voidedTopic = topicOf('BatchVoided')
export const challengedTopic = topicOf('UnitChallenged')
export const settledTopic = topicOf('ChallengeSettled')
export const revokedTopic = topicOf('SessionsRevoked')

/** Who attests on a new ledger. */
export interface Attestors {
  /** Ascending. */
  readonly attestors: readonly Account[]
  readonly commitQuorum: number
}

/** Constructor arguments, after the bytecode: one account has every role but that of attestors. */
export const encodeDeployment = (
  owner: Account,
  genesis: Hex,
  terms: LedgerTerms,
  { attestors, commitQuorum }: Attestors,
): Hex => {
  // More than half: the least that lets no two rulings contradict each other.
  const rulingQuorum = attestors.length === 0 ? 0 : Math.floor(attestors.length / 2) + 1
  const staff = [owner, owner, attestors, commitQuorum, rulingQuorum]
  const { adminDelay, finalityWindow, disputeWindow, fuelPerCreditMicro, challengeBond } = terms
  const windows = [adminDelay, finalityWindow, disputeWindow]
  return abi.encodeDeploy([
    [genesis, owner, ...windows, fuelPerCreditMicro, challengeBond],
    staff,
  ]) as Hex
}

/** Calldata of `commit`. */
export const encodeCommit = (
  id: number,
  content: BatchContent,
  { voided, signatures }: Sanction,
): Hex =>
  abi.encodeFunctionData('commit', [
    id,
    [
      content.unitsRoot,
      content.creditsRoot,
      content.dataHash,
      content.rulesHash,
      content.unitCount,
      content.cumulativeCreditMicro,
    ],
    voided,
    signatures.map(({ r, vs }) => [r, vs]),
  ]) as Hex

/** What a commit was sanctioned by; null for calldata of something else. */
export function decodeSanction(calldata: Hex): Sanction | null {
  try {
    const [, , voided, signatures] = abi.decodeFunctionData('commit', calldata) as unknown as [
      ...[unknown, unknown, bigint],
      readonly (readonly [Hex, Hex])[],
    ]
    return { voided: Number(voided), signatures: signatures.map(([r, vs]) => ({ r, vs })) }
  } catch {
    return null
  }
}

/** The header as the contract takes it back. */
const headerTuple = (header: Header) => [
  header.prev,
  header.unitsRoot,
  header.creditsRoot,
  header.dataHash,
  header.rulesHash,
  header.committedAt,
  header.unitCount,
  header.cumulativeCreditMicro,
]

const leafTuple = (leaf: UnitLeaf) => [
  ...[leaf.jobId, leaf.unitIndex, leaf.index, leaf.programHash, leaf.inputHash],
  ...[leaf.outputHash, leaf.fuel, leaf.account, leaf.creditMicro],
]

const unitTuple = ({ id, header, leaf, proof }: UnitProof) => [
  id,
  headerTuple(header),
  leafTuple(leaf),
  proof,
]

const faultFunctions: Readonly<Record<FaultProof['fault'], string>> = {
  'wrong-credit': 'proveWrongCredit',
  'index-out-of-range': 'proveIndexOutOfRange',
  'index-reused': 'proveIndexReused',
  'duplicate-unit': 'proveDuplicateUnit',
}

/** Calldata of the function that proves a fault. */
export const encodeFault = ({ fault, units }: FaultProof): Hex =>
  abi.encodeFunctionData(faultFunctions[fault], units.map(unitTuple)) as Hex

/** Calldata of `sync`. */
export const encodeSync = ({ id, header, leaf, proof }: CreditProof): Hex => {
  const { account, cumulativeCreditMicro } = leaf
  const args = [id, headerTuple(header), account, cumulativeCreditMicro, proof]
  return abi.encodeFunctionData('sync', args) as Hex
}

/** Calldata of `revokeSessions`. */
export const encodeRevocation = (): Hex => abi.encodeFunctionData('revokeSessions') as Hex

/** Calldata of `challenge`. */
export const encodeChallenge = (unit: UnitProof): Hex =>
  abi.encodeFunctionData('challenge', [unitTuple(unit)]) as Hex

/** Calldata of `rule`. */
export const encodeRuling = ({ id, header, leaf, outcome, signatures }: Ruling): Hex =>
  abi.encodeFunctionData('rule', [
    ...[id, headerTuple(header), leafTuple(leaf)],
    [outcome.outputHash, outcome.fuel],
    signatures.map(({ r, vs }) => [r, vs]),
  ]) as Hex

/** Calldata of `closeChallenge`. */
export const encodeClosing = ({ id, header }: Pick<UnitProof, 'id' | 'header'>, unit: Hex): Hex =>
  abi.encodeFunctionData('closeChallenge', [id, headerTuple(header), unit]) as Hex

/** Calldata of `withdraw`. */
export const encodeWithdrawal = (): Hex => abi.encodeFunctionData('withdraw') as Hex

/** The leaf a challenge showed; null for calldata of something else. */
export function decodeChallengedLeaf(calldata: Hex): UnitLeaf | null {
  try {
    const [[, , fields]] = abi.decodeFunctionData('challenge', calldata) as unknown as [
      readonly [unknown, unknown, readonly unknown[]],
    ]
    const [jobId, unitIndex, index, programHash, inputHash, outputHash, fuel, account, credit] =
      fields as [JobId, bigint, bigint, Digest, Digest, Digest, bigint, string, bigint]
    return {
      ...{ jobId, unitIndex: Number(unitIndex), index: Number(index), programHash, inputHash },
      ...{ outputHash, fuel, account: parseAccount(account), creditMicro: credit },
    }
  } catch {
    return null
  }
}

/** The challenge an event speaks of. */
export function decodeChallenged({ topics, data }: Log): Omit<Challenge, 'leaf'> {
  const { id, unit, challenger } = abi.decodeEventLog('UnitChallenged', data, topics)
  return { batchId: Number(id), unit: unit as Hex, challenger: parseAccount(challenger as string) }
}

/** `IBatches.State`, in its order. */
const states = ['pending', 'held', 'frozen', 'final', 'voided'] as const

/** The batch an event speaks of; null for an event that is none of ours or holds absurd numbers. */
export function decodeCommitted(log: Log): { id: number; header: Header } | null {
  let args: Result
  try {
    args = abi.decodeEventLog('BatchCommitted', log.data, log.topics)
  } catch {
    return null
  }
  const [bigId, fields] = args as unknown as [bigint, readonly [...Hex[], bigint, bigint, bigint]]
  const [prev, unitsRoot, creditsRoot, dataHash, rulesHash, at, count, credit] = [...fields]
  const [id, committedAt, unitCount] = [bigId, at, count].map(Number) as [number, number, number]
  if (![id, committedAt, unitCount].every(Number.isSafeInteger)) return null
  const header = {
    prev: prev as Hex,
    unitsRoot: unitsRoot as Root,
    creditsRoot: creditsRoot as Root,
    dataHash: dataHash as Digest,
    rulesHash: rulesHash as Digest,
    committedAt,
    unitCount,
    cumulativeCreditMicro: credit as bigint,
  }
  return { id, header }
}

/** `IBatches.Fault`, in its order. */
const faults = [
  'wrong-credit',
  'index-out-of-range',
  'index-reused',
  'duplicate-unit',
  'wrong-output',
] as const

/** The void an event speaks of. */
export function decodeVoided({ topics, data }: Log): Pick<BatchVoid, 'batchId' | 'fault'> {
  const { id, fault } = abi.decodeEventLog('BatchVoided', data, topics)
  return { batchId: Number(id), fault: faults[Number(fault)] ?? 'wrong-output' }
}

/** The challenge an event settled, and whether its unit was ruled wrong. */
export function decodeSettled({ topics, data }: Log) {
  const { id, unit, upheld } = abi.decodeEventLog('ChallengeSettled', data, topics)
  return { batchId: Number(id), unit: unit as Hex, upheld: upheld === true }
}

/** Whose epoch an event raised, and to what. */
export function decodeRevoked({ topics, data }: Log): { account: Account; epoch: number } {
  const { account, epoch } = abi.decodeEventLog('SessionsRevoked', data, topics)
  return { account: parseAccount(account as string), epoch: Number(epoch) }
}

/** Turns a node's refusal into `LEDGER_REFUSED` when the contract itself said why. */
export function namedRefusal(error: unknown): unknown {
  if (!isGridError(error, 'CHAIN_REFUSED') || typeof error.details.data !== 'string') return error
  const reason = abi.parseError(error.details.data)
  if (reason === null) return error
  const values = reason.fragment.inputs.map(({ name }, i) => [name, String(reason.args[i])])
  const text = values.map(([name, value]) => `${name} ${value}`).join(', ')
  return new GridError('LEDGER_REFUSED', `the ledger refused: ${reason.name} (${text})`, {
    hint: 'Nothing was written. Compare the values with what was meant.',
    details: { reason: reason.name, ...Object.fromEntries(values) },
    cause: error,
  })
}

/** Reads views of the contract at `address`. */
export function createViews(node: ChainNode, address: Account) {
  const read = async (view: string, ...args: readonly unknown[]): Promise<unknown> => {
    const data = abi.encodeFunctionData(view, args) as Hex
    const answer = await node.callContract(address, data).catch((error: unknown) => {
      throw namedRefusal(error)
    })
    try {
      return abi.decodeFunctionResult(view, answer)[0] as unknown
    } catch (cause) {
      throw new GridError('CHAIN_WRONG_CONTRACT', `${address} does not answer ${view}()`, {
        hint: 'Give the address of a Pumasi ledger on this chain.',
        details: { address, view, answer: answer.slice(0, 130) },
        cause,
      })
    }
  }
  return {
    batchCount: async () => Number(await read('batchCount')),
    digestOf: async (id: number) => (await read('digestOf', id)) as Hex,
    genesis: async () => (await read('genesis')) as Hex,
    fuelPerCreditMicro: async () => (await read('fuelPerCreditMicro')) as bigint,
    deployedAtBlock: async () => Number(await read('deployedAtBlock')),
    domainSeparator: async () => (await read('domainSeparator')) as Hex,
    version: async () => (await read('version')) as string,
    committer: async () => parseAccount((await read('committer')) as string),
    attestors: async () => ((await read('attestors')) as readonly string[]).map(parseAccount),
    commitQuorum: async () => Number(await read('commitQuorum')),
    rulingQuorum: async () => Number(await read('rulingQuorum')),
    challengeBond: async () => (await read('challengeBond')) as bigint,
    pot: async () => (await read('pot')) as bigint,
    finalityWindow: async () => Number(await read('finalityWindow')),
    disputeWindow: async () => Number(await read('disputeWindow')),
    /** Null for a unit that is not under challenge. */
    challengerOf: async (id: number, unit: Hex) => {
      const found = parseAccount((await read('challengerOf', id, unit)) as string)
      return /^0x0+$/.test(found) ? null : found
    },
    withdrawable: async (account: Account) => (await read('withdrawable', account)) as bigint,
    balanceOf: async (account: Account) => (await read('balanceOf', account)) as bigint,
    syncedTo: async (account: Account) => Number(await read('syncedTo', account)),
    epochOf: async (account: Account) => Number(await read('epochOf', account)),
    isTableSound: async (id: number) => (await read('isTableSound', id)) as boolean,
    lastVoided: async () => Number(await read('lastVoided')),
    stateOf: async (id: number, header: Header): Promise<BatchStanding['state']> =>
      // A state this code does not know is not final.
      states[Number(await read('stateOf', id, headerTuple(header)))] ?? 'held',
    finalAt: async (id: number, header: Header) =>
      Number(await read('finalAt', id, headerTuple(header))),
  }
}

export type Views = ReturnType<typeof createViews>
