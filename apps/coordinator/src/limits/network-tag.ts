/**
 * Network tags: what stands for the network a host asks from, in the store and in the rules.
 *
 * A tag is an HMAC under the coordinator's own secret: whoever gets hold of the database alone
 * learns no address, and no address is ever stored. Coordinators of one grid have one secret
 * (`SECRETS_DIFFER`), so they make the same tags.
 */
import type { Hex } from '@pumasi/domain'
import type { Seal } from '../seal.ts'
import { aSite, isLoopback, networkOf } from './network-of.ts'

/** Null for an address of this machine, which everybody who shares it has. */
export type NetworkTag = (address: string | undefined) => Hex | null

export const createNetworkTag =
  (seal: Seal): NetworkTag =>
  (address) =>
    isLoopback(address) ? null : `0x${seal(`network ${networkOf(address, aSite)}`)}`
