/**
 * Verifies a proof file against what a chain holds.
 *
 * In: the file, and what a node of the chain says about its ledger and batch. Out: the steps, each
 * with what it compared, or only the first field that is not as it must be. Does not read: anything
 * else. Invariant: every field is bound to the chain or to a signature; a file in which any is
 * changed is refused with that field, or the part it lies in, by name (prove-unit.test.ts).
 */
import { digestOfCanonical } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { headerDigest } from '../header.ts'
import type { Header } from '../header.ts'
import { hashUnitLeaf } from '../leaf.ts'
import { rootOfMultiProof } from '../merkle/multiproof.ts'
import type { SigningDomain } from '../typed-data.ts'
import { compare, compareFields, judge } from './comparison.ts'
import type { Compared, Comparison, ProofFault } from './comparison.ts'
import type { ProofFile } from './format.ts'
import { examineDelegations, examineReceipts } from './signers.ts'

/** What a chain holds, as far as a proof file is concerned. */
export interface ChainEvidence extends SigningDomain {
  /** Batches of the ledger. */
  readonly batchCount: number
  /** True when that batch was taken out of what counts. */
  readonly voided: boolean
  /** The batch whose id the file names; null when there is none. */
  readonly batch: {
    readonly id: number
    readonly header: Header
    readonly digest: Hex
    readonly txHash: Hex
    readonly blockNumber: number
  } | null
}

type Examine = (file: ProofFile, chain: ChainEvidence) => Compared

/** In their order: each rests on those before. */
const examinations = {
  ledger: ({ chain }, { chainId, ledger }) =>
    judge(compareFields('chain', chain, { chainId, ledger })),
  header: examineHeader,
  transaction: ({ batch }, { batch: held }) =>
    judge(
      (['txHash', 'blockNumber'] as const).map((name) =>
        compare(`batch.${name}`, batch[name], held?.[name]),
      ),
    ),
  delegations: examineDelegations,
  receipts: examineReceipts,
  claims: examineClaims,
  input: examineInput,
  inclusion: examineInclusion,
} as const satisfies Readonly<Record<string, Examine>>

export type ProofStepName = keyof typeof examinations
export const proofStepNames = Object.keys(examinations) as readonly ProofStepName[]

export interface ProofStep extends Compared {
  readonly name: ProofStepName
}

/** The steps up to the first that fails; all of them when the file holds. */
export function examineProofFile(file: ProofFile, chain: ChainEvidence): readonly ProofStep[] {
  const steps: ProofStep[] = []
  for (const name of proofStepNames) {
    const examine: Examine = examinations[name]
    const step = { name, ...examine(file, chain) }
    steps.push(step)
    if (step.fault !== null) break
  }
  return steps
}

/** Null when the file holds. */
export const verifyProofFile = (file: ProofFile, chain: ChainEvidence): ProofFault | null =>
  examineProofFile(file, chain).at(-1)?.fault ?? null

function examineHeader({ batch }: ProofFile, chain: ChainEvidence): Compared {
  const { batch: held, batchCount, voided } = chain
  if (held === null) return judge([compare('batch.id', batch.id, `1 to ${batchCount}`)])
  const digest = headerDigest(batch.header)
  const found = voided ? `${batch.id}, voided` : batch.id
  const compared = [
    compare('batch.id', found, held.id),
    compare('batch.header', digest, held.digest),
  ]
  const { fault } = judge(compared)
  // Equal digests are equal headers; of different ones, the field that differs tells more.
  if (fault?.field !== 'batch.header') return { compared, fault }
  const fields = judge(compareFields('batch.header', batch.header, held.header)).compared
  const differing = fields.filter(({ found, expected }) => found !== expected)
  // Nobody mistypes two fields at once: then the header is another batch's.
  const another = compare('batch.id', batch.id, 'the id of the header below')
  return { compared, fault: differing.length > 1 ? another : (differing[0] ?? fault) }
}

const claimed = [
  'jobId',
  'unitIndex',
  'programHash',
  'inputHash',
  'outputHash',
  'exitClass',
  'fuel',
] as const

/** Everybody signed the same, and it is what the file claims. */
function examineClaims({ unit, receipts }: ProofFile): Compared {
  const compared: Comparison[] = []
  for (const name of claimed) {
    const said = new Set(receipts.map(({ receipt }) => receipt[name]))
    if (said.size > 1) {
      return { compared, fault: compare('receipts', [...said].join(' and '), `one ${name}`) }
    }
    const [expected] = said
    compared.push(compare(`unit.${name}`, unit[name], expected))
  }
  return judge(compared)
}

function examineInput({ unit, input }: ProofFile): Compared {
  return judge([
    compare('input', digestOfCanonical(input as never), unit.inputHash),
    compare('input.program', input.program, unit.programHash),
  ])
}

function examineInclusion({ batch, receipts, inclusion }: ProofFile): Compared {
  const { unitsRoot, unitCount } = batch.header
  const { leaves, proof, proofFlags } = inclusion
  if (leaves.length !== receipts.length) {
    return judge([compare('inclusion.leaves', `${leaves.length} leaves`, `${receipts.length}`)])
  }
  const nodes: Hex[] = []
  for (const [position, { index, creditMicro }] of leaves.entries()) {
    if (index >= unitCount) {
      return judge([compare(`inclusion.leaves.${position}.index`, index, `below ${unitCount}`)])
    }
    const receipt = receipts[position]?.receipt
    if (receipt !== undefined) nodes.push(hashUnitLeaf({ ...receipt, index, creditMicro }))
  }
  // A multiproof takes its leaves in the order of the tree.
  const root = rootOfMultiProof({ leaves: nodes.sort(), proof, proofFlags })
  return judge([compare('inclusion', root ?? 'leaves that lead nowhere', unitsRoot)])
}
