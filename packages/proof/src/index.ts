export * from './attestation.ts'
export * from './challenge.ts'
export * from './credit-proof.ts'
export * from './delegation.ts'
export * from './fault-file/fault.ts'
export * from './fault-file/format.ts'
export * from './header.ts'
export { accelerateKeccak } from './keccak.ts'
export * from './leaf.ts'
export {
  buildProof,
  buildTree,
  merkleRoot,
  rootOf,
  treeInStints,
  verifyInclusion,
} from './merkle/tree.ts'
export type { LeafNodes, MerkleTree } from './merkle/tree.ts'
export * from './merkle/multiproof.ts'
export * from './personal-text.ts'
export * from './quorum-signatures.ts'
export type { Comparison, ProofFault } from './proof-file/comparison.ts'
export * from './proof-file/format.ts'
export * from './proof-file/verify.ts'
export * from './receipt.ts'
export * from './refusal.ts'
export * from './revocation.ts'
export * from './ruling.ts'
export * from './ruling-file.ts'
export * from './schemas.ts'
export * from './sign-in.ts'
export * from './signature.ts'
export * from './typed-data.ts'
export { encodeWords, keccak } from './words.ts'
export type { Word } from './words.ts'
