/**
 * The vectors Solidity obeys too (contracts/ledger/test/Vectors.t.sol), made by libraries that
 * share no code with this room. Integers are decimal strings.
 */
import { readFileSync } from 'node:fs'
import { exitClasses } from '@pumasi/domain'
import type { Account, Digest, ExitClass, Hex, JobId, LeaseId, Root } from '@pumasi/domain'
import { describe, expect, it } from 'vitest'
import { attestationDigest, recoverAttestor, signAttestation } from './attestation.ts'
import { delegationDigest, signDelegation, verifyDelegation } from './delegation.ts'
import { headerDigest } from './header.ts'
import type { Header } from './header.ts'
import { hashCreditLeaf, hashUnitLeaf } from './leaf.ts'
import { buildProof, buildTree, rootOf, verifyInclusion } from './merkle/tree.ts'
import { compactSignature } from './quorum-signatures.ts'
import type { CompactSignature } from './quorum-signatures.ts'
import { receiptDigest, recoverSession, signReceipt } from './receipt.ts'
import { outcomeDigest, recoverRuler, signOutcome } from './ruling.ts'
import { domainSeparator } from './typed-data.ts'
import type { SigningDomain } from './typed-data.ts'

type Row = Readonly<Record<string, string>>
interface Member {
  readonly leaf: Row
  readonly proof: readonly Hex[]
}
interface Batch {
  readonly header: Row
  readonly digest: Hex
  readonly units: readonly Member[]
  readonly credits: readonly Member[]
}
interface Signed {
  readonly chainId: string
  readonly ledger: Account
  readonly message: Row
  readonly key: Hex
  readonly signer: Account
  readonly digest: Hex
  readonly signature: string
}
interface Attested extends Signed {
  readonly compact: CompactSignature
}
interface Vectors {
  leaves: Record<'units' | 'credits', readonly { leaf: Row; node: Hex }[]>
  history: { genesis: Hex; batches: readonly Batch[] }
  signing: {
    domains: readonly { chainId: string; ledger: Account; separator: Hex }[]
    receipts: readonly Signed[]
    delegations: readonly Signed[]
    attestations: readonly Attested[]
    executions: readonly Attested[]
  }
}

function read<Name extends keyof Vectors>(name: Name): Vectors[Name] {
  const url = new URL(`../../../vectors/ledger/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as Vectors[Name]
}

const { leaves, history, signing } = {
  leaves: read('leaves'),
  history: read('history'),
  signing: read('signing'),
}

const hashUnit = (row: Row): Hex =>
  hashUnitLeaf({
    jobId: row.jobId as JobId,
    unitIndex: Number(row.unitIndex),
    index: Number(row.index),
    programHash: row.programHash as Digest,
    inputHash: row.inputHash as Digest,
    outputHash: row.outputHash as Digest,
    fuel: BigInt(row.fuel ?? ''),
    account: row.account as Account,
    creditMicro: BigInt(row.credit ?? ''),
  })
const hashCredit = (row: Row): Hex =>
  hashCreditLeaf({
    account: row.account as Account,
    cumulativeCreditMicro: BigInt(row.amount ?? ''),
  })
const headerFrom = (row: Row): Header => ({
  prev: row.prev as Hex,
  unitsRoot: row.unitsRoot as Root,
  creditsRoot: row.creditsRoot as Root,
  dataHash: row.dataHash as Digest,
  rulesHash: row.rulesHash as Digest,
  committedAt: Number(row.committedAt),
  unitCount: Number(row.unitCount),
  cumulativeCreditMicro: BigInt(row.cumulativeCredit ?? ''),
})
const domainFrom = ({ chainId, ledger }: { chainId: string; ledger: Account }): SigningDomain => ({
  chainId: BigInt(chainId),
  ledger,
})

describe('leaves', () => {
  it.each(leaves.units)('unit $leaf.index of $leaf.account', ({ leaf, node }) => {
    expect(hashUnit(leaf)).toBe(node)
  })
  it.each(leaves.credits)('credit of $leaf.account', ({ leaf, node }) => {
    expect(hashCredit(leaf)).toBe(node)
  })
})

describe('history', () => {
  it.each(history.batches)('batch of $header.unitCount units', ({ header, digest, ...batch }) => {
    expect(headerDigest(headerFrom(header))).toBe(digest)
    const trees = [
      [batch.units, hashUnit, header.unitsRoot],
      [batch.credits, hashCredit, header.creditsRoot],
    ] as const
    for (const [members, hash, root] of trees) {
      const tree = buildTree(members.map(({ leaf }) => hash(leaf)))
      expect(rootOf(tree)).toBe(root)
      for (const { leaf, proof } of members) {
        expect(buildProof(tree, hash(leaf))).toEqual(proof)
        expect(verifyInclusion(root as Root, hash(leaf), proof)).toBe(true)
      }
    }
  })

  it('is one chain from its genesis', () => {
    const before = [history.genesis, ...history.batches.map(({ digest }) => digest)]
    expect(history.batches.map(({ header }) => header.prev)).toEqual(before.slice(0, -1))
  })
})

describe('signing', () => {
  it.each(signing.domains)('domain of $ledger on chain $chainId', ({ separator, ...at }) => {
    expect(domainSeparator(domainFrom(at))).toBe(separator)
  })

  it.each(signing.receipts)('receipt $digest', ({ message, key, signer, digest, ...rest }) => {
    const domain = domainFrom(rest)
    const receipt = {
      jobId: message.jobId as JobId,
      unitIndex: Number(message.unitIndex),
      programHash: message.programHash as Digest,
      inputHash: message.inputHash as Digest,
      outputHash: message.outputHash as Digest,
      exitClass: exitClasses[Number(message.exitClass)] as ExitClass,
      fuel: BigInt(message.fuel ?? ''),
      rewriterVersion: Number(message.rewriterVersion),
      leaseId: message.leaseId as LeaseId,
      account: message.account as Account,
    }
    expect(receiptDigest(receipt, domain)).toBe(digest)
    const signed = signReceipt(receipt, domain, key)
    expect(signed.signature).toBe(rest.signature)
    expect(recoverSession(signed, domain)).toBe(signer)
  })

  it.each(signing.delegations)('delegation $digest', ({ message, key, digest, ...rest }) => {
    const domain = domainFrom(rest)
    const delegation = {
      account: message.account as Account,
      session: message.session as Account,
      scope: message.scope as Digest,
      notBefore: Number(message.notBefore),
      expiresAt: Number(message.expiresAt),
      epoch: Number(message.epoch),
    }
    expect(delegationDigest(delegation, domain)).toBe(digest)
    const signed = signDelegation(delegation, domain, key)
    expect(signed.signature).toBe(rest.signature)
    expect(verifyDelegation(signed, domain)).toBe(true)
  })

  it.each(signing.attestations)('attestation $digest', ({ message, key, digest, ...rest }) => {
    const domain = domainFrom(rest)
    const { prev, committedAt, ...content } = headerFrom({ ...message, committedAt: '0' })
    expect(committedAt).toBe(0)
    const [batchId, voided] = [Number(message.batchId), Number(message.voided)]
    const attestation = { batchId, prev, content, voided }
    expect(attestationDigest(attestation, domain)).toBe(digest)
    const signature = signAttestation(attestation, domain, key)
    expect(signature).toBe(rest.signature)
    expect(compactSignature(signature)).toEqual(rest.compact)
    expect(recoverAttestor(attestation, signature, domain)).toBe(rest.signer)
  })

  it.each(signing.executions)('execution $digest', ({ message, key, digest, ...rest }) => {
    const domain = domainFrom(rest)
    const outcome = {
      unit: message.unit as Hex,
      outputHash: message.outputHash as Digest,
      fuel: BigInt(message.fuel ?? ''),
    }
    expect(outcomeDigest(outcome, domain)).toBe(digest)
    const signature = signOutcome(outcome, domain, key)
    expect(signature).toBe(rest.signature)
    expect(compactSignature(signature)).toEqual(rest.compact)
    expect(recoverRuler(outcome, signature, domain)).toBe(rest.signer)
  })
})
