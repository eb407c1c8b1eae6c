/**
 * Writes `vectors/ledger/*.json`: what every implementation must reproduce, made by libraries that
 * share no code with ours (ethers, @openzeppelin/merkle-tree). Integers are decimal strings.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import {
  AbiCoder,
  Signature,
  SigningKey,
  TypedDataEncoder,
  computeAddress,
  id,
  keccak256,
} from 'ethers'

// Values: drawn by label, so that a new vector changes no old one.
const word = (label: string): string => id(`pumasi ${label}`)
const account = (label: string): string => `0x${word(label).slice(-40)}`
const below = (label: string, bits: bigint): string => (BigInt(word(label)) % 2n ** bits).toString()
const max = (bits: bigint): string => (2n ** bits - 1n).toString()
const zeros = `0x${'00'.repeat(32)}`
const ones = `0x${'ff'.repeat(32)}`

const unitTypes = 'bytes32 uint64 uint64 bytes32 bytes32 bytes32 uint64 address uint128'.split(' ')
const creditTypes = ['address', 'uint128']
const standard = (leaf: object, types: string[]): string =>
  StandardMerkleTree.of([Object.values(leaf)], types).root

const unitLeaf = (label: string, index: number) => ({
  jobId: word(`${label} job`),
  unitIndex: below(`${label} ${index} unit`, 40n),
  index: String(index),
  programHash: word(`${label} program`),
  inputHash: word(`${label} ${index} input`),
  outputHash: word(`${label} ${index} output`),
  fuel: below(`${label} ${index} fuel`, 50n),
  account: account(`${label} ${index} account`),
  credit: below(`${label} ${index} credit`, 60n),
})
const creditLeaf = (label: string, index: number) => ({
  account: account(`${label} ${index} account`),
  amount: below(`${label} ${index} amount`, 70n),
})

function leaves() {
  const smallest = {
    jobId: zeros,
    unitIndex: '0',
    index: '0',
    programHash: zeros,
    inputHash: zeros,
    outputHash: zeros,
    fuel: '0',
    account: `0x${'00'.repeat(20)}`,
    credit: '0',
  }
  const largest = {
    jobId: ones,
    // Indices are numbers in TypeScript: the largest that are exact.
    unitIndex: max(53n),
    index: max(53n),
    programHash: ones,
    inputHash: ones,
    outputHash: ones,
    fuel: max(64n),
    account: `0x${'ff'.repeat(20)}`,
    credit: max(128n),
  }
  const units = [smallest, largest, ...[0, 1, 2, 3].map((index) => unitLeaf('leaf', index))]
  const credits = [
    { account: smallest.account, amount: '0' },
    { account: largest.account, amount: max(128n) },
    ...[0, 1, 2, 3].map((index) => creditLeaf('leaf', index)),
  ]
  return {
    units: units.map((leaf) => ({ leaf, node: standard(leaf, unitTypes) })),
    credits: credits.map((leaf) => ({ leaf, node: standard(leaf, creditTypes) })),
  }
}

const withProofs = <Leaf extends object>(members: Leaf[], types: string[]) => {
  const tree = StandardMerkleTree.of(
    members.map((leaf) => Object.values(leaf)),
    types,
  )
  return {
    root: tree.root,
    members: members.map((leaf, position) => ({ leaf, proof: tree.getProof(position) })),
  }
}

/** A ledger's whole history: one batch for each tree size, from a genesis that is not zero. */
function history() {
  const genesis = word('genesis')
  let prev = genesis
  let cumulativeCredit = 0n
  const batches = [1, 2, 3, 4, 5, 8, 13].map((size, position) => {
    const label = `batch ${position + 1}`
    const range = Array.from({ length: size }, (_, index) => index)
    const units = withProofs(
      range.map((index) => unitLeaf(label, index)),
      unitTypes,
    )
    const credits = withProofs(
      range.map((index) => creditLeaf(label, index)),
      creditTypes,
    )
    cumulativeCredit += BigInt(below(`${label} credit`, 80n))
    const header = {
      prev,
      unitsRoot: units.root,
      creditsRoot: credits.root,
      dataHash: word(`${label} data`),
      rulesHash: word('rules'),
      committedAt: String(1_800_000_000 + 600 * position),
      unitCount: String(size),
      cumulativeCredit: cumulativeCredit.toString(),
    }
    const types = 'bytes32 bytes32 bytes32 bytes32 bytes32 uint64 uint64 uint128'.split(' ')
    const digest = keccak256(AbiCoder.defaultAbiCoder().encode(types, Object.values(header)))
    prev = digest
    return { header, digest, units: units.members, credits: credits.members }
  })
  return { genesis, batches }
}

const fieldsOf = (text: string): { type: string; name: string }[] =>
  text.split(', ').map((field) => {
    const [type = '', name = ''] = field.split(' ')
    return { type, name }
  })
const receiptFields = fieldsOf(
  'bytes32 jobId, uint64 unitIndex, bytes32 programHash, bytes32 inputHash, bytes32 outputHash, ' +
    'uint8 exitClass, uint64 fuel, uint32 rewriterVersion, bytes32 leaseId, address account',
)
const delegationFields = fieldsOf(
  'address account, address session, bytes32 scope, uint64 notBefore, uint64 expiresAt, uint64 epoch',
)

const attestationFields = fieldsOf(
  'uint64 batchId, bytes32 prev, bytes32 unitsRoot, bytes32 creditsRoot, bytes32 dataHash, ' +
    'bytes32 rulesHash, uint64 unitCount, uint128 cumulativeCredit, uint64 voided',
)
const executionFields = fieldsOf('bytes32 unit, bytes32 outputHash, uint64 fuel')

/** Signed messages: `key` is of no value anywhere. */
function signing() {
  const ledgers = [
    { chainId: '31337', ledger: account('ledger') },
    { chainId: max(64n), ledger: account('another ledger') },
  ]
  const domainOf = ({ chainId, ledger }: { chainId: string; ledger: string }) => ({
    name: 'Pumasi',
    version: '1',
    chainId,
    verifyingContract: ledger,
  })
  const sign = (
    type: string,
    fields: { type: string; name: string }[],
    message: Record<string, string>,
    key: string,
    ledger: { chainId: string; ledger: string },
  ) => {
    const digest = TypedDataEncoder.hash(domainOf(ledger), { [type]: fields }, message)
    const signature = new SigningKey(key).sign(digest).serialized
    return { ...ledger, message, key, signer: computeAddress(key).toLowerCase(), digest, signature }
  }
  /** With the 64 bytes that attestors' signatures are written in. */
  const attest = (...args: Parameters<typeof sign>) => {
    const signed = sign(...args)
    const { r, yParityAndS } = Signature.from(signed.signature)
    return { ...signed, compact: { r, vs: yParityAndS } }
  }
  const cases = ledgers.flatMap((ledger) => [0, 1, 2, 3, 4].map((n) => ({ ledger, n })))
  return {
    domains: ledgers.map((ledger) => ({
      ...ledger,
      separator: TypedDataEncoder.hashDomain(domainOf(ledger)),
    })),
    receipts: cases.map(({ ledger, n }) => {
      const { jobId, unitIndex, programHash, inputHash, outputHash, fuel } = unitLeaf('receipt', n)
      const message = {
        jobId,
        unitIndex,
        programHash,
        inputHash,
        outputHash,
        exitClass: String(n),
        fuel,
        rewriterVersion: below(`receipt ${n} rewriter`, 32n),
        leaseId: word(`receipt ${n} lease`),
        account: account(`receipt ${n}`),
      }
      return sign('Receipt', receiptFields, message, word(`session ${n}`), ledger)
    }),
    delegations: cases.map(({ ledger, n }) => {
      const key = word(`wallet ${n}`)
      const message = {
        account: computeAddress(key).toLowerCase(),
        session: account(`session ${n}`),
        scope: n === 0 ? zeros : word(`scope ${n}`),
        notBefore: String(1_800_000_000 + n),
        expiresAt: n === 4 ? max(53n) : String(1_800_086_400 + n),
        epoch: String(n),
      }
      return sign('Delegation', delegationFields, message, key, ledger)
    }),
    attestations: cases.map(({ ledger, n }) => {
      const label = `attested ${n}`
      const message = {
        batchId: n === 4 ? max(53n) : String(n + 1),
        prev: word(`${label} prev`),
        unitsRoot: word(`${label} units`),
        creditsRoot: word(`${label} credits`),
        dataHash: word(`${label} data`),
        rulesHash: word('rules'),
        unitCount: n === 4 ? max(53n) : below(label, 20n),
        cumulativeCredit: n === 4 ? max(96n) : below(label, 80n),
        voided: String(n),
      }
      return attest('Attestation', attestationFields, message, word(`attestor ${n}`), ledger)
    }),
    executions: cases.map(({ ledger, n }) => {
      const label = `executed ${n}`
      const message = {
        unit: word(`${label} unit`),
        outputHash: word(`${label} output`),
        fuel: n === 4 ? max(64n) : below(label, 50n),
      }
      return attest('Execution', executionFields, message, word(`attestor ${n}`), ledger)
    }),
  }
}

/** The files by name. */
export const vectors = { leaves: leaves(), history: history(), signing: signing() }

/** Where they are kept. */
export const vectorsFolder = new URL('../../../vectors/ledger/', import.meta.url)

if (import.meta.main) {
  mkdirSync(vectorsFolder, { recursive: true })
  for (const [name, content] of Object.entries(vectors))
    writeFileSync(new URL(`${name}.json`, vectorsFolder), `${JSON.stringify(content, null, 2)}\n`)
}
